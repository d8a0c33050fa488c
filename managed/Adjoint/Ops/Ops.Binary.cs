using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Functions of two tensors, element by element, with broadcasting.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: a + b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da + db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Add(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_add(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a − b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da − db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Subtract(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_sub(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a · b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = b · da + a · db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Multiply(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_mul(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a / b; integers divide as float32.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da / b − y · db / b.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Divide(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_div(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a to the power b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = b a^(b−1) · da + log(a) y · db; where a is
    /// 0 the second part is 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Pow(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_pow(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the larger of a and b; NaN if either is.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = the change of the larger; half of each
    /// where they are equal.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Maximum(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_maximum(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the smaller of a and b; NaN if either is.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = the change of the smaller; half of each
    /// where they are equal.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Minimum(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_minimum(Handle(a), Handle(b), &y), y, a, b);
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

    /// <summary>Elementwise: <paramref name="a"/> where <paramref name="condition"/> is true, else <paramref
    /// name="b"/>.</summary>
    /// <param name="condition">Truth values; numbers count as true unless they are zero.</param>
    /// <param name="a">Taken where the condition holds.</param>
    /// <param name="b">Taken elsewhere.</param>
    /// <returns>A tensor of the shape that all three broadcast to. Its change is da where the condition holds, db
    /// elsewhere: what is not taken passes exactly nothing, not even NaN.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_where(Handle(condition), Handle(a), Handle(b), &y), y, condition, a, b);
    }
}
