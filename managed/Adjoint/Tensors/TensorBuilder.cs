using System.Collections;
using System.ComponentModel;

namespace Adjoint;

/// <summary>Serves the compiler: <c>Tensor x = [0.5, 2];</c> makes a vector, <c>[[1, 2], [3, 4]]</c> a matrix, <c>[a, b]</c> a stack.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorBuilder
{
    /// <summary>Stacks tensors along a new first axis. Of numbers comes what adapts to the tensor beside it, as they do.</summary>
    /// <param name="values">Tensors of one shape, or numbers.</param>
    /// <returns>The stack.</returns>
    public static Tensor Create(ReadOnlySpan<Tensor> values) =>
        values.IsEmpty ? Tensor.From(ReadOnlySpan<double>.Empty).Weakened() : Ops.Stack(values);
}

// A sequence of tensors over the first axis: each is a slice, which derivatives pass like any other.
public sealed unsafe partial class Tensor : IEnumerable<Tensor>
{
    /// <summary>Walks through the slices of the first axis.</summary>
    /// <returns>What walks through them.</returns>
    /// <exception cref="InvalidOperationException">The tensor is a scalar, which has no axis.</exception>
    public IEnumerator<Tensor> GetEnumerator()
    {
        if (Rank == 0) throw new InvalidOperationException("A scalar has no axis to walk along; read it with (double)x, or reshape it to [1].");
        return Slices().GetEnumerator();
    }

    // The untyped walk is that of printers, such as %A of F#: it ends at numbers, where the typed one ends at tensors without an axis.
    IEnumerator IEnumerable.GetEnumerator()
    {
        IEnumerable<object> printed = WhyNoValue() is { } why ? [why]
            : Rank == 0 ? [Number()]
            : Rank == 1 ? Slices().Select(static x => x.Number())
            : Slices();
        return printed.GetEnumerator();
    }

    private object Number()
    {
        if (DType == DType.Bool) return (bool)this;
        if (DType == DType.Float64) return (double)this;
        if (DType.IsFloating) return (float)this;
        if (DType.IsComplex) return this.ToComplex();
        return (long)this;
    }

    private IEnumerable<Tensor> Slices()
    {
        for (long i = 0; i < Shape[0]; i++)
            yield return this[i];
    }
}
