namespace Adjoint;

/// <summary>What all derivative transforms ask of their inputs and outputs.</summary>
internal static class Derivatives
{
    public static Tensor Watch(DerivativeScope scope, Tensor x, string transform, string what)
    {
        _ = Tensor.HandleOf(x, transform, what);
        RequireDifferentiable(transform, x, what);
        return scope.Watch(x);
    }

    /// <summary>All arguments of a function.</summary>
    public static Tensor[] Watch(DerivativeScope scope, Tensor[] arguments, string transform)
    {
        var inputs = new Tensor[arguments.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Watch(scope, arguments[i], transform, ArgumentName.Of(i));
        return inputs;
    }

    public static Tensor Watch(DerivativeScope scope, Parameter weight, string transform)
    {
        Tensor x = weight.Value;
        return x is { IsDisposed: false, DType.IsDifferentiable: true } ? scope.Watch(x) : Watch(scope, x, transform, $"parameter '{weight.Name}'");
    }

    /// <summary>What else of a function's results outlives a transform.</summary>
    public static Tensor[] Listed(Func<IEnumerable<Tensor>>? alsoKept) => alsoKept?.Invoke() switch
    {
        null => [],
        Tensor[] all => all,
        var all => [.. all],
    };

    public static void RequireDifferentiable(string transform, Tensor x, string what)
    {
        if (!x.DType.IsDifferentiable)
            throw new ArgumentException(
                $"{transform}: {what} holds {x.DType}, but only floating numbers have derivatives. Cast it to Float32 or Float64, or do not differentiate by it.");
    }

    public static void RequireDifferentiable(string transform, Tensor[]? outputs)
    {
        NotNull.Returned(transform, outputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].DType.IsDifferentiable)
                throw new ArgumentException($"{transform}: output {i} holds {outputs[i].DType}, but only floating numbers have derivatives.");
        }
    }

    /// <summary>Refuses positions that a function of so many arguments does not have, and those given twice.</summary>
    public static int[] CheckPositions(string transform, int arity, int[] positions)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            int position = positions[i];
            if (position < 0 || position >= arity)
                throw new ArgumentOutOfRangeException(
                    nameof(positions),
                    FormattableString.Invariant($"{transform}: a function of {arity} arguments has no argument at position {position}; they count from 0."));
            if (Array.IndexOf(positions, position, 0, i) >= 0)
                throw new ArgumentException($"{transform}: position {position} is given twice.", nameof(positions));
        }

        return positions;
    }
}
