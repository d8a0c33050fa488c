namespace Adjoint;

/// <summary>A function without parameters as a module.</summary>
public sealed partial class Function : Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor> _function;

    /// <summary>Makes a module of a function.</summary>
    /// <param name="function">The function, such as <see cref="Ops.Relu"/>. Parameters that it captures are none of the module's.</param>
    /// <exception cref="ArgumentException">The function is the method of a module.</exception>
    public Function(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.Target is Module module)
            throw new ArgumentException(
                $"Function: this is a method of {module.Description}, whose parameters would not be found behind it. Give the module in its place.", nameof(function));
        _function = function;
    }

    /// <summary>Applies the function.</summary>
    /// <param name="x">The input.</param>
    /// <returns>The output.</returns>
    public override Tensor Forward(Tensor x) => _function(x);

    /// <inheritdoc/>
    protected override string Describe() =>
        _function.Method.Name is { } name && !name.Contains('<', StringComparison.Ordinal) ? $"Function({name})" : "Function";
}
