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
            (Tensor[] v) =>
            {
                Tensor[] tangents = [.. zeros];
                for (int i = 0; i < moving.Length; i++)
                    tangents[moving[i]] = v[i];
                return (Tensor[])[tangent(operands, tangents)];
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
