using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// A recording of a function that outlives its transform: runs backwards for any cotangents and forwards for any tangents, as often as
/// wanted, on the thread that made it.
/// </summary>
internal sealed unsafe class FunctionRecording
{
    private readonly string _name;
    private readonly adj_recording _id;
    private readonly Rule[] _rules;
    private readonly int _inputs, _outputs;

    private FunctionRecording(string name, adj_recording id, Rule[] rules, int inputs, int outputs)
    {
        _name = name;
        _id = id;
        _rules = rules;
        _inputs = inputs;
        _outputs = outputs;
    }

    ~FunctionRecording() => _ = NativeMethods.adj_recording_release(_id);

    /// <summary>Runs a function and keeps what it did.</summary>
    /// <param name="name">The transform, for messages.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="alsoKept">What else of the function's results outlives the call.</param>
    public static (Tensor[] Values, FunctionRecording Recording) Of(
        string name, Func<Tensor[], Tensor[]> function, Tensor[] arguments, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        DerivativeScope scope = DerivativeScope.Open();
        try
        {
            Tensor[] inputs = Derivatives.Watch(scope, arguments, name);
            var (values, recording) = Run(scope, name, function, inputs, withValues: true);
            scope.Close([.. values, .. Derivatives.Listed(alsoKept)]);
            return (values, recording);
        }
        finally
        {
            scope.Close();
        }
    }

    /// <summary>The transposed of a linear function, which sees arguments without values: reading one throws.</summary>
    /// <param name="name">The transform, for messages.</param>
    /// <param name="function">A linear function.</param>
    /// <param name="like">What is like its arguments in shape and type.</param>
    /// <exception cref="ValueDependentException">The function reads a value of its argument; or, in a call, it is not linear.</exception>
    public static Func<Tensor[], Tensor[]> Transpose(string name, Func<Tensor[], Tensor[]> function, Tensor[] like)
    {
        DerivativeScope scope = DerivativeScope.Open();
        try
        {
            return Run(scope, name, function, [.. like.Select(scope.Direction)], withValues: false).Recording.Pull;
        }
        finally
        {
            scope.Close();
        }
    }

    private static (Tensor[] Values, FunctionRecording Recording) Run(
        DerivativeScope scope, string name, Func<Tensor[], Tensor[]> function, Tensor[] inputs, bool withValues)
    {
        Tensor[] outputs = function(inputs);
        Derivatives.RequireDifferentiable(name, outputs);
        var (values, id) = scope.Record(name, inputs, outputs, withValues);
        return (values, new FunctionRecording(name, id, scope.Rules(), inputs.Length, outputs.Length));
    }

    /// <summary>The cotangents of the arguments, given those of the outputs.</summary>
    public Tensor[] Pull(params Tensor[] cotangents)
    {
        NotNull.Given(_name, "cotangent", cotangents);
        var results = new adj_tensor[_inputs];
        using var rules = new Calling(_rules);
        using var given = new Operands(cotangents, _name, "cotangent");
        fixed (adj_tensor* directions = given, found = results)
            Status.Check(NativeMethods.adj_recording_pull(_id, directions, given.Count, found, _inputs), cotangents, operation: null);
        GC.KeepAlive(this);
        return Handles.Adopt(results);
    }

    /// <summary>The tangents of the outputs, given those of the arguments.</summary>
    public Tensor[] Push(params Tensor[] tangents)
    {
        NotNull.Given(_name, "tangent", tangents);
        var results = new adj_tensor[_outputs];
        using var rules = new Calling(_rules);
        using var given = new Operands(tangents, _name, "tangent");
        fixed (adj_tensor* directions = given, found = results)
            Status.Check(NativeMethods.adj_recording_push(_id, directions, given.Count, found, _outputs), tangents, operation: null);
        GC.KeepAlive(this);
        return Handles.Adopt(results);
    }

    /// <summary>
    /// Lets the rules of a recording be called for as long as it runs. Between its runs nothing but the recording refers to them, so that
    /// the collector takes both, also where a rule refers to the pullback that it is part of.
    /// </summary>
    private readonly ref struct Calling
    {
        private readonly Rule[] _rules;

        public Calling(Rule[] rules)
        {
            _rules = rules;
            foreach (Rule rule in rules)
                rule.Hold();
        }

        public void Dispose()
        {
            foreach (Rule rule in _rules)
                rule.Drop();
        }
    }
}
