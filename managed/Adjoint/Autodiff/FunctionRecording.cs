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
    private readonly adj_recording _id;
    private readonly Rule[] _rules;
    private readonly int _inputs, _outputs;

    private FunctionRecording(adj_recording id, Rule[] rules, int inputs, int outputs)
    {
        _id = id;
        _rules = rules;
        _inputs = inputs;
        _outputs = outputs;
        foreach (Rule rule in rules)
            rule.Hold();
    }

    ~FunctionRecording()
    {
        _ = NativeMethods.adj_recording_release(_id);
        foreach (Rule rule in _rules)
            rule.Drop();
    }

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
            var inputs = new Tensor[arguments.Length];
            for (int i = 0; i < inputs.Length; i++)
                inputs[i] = Derivatives.Watch(scope, arguments[i], name, $"argument {i}");
            Tensor[] outputs = function(inputs);
            Derivatives.RequireFloating(name, outputs);
            var values = new adj_tensor[outputs.Length];
            adj_status status = scope.Record(Handles.Of(inputs), Handles.Of(outputs), values, out adj_recording id);
            Status.Check(status, outputs);
            var recording = new FunctionRecording(id, scope.Rules(), inputs.Length, outputs.Length);
            Tensor[] results = Handles.Adopt(values);
            scope.Close([.. results, .. alsoKept?.Invoke() ?? []]);
            return (results, recording);
        }
        finally
        {
            scope.Close();
        }
    }

    /// <summary>The cotangents of the arguments, given those of the outputs.</summary>
    public Tensor[] Pull(params Tensor[] cotangents)
    {
        var results = new adj_tensor[_inputs];
        adj_status status;
        fixed (adj_tensor* given = Handles.Of(cotangents), found = results)
            status = NativeMethods.adj_recording_pull(_id, given, cotangents.Length, found, _inputs);
        Status.Check(status, cotangents);
        GC.KeepAlive(this);
        return Handles.Adopt(results);
    }

    /// <summary>The tangents of the outputs, given those of the arguments.</summary>
    public Tensor[] Push(params Tensor[] tangents)
    {
        var results = new adj_tensor[_outputs];
        adj_status status;
        fixed (adj_tensor* given = Handles.Of(tangents), found = results)
            status = NativeMethods.adj_recording_push(_id, given, tangents.Length, found, _outputs);
        Status.Check(status, tangents);
        GC.KeepAlive(this);
        return Handles.Adopt(results);
    }
}
