using System.ComponentModel;

namespace Adjoint;

/// <summary>Serves the compiler: <c>Tensor x = [1f, 2f];</c> makes a vector.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorBuilder
{
    /// <summary>Makes a float32 vector.</summary>
    /// <param name="values">Its elements.</param>
    public static Tensor Create(ReadOnlySpan<float> values) => Tensor.From(values);
}
