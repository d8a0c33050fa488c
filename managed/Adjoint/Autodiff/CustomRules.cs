using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>A function with its own backward function.</summary>
internal sealed class CustomVjpRule(Func<Tensor[], Tensor, Tensor?[]> backward, int argumentCount) : Rule
{
    public static Tensor Apply(
        Func<Tensor[], (Tensor Value, Tensor[] Residuals)> forward, Func<Tensor[], Tensor, Tensor?[]> backward, params Tensor[] arguments)
    {
        var (value, residuals) = forward(arguments);
        return new CustomVjpRule(backward, arguments.Length).Attach(value, [.. arguments, .. residuals]);
    }

    // Residuals are operands too, so that a batch gives them its axis; no cotangent goes to them.
    protected override Tensor?[] Reverse(Tensor cotangent, Tensor[] operands)
    {
        Tensor?[] found = backward(operands[argumentCount..], cotangent);
        if (found.Length != argumentCount)
            throw new ArgumentException($"CustomVjp: the backward function gave {found.Length} cotangents for {argumentCount} arguments.");
        return [.. found, .. new Tensor?[operands.Length - argumentCount]];
    }
}

/// <summary>A function with its own tangent function, whose transposed serves reverse mode.</summary>
internal sealed class CustomJvpRule(Func<Tensor[], Tensor[], Tensor> tangent) : Rule
{
    public static Tensor Apply(Func<Tensor[], Tensor> function, Func<Tensor[], Tensor[], Tensor> tangent, params Tensor[] arguments) =>
        new CustomJvpRule(tangent).Attach(function(arguments), arguments);

    protected override Tensor?[] Reverse(Tensor cotangent, Tensor[] operands)
    {
        Tensor[] zeros = [.. operands.Select(Tensor.ZerosLike)];
        int[] moving = [.. Enumerable.Range(0, operands.Length).Where(i => operands[i].DType.IsFloating)];
        var (_, pullback) = Autodiff.Vjp(
            v =>
            {
                Tensor[] tangents = [.. zeros];
                for (int i = 0; i < moving.Length; i++)
                    tangents[moving[i]] = v[i];
                return [tangent(operands, tangents)];
            },
            [.. moving.Select(i => zeros[i])]);
        Tensor[] found = pullback([cotangent]);
        var result = new Tensor?[operands.Length];
        for (int i = 0; i < moving.Length; i++)
            result[moving[i]] = found[i];
        return result;
    }

    protected override Tensor? Forward(Tensor value, Tensor[] operands, Tensor?[] tangents) =>
        tangent(operands, [.. tangents.Select((t, i) => t ?? Tensor.ZerosLike(operands[i]))]);
}

/// <summary>A function that is computed again when its derivative is asked for.</summary>
internal sealed class CheckpointRule(Func<Tensor[], Tensor> function, int argumentCount) : Rule
{
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="alsoKept">What else the function made that outlives the call.</param>
    public static Tensor Apply(Func<Tensor[], Tensor> function, Tensor[] arguments, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        var (value, captured) = WithoutRecording(function, arguments, alsoKept);
        // In a batch nothing has a value yet: the pattern costs no memory, and what comes of it is recorded as usual. And what was
        // captured inside a transform is gone when a pullback that outlives it would compute the function again.
        if (value.IsSymbolic || (captured.Length > 0 && Scope.RecordingOutlives)) return function(arguments);
        return new CheckpointRule(function, arguments.Length).Attach(value, [.. arguments, .. captured]);
    }

    protected override Tensor?[] Reverse(Tensor cotangent, Tensor[] operands)
    {
        Scope scope = Scope.OpenCapturing(isolated: false);
        try
        {
            (Tensor[] inputs, Tensor[] followed) = Follow(scope, operands.AsSpan(0, argumentCount));
            Tensor y = function(inputs);
            int captured = operands.Length - argumentCount;
            var results = new adj_tensor[followed.Length + captured];
            Status.Check(scope.Gradients([y.Handle], [cotangent.Handle], Handles.Of(followed), captured, results), y, cotangent);
            Tensor[] found = Handles.Adopt(results);
            scope.Close(found);
            int next = 0;
            return [.. operands.Select((x, i) => i >= argumentCount || x.DType.IsFloating ? found[next++] : null)];
        }
        finally
        {
            scope.Close();
        }
    }

    private static (Tensor Value, Tensor[] Captured) WithoutRecording(
        Func<Tensor[], Tensor> function, Tensor[] arguments, Func<IEnumerable<Tensor>>? alsoKept)
    {
        Scope scope = Scope.OpenCapturing(isolated: true);
        try
        {
            Tensor value = function(Follow(scope, arguments).Inputs);
            Tensor[] captured = scope.Captured();
            scope.Close([value, .. captured, .. alsoKept?.Invoke() ?? []]);
            return (value, captured);
        }
        finally
        {
            scope.Close();
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
}
