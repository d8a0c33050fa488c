using System.Collections;
using System.ComponentModel;

namespace Adjoint;

/// <summary>Serves the compiler: <c>Tensor x = [0.5, 2];</c> makes a vector.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorBuilder
{
    /// <summary>Makes a float64 vector.</summary>
    /// <param name="values">Its elements.</param>
    public static Tensor Create(ReadOnlySpan<double> values) => Tensor.From(values);
}

// The compiler asks for an element type before it accepts a collection expression. Hidden behind the interface, since
// walking through a tensor number by number is not what it is for.
public sealed unsafe partial class Tensor : IEnumerable<double>
{
    IEnumerator<double> IEnumerable<double>.GetEnumerator() => ((IEnumerable<double>)Ops.Cast(this, DType.Float64).ToArray<double>()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<double>)this).GetEnumerator();
}
