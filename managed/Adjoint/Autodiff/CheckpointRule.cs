using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// A function that is computed again when its derivative is asked for, but for the values that a policy keeps. The operands of the rule
/// are the arguments, what the function captured, and what is kept: so all of it lives as long as the recording.
/// </summary>
internal sealed class CheckpointRule : Rule
{
    private readonly Func<Tensor[], Tensor> _function;
    private readonly FirstRun _first;
    private readonly int _capturedStart, _keptStart;

    private CheckpointRule(Func<Tensor[], Tensor> function, int argumentCount, FirstRun first)
    {
        _function = function;
        _first = first;
        _capturedStart = argumentCount;
        _keptStart = argumentCount + first.KnownAs.Length;
    }

    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="policy">What is kept of its intermediates; null is nothing.</param>
    /// <param name="alsoKept">What else the function made that outlives the call.</param>
    public static Tensor Apply(
        Func<Tensor[], Tensor> function, Tensor[] arguments, CheckpointPolicy? policy, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        NotNull.Given("Checkpoint", "argument", arguments);
        // In a batch nothing has a value yet: the pattern costs no memory, and what comes of it is recorded as usual.
        if (arguments.Any(IsSymbolic)) return NotNull.Returned("Checkpoint", function(arguments));
        var (value, captured, kept, first) = WithoutRecording(function, arguments, policy, alsoKept);
        if (IsSymbolic(value) || captured.Any(IsSymbolic)) return function(arguments);
        return new CheckpointRule(function, arguments.Length, first).Attach(value, [.. arguments, .. captured, .. kept]);
    }

    protected override string Name => "Checkpoint";

    protected override Tensor?[] Reverse(Tensor value, Tensor cotangent, Tensor[] operands)
    {
        CapturingScope scope = CapturingScope.Open(isolated: false);
        try
        {
            (Tensor[] inputs, Tensor[] followed) = Follow(scope, operands.AsSpan(0, _capturedStart));
            scope.Lend(_first.KnownAs, operands.AsSpan(_capturedStart.._keptStart));
            if (_first.Places.Length > 0) scope.Replay(operands.AsSpan(_keptStart), _first.Places);
            Tensor y = NotNull.Returned(Name, _function(inputs));
            RequireSame(value, y);
            RequireSameCaptures(scope);
            Tensor?[] found = scope.Gradients(y, cotangent, followed, _first.FollowedCount);
            scope.Close([.. found.OfType<Tensor>()]);
            int next = 0;
            return [.. operands.Select((x, i) => IsDifferentiatedBy(x, i) ? found[next++] : null)];
        }
        finally
        {
            scope.Close();
        }
    }

    // Of what is captured the followed tensors come first.
    private bool IsDifferentiatedBy(Tensor operand, int i) =>
        i < _capturedStart ? operand.DType.IsDifferentiable : i < _capturedStart + _first.FollowedCount;

    private static bool IsSymbolic(Tensor x) => x.IsSymbolic;

    // The cotangents of what is captured go to what the first run captured.
    private void RequireSameCaptures(CapturingScope scope)
    {
        if (_first.FollowedCount == 0) return;
        var (tensors, knownAs, count) = scope.Captured();
        for (int i = 0; i < Math.Min(count, _first.FollowedCount); i++)
        {
            if (knownAs[i].id != _first.KnownAs[i].id)
                throw new InvalidOperationException(
                    $"Checkpoint: in the backward pass the function captured another tensor, {tensors[i].DType}{tensors[i].ShapeText}, than when it ran first; "
                    + "it must do the same each time.");
        }
    }

    // Bits do not depend on what is followed, so other bits come from another calculation. In a batch there are none to compare.
    private static void RequireSame(Tensor first, Tensor again)
    {
        if (first.IsSymbolic || again.IsSymbolic ? first.DType == again.DType && first.Shape == again.Shape : again.HasBitsOf(first)) return;
        throw new InvalidOperationException(
            "Checkpoint: the function computed something else in the backward pass than when it ran first; it must do the same each time. "
            + "Does it use random numbers without a key, or a tensor or setting that has been replaced since?");
    }

    private static (Tensor Value, Tensor[] Captured, Tensor[] Kept, FirstRun Run) WithoutRecording(
        Func<Tensor[], Tensor> function, Tensor[] arguments, CheckpointPolicy? policy, Func<IEnumerable<Tensor>>? alsoKept)
    {
        CapturingScope scope = CapturingScope.Open(isolated: true);
        try
        {
            if (policy is { KeepsAnything: true }) scope.KeepBy(policy);
            Tensor value = NotNull.Returned("Checkpoint", function(Follow(scope, arguments).Inputs));
            var (captured, knownAs, followedCount) = scope.Captured();
            var (kept, places) = scope.Kept();
            scope.Close([value, .. captured, .. kept, .. Derivatives.Listed(alsoKept)]);
            return (value, captured, kept, new FirstRun(knownAs, followedCount, places));
        }
        finally
        {
            scope.Close();
        }
    }

    // Arguments that are not floating are passed as they are.
    private static (Tensor[] Inputs, Tensor[] Followed) Follow(CapturingScope scope, ReadOnlySpan<Tensor> arguments)
    {
        Tensor[] inputs = arguments.ToArray();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].DType.IsDifferentiable) inputs[i] = Derivatives.Watch(scope, inputs[i], "Checkpoint", ArgumentName.Of(i));
        }

        return (inputs, [.. inputs.Where(static x => x.DType.IsDifferentiable)]);
    }

    /// <summary>What a later run has to know of the first.</summary>
    /// <param name="KnownAs">The handles that the function has of what it captured.</param>
    /// <param name="FollowedCount">How many of the captured tensors are differentiated by; they come first.</param>
    /// <param name="Places">Where in the run the kept values were made.</param>
    private sealed record FirstRun(adj_tensor[] KnownAs, int FollowedCount, ulong[] Places);
}
