using Adjoint.Memory;

namespace Adjoint;

/// <summary>Forward mode: runs a function and the changes of its outputs along with it.</summary>
internal static class Forward
{
    /// <summary>The outputs of a function and how they change when its arguments change.</summary>
    /// <param name="name">The transform, for messages.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="tangents">How they change.</param>
    /// <param name="alsoKept">What else of the function's results outlives the call.</param>
    public static (Tensor[] Values, Tensor[] Tangents) Run(
        string name, Func<Tensor[], Tensor[]> function, Tensor[] arguments, Tensor[] tangents, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        NotNull.Given(name, "argument", arguments);
        NotNull.Given(name, "tangent", tangents);
        if (arguments.Length != tangents.Length)
            throw new ArgumentException($"{name}: {arguments.Length} arguments were given {tangents.Length} tangents.");
        DerivativeScope scope = DerivativeScope.Open();
        try
        {
            Tensor[] inputs = Derivatives.Watch(scope, arguments, name);

            Tensor[] values = function(inputs);
            Derivatives.RequireDifferentiable(name, values);
            Tensor[] changes = scope.Tangents(name, inputs, tangents, values);
            scope.Close([.. values, .. changes, .. Derivatives.Listed(alsoKept)]);
            return (values, changes);
        }
        finally
        {
            scope.Close();
        }
    }
}
