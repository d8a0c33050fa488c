using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Truth values: tests, comparisons and logic, element by element. No derivative passes.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: whether x is not a number.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    public static Tensor IsNaN(Tensor x)
    {
        adj_tensor y;
        return Result(adj_isnan(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: whether x is neither infinite nor NaN.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    public static Tensor IsFinite(Tensor x)
    {
        adj_tensor y;
        return Result(adj_isfinite(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: whether a equals b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Equal(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_equal(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: whether a differs from b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor NotEqual(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_not_equal(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: whether a is below b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Less(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_less(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: whether a is at most b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LessEqual(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_less_equal(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: whether a is above b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Greater(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_greater(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: whether a is at least b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor GreaterEqual(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_greater_equal(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: not, of truth values; numbers count as true unless they are zero.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    public static Tensor LogicalNot(Tensor x)
    {
        adj_tensor y;
        return Result(adj_logical_not(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: a and b, of truth values; numbers count as true unless they are zero.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogicalAnd(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_logical_and(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a or b, of truth values; numbers count as true unless they are zero.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogicalOr(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_logical_or(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: either a or b, not both, of truth values; numbers count as true unless they are
    /// zero.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogicalXor(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_logical_xor(Handle(a), Handle(b), &y), y, a, b);
    }
}
