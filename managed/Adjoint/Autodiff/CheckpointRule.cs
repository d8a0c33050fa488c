using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>A function that is computed again when its derivative is asked for.</summary>
/// <remarks>Its operands are the arguments, then what the function captured, then what is kept of its first run.</remarks>
internal sealed class CheckpointRule : Rule
{
    [ThreadStatic]
    private static CheckpointPolicy? t_policy;

    private readonly Func<Tensor[], Tensor> _function;
    private readonly int _arguments, _captured;
    private readonly long[] _places;
    private readonly long _operations;

    private CheckpointRule(Func<Tensor[], Tensor> function, int arguments, FirstRun run)
    {
        _function = function;
        _arguments = arguments;
        _captured = run.Captured.Length;
        _places = run.Kept?.Places ?? [];
        _operations = run.Kept?.Operations ?? 0;
    }

    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="policy">What is kept of the first run.</param>
    /// <param name="alsoKept">What else the function made that outlives the call.</param>
    public static Tensor Apply(
        Func<Tensor[], Tensor> function, Tensor[] arguments, CheckpointPolicy? policy, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        FirstRun run = WithoutRecording(function, arguments, policy, alsoKept);
        // In a batch nothing has a value yet: the pattern costs no memory, and what comes of it is recorded as usual. And what was
        // captured inside a transform is gone when a pullback that outlives it would compute the function again.
        if (run.Value.IsSymbolic || (run.Captured.Length > 0 && Scope.RecordingOutlives)) return AsUsual(function, arguments);
        return new CheckpointRule(function, arguments.Length, run).Attach(run.Value, [.. arguments, .. run.Captured, .. run.Kept?.Values ?? []]);
    }

    /// <summary>Keeps a tensor if the checkpoint whose function runs keeps tensors of this name.</summary>
    public static void Name(Tensor x, string name)
    {
        if (t_policy?.Keeps(name) == true) Status.Check(NativeMethods.adj_keep(x.Handle), x);
    }

    protected override Tensor?[] Reverse(Tensor cotangent, Tensor[] operands)
    {
        Scope scope = Scope.OpenCapturing(isolated: false);
        try
        {
            Tensor[] kept = operands[(_arguments + _captured)..];
            // In a batch what was kept has no value: there the function is computed again as a whole.
            if (kept.Length > 0 && !Array.Exists(kept, static x => x.IsSymbolic)) scope.Replay(kept, _places, _operations);
            (Tensor[] inputs, Tensor[] followed) = Follow(scope, operands.AsSpan(0, _arguments));
            Tensor y = Run(_function, inputs, policy: null);
            var results = new adj_tensor[followed.Length + _captured];
            Status.Check(scope.Gradients([y.Handle], [cotangent.Handle], Handles.Of(followed), _captured, results), y, cotangent);
            Tensor[] found = Handles.Adopt(results);
            scope.Close(found);
            int next = 0;
            return
            [
                .. operands.Take(_arguments).Select(x => x.DType.IsFloating ? found[next++] : null),
                .. found[^_captured..],
                .. new Tensor?[kept.Length],
            ];
        }
        finally
        {
            scope.Close();
        }
    }

    private static FirstRun WithoutRecording(
        Func<Tensor[], Tensor> function, Tensor[] arguments, CheckpointPolicy? policy, Func<IEnumerable<Tensor>>? alsoKept)
    {
        Scope scope = Scope.OpenCapturing(isolated: true);
        try
        {
            Tensor[] inputs = Follow(scope, arguments).Inputs;
            if (policy is not null) scope.Keep(policy.KeepsProducts);
            Tensor value = Run(function, inputs, policy);
            KeptValues? kept = policy is null ? null : scope.Kept();
            Tensor[] captured = scope.Captured();
            scope.Close([value, .. captured, .. kept?.Values ?? [], .. alsoKept?.Invoke() ?? []]);
            return new FirstRun(value, captured, kept);
        }
        finally
        {
            scope.Close();
        }
    }

    // Names count for the innermost checkpoint.
    private static Tensor Run(Func<Tensor[], Tensor> function, Tensor[] inputs, CheckpointPolicy? policy)
    {
        CheckpointPolicy? outer = t_policy;
        t_policy = policy;
        try
        {
            return function(inputs);
        }
        finally
        {
            t_policy = outer;
        }
    }

    // A checkpoint around this one must not count what runs here, since it does not run there every time.
    private static Tensor AsUsual(Func<Tensor[], Tensor> function, Tensor[] arguments)
    {
        Status.Check(NativeMethods.adj_pause_keeping(1));
        try
        {
            return Run(function, arguments, policy: null);
        }
        finally
        {
            Status.Check(NativeMethods.adj_pause_keeping(0));
        }
    }

    // Arguments that are not floating are passed as they are.
    private static (Tensor[] Inputs, Tensor[] Followed) Follow(Scope scope, ReadOnlySpan<Tensor> arguments)
    {
        Tensor[] inputs = arguments.ToArray();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].DType.IsFloating) inputs[i] = Derivatives.Watch(scope, inputs[i], "Checkpoint", $"argument {i}");
        }

        return (inputs, [.. inputs.Where(static x => x.DType.IsFloating)]);
    }

    private sealed record FirstRun(Tensor Value, Tensor[] Captured, KeptValues? Kept);
}
