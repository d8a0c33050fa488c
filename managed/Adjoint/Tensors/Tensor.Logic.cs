namespace Adjoint;

// Operators of truth values and bits, and tensors as conditions.
public sealed unsafe partial class Tensor
{
    /// <summary>Elementwise not: of truth values, or of the bits of integers. See <see cref="Ops.BitwiseNot"/>.</summary>
    /// <param name="x">A tensor of bool or integers.</param>
    /// <returns>A tensor of the same shape and type.</returns>
    public static Tensor operator !(Tensor x) => Ops.BitwiseNot(x);

    /// <summary>Elementwise not: of truth values, or of the bits of integers. See <see cref="Ops.BitwiseNot"/>.</summary>
    /// <param name="x">A tensor of bool or integers.</param>
    /// <returns>A tensor of the same shape and type.</returns>
    public static Tensor operator ~(Tensor x) => Ops.BitwiseNot(x);

    /// <summary>Elementwise and: of truth values, or of the bits of integers. See <see cref="Ops.BitwiseAnd"/>.</summary>
    /// <param name="a">A tensor of bool or integers.</param>
    /// <param name="b">A tensor of bool or integers.</param>
    /// <returns>A tensor of the broadcast shape and promoted type.</returns>
    public static Tensor operator &(Tensor a, Tensor b) => Ops.BitwiseAnd(a, b);

    /// <summary>Elementwise or: of truth values, or of the bits of integers. See <see cref="Ops.BitwiseOr"/>.</summary>
    /// <param name="a">A tensor of bool or integers.</param>
    /// <param name="b">A tensor of bool or integers.</param>
    /// <returns>A tensor of the broadcast shape and promoted type.</returns>
    public static Tensor operator |(Tensor a, Tensor b) => Ops.BitwiseOr(a, b);

    /// <summary>Elementwise exclusive or: of truth values, or of the bits of integers. See <see cref="Ops.BitwiseXor"/>.</summary>
    /// <param name="a">A tensor of bool or integers.</param>
    /// <param name="b">A tensor of bool or integers.</param>
    /// <returns>A tensor of the broadcast shape and promoted type.</returns>
    public static Tensor operator ^(Tensor a, Tensor b) => Ops.BitwiseXor(a, b);

    /// <summary>Elementwise: the bits of integers moved up. See <see cref="Ops.LeftShift"/>.</summary>
    /// <param name="x">A tensor of integers.</param>
    /// <param name="count">By how many places.</param>
    /// <returns>A tensor of the broadcast shape and promoted type.</returns>
    public static Tensor operator <<(Tensor x, Tensor count) => Ops.LeftShift(x, count);

    /// <summary>Elementwise: the bits of integers moved down, the sign following. See <see cref="Ops.RightShift"/>.</summary>
    /// <param name="x">A tensor of integers.</param>
    /// <param name="count">By how many places.</param>
    /// <returns>A tensor of the broadcast shape and promoted type.</returns>
    public static Tensor operator >>(Tensor x, Tensor count) => Ops.RightShift(x, count);

    /// <summary>Whether the one element, a bool, is true: what <c>if (x > 1)</c> and <c>x > 1 || x &lt; 0</c> ask.</summary>
    /// <param name="x">A tensor with one element of type bool.</param>
    /// <returns>Whether it is true.</returns>
    /// <exception cref="InvalidOperationException">It has another type, or not one element: use <see cref="Ops.Any"/> or <see cref="Ops.All"/>.</exception>
    /// <exception cref="ValueDependentException">Inside Vmap it stands for every member of the batch: use <see cref="Ops.Where"/>.</exception>
    public static bool operator true(Tensor x) => TruthOf(x);

    /// <summary>Whether the one element, a bool, is false: what <c>x > 1 &amp;&amp; x &lt; 2</c> asks.</summary>
    /// <param name="x">A tensor with one element of type bool.</param>
    /// <returns>Whether it is false.</returns>
    /// <exception cref="InvalidOperationException">It has another type, or not one element: use <see cref="Ops.Any"/> or <see cref="Ops.All"/>.</exception>
    /// <exception cref="ValueDependentException">Inside Vmap it stands for every member of the batch: use <see cref="Ops.Where"/>.</exception>
    public static bool operator false(Tensor x) => !TruthOf(x);

    private static bool TruthOf(Tensor x)
    {
        _ = HandleOf(x);
        if (x.DType != DType.Bool || x.Count != 1)
            throw new InvalidOperationException(
                $"A tensor of {x.DType} and shape {x.ShapeText} is neither true nor false: a condition is one element of bool. "
                + "Compare numbers first, and ask Any or All of several elements; Where chooses for each.");
        return x.ToInt64() != 0;
    }
}
