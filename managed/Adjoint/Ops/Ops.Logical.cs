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
    /// <operation formula="x is NaN" numpy="np.isnan" jax="jnp.isnan" torch="torch.isnan" mindspore="ops.isnan"/>
    public static Tensor IsNaN(Tensor x)
    {
        adj_tensor y;
        return Result(adj_isnan(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: whether x is neither infinite nor NaN.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    /// <operation formula="x is finite" numpy="np.isfinite" jax="jnp.isfinite" torch="torch.isfinite" mindspore="ops.isfinite"/>
    public static Tensor IsFinite(Tensor x)
    {
        adj_tensor y;
        return Result(adj_isfinite(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: whether x is infinite.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    /// <operation formula="x is ±∞" numpy="np.isinf" jax="jnp.isinf" torch="torch.isinf" mindspore="ops.isinf"/>
    public static Tensor IsInf(Tensor x)
    {
        adj_tensor y;
        return Result(adj_isinf(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: whether x has a minus sign, zero too.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    /// <operation formula="x has a minus sign" numpy="np.signbit" jax="jnp.signbit" torch="torch.signbit" mindspore="–"/>
    public static Tensor SignBit(Tensor x)
    {
        adj_tensor y;
        return Result(adj_signbit(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: whether a equals b. Comparisons with NaN are false, except that NaN differs from
    /// all.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A bool tensor of the broadcast shape. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a = b" numpy="np.equal" jax="jnp.equal" torch="torch.eq" mindspore="ops.equal"/>
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
    /// <operation formula="a ≠ b" numpy="np.not_equal" jax="jnp.not_equal" torch="torch.ne" mindspore="ops.not_equal"/>
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
    /// <operation formula="a &lt; b" numpy="np.less" jax="jnp.less" torch="torch.lt" mindspore="ops.less"/>
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
    /// <operation formula="a ≤ b" numpy="np.less_equal" jax="jnp.less_equal" torch="torch.le" mindspore="ops.less_equal"/>
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
    /// <operation formula="a &gt; b" numpy="np.greater" jax="jnp.greater" torch="torch.gt" mindspore="ops.greater"/>
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
    /// <operation formula="a ≥ b" numpy="np.greater_equal" jax="jnp.greater_equal" torch="torch.ge" mindspore="ops.greater_equal"/>
    public static Tensor GreaterEqual(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_greater_equal(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: not, of truth values; numbers count as true unless they are zero.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <returns>A bool tensor of the same shape. No derivative passes.</returns>
    /// <operation formula="¬x" numpy="np.logical_not" jax="jnp.logical_not" torch="torch.logical_not" mindspore="ops.logical_not"/>
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
    /// <operation formula="a ∧ b" numpy="np.logical_and" jax="jnp.logical_and" torch="torch.logical_and" mindspore="ops.logical_and"/>
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
    /// <operation formula="a ∨ b" numpy="np.logical_or" jax="jnp.logical_or" torch="torch.logical_or" mindspore="ops.logical_or"/>
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
    /// <operation formula="a ⊻ b" numpy="np.logical_xor" jax="jnp.logical_xor" torch="torch.logical_xor" mindspore="ops.logical_xor"/>
    public static Tensor LogicalXor(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_logical_xor(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a and b, of truth values; of integers bit by bit. What <c>a &amp; b</c> is.</summary>
    /// <param name="a">A tensor of bool or integers.</param>
    /// <param name="b">The same; its shape broadcasts with the other.</param>
    /// <returns>A tensor of the broadcast shape and promoted type. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a number is floating.</exception>
    /// <operation formula="a &amp; b" numpy="np.bitwise_and" jax="jnp.bitwise_and" torch="torch.bitwise_and" mindspore="ops.bitwise_and"/>
    public static Tensor BitwiseAnd(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_bitwise_and(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a or b, of truth values; of integers bit by bit. What <c>a | b</c> is.</summary>
    /// <param name="a">A tensor of bool or integers.</param>
    /// <param name="b">The same; its shape broadcasts with the other.</param>
    /// <returns>A tensor of the broadcast shape and promoted type. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a number is floating.</exception>
    /// <operation formula="a ∣ b" numpy="np.bitwise_or" jax="jnp.bitwise_or" torch="torch.bitwise_or" mindspore="ops.bitwise_or"/>
    public static Tensor BitwiseOr(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_bitwise_or(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: either a or b, not both, of truth values; of integers bit by bit. What <c>a ^ b</c> is.</summary>
    /// <param name="a">A tensor of bool or integers.</param>
    /// <param name="b">The same; its shape broadcasts with the other.</param>
    /// <returns>A tensor of the broadcast shape and promoted type. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a number is floating: for powers use <see cref="Pow"/>.</exception>
    /// <operation formula="a ⊕ b" numpy="np.bitwise_xor" jax="jnp.bitwise_xor" torch="torch.bitwise_xor" mindspore="ops.bitwise_xor"/>
    public static Tensor BitwiseXor(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_bitwise_xor(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the bits of an integer moved up, zeros following. What <c>x &lt;&lt; count</c> is.</summary>
    /// <param name="x">A tensor of integers; bool counts as int32.</param>
    /// <param name="count">By how many places, of integers too; its shape broadcasts with the other.</param>
    /// <returns>A tensor of the broadcast shape and promoted type: 0 where the count is negative or not below the number of bits. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a number is floating: for powers of two use <see cref="LdExp"/>.</exception>
    /// <operation formula="x 2ⁿ, of integers" numpy="np.left_shift" jax="jnp.left_shift" torch="torch.bitwise_left_shift" mindspore="ops.bitwise_left_shift"/>
    public static Tensor LeftShift(Tensor x, Tensor count)
    {
        adj_tensor y;
        return Result(adj_left_shift(Handle(x), Handle(count), &y), y, x, count);
    }

    /// <summary>Elementwise: the bits of an integer moved down, its sign following. What <c>x &gt;&gt; count</c> is.</summary>
    /// <param name="x">A tensor of integers; bool counts as int32.</param>
    /// <param name="count">By how many places, of integers too; its shape broadcasts with the other.</param>
    /// <returns>
    /// A tensor of the broadcast shape and promoted type: where the count is negative or not below the number of bits, −1 for negative numbers and
    /// 0 for others. No derivative passes.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a number is floating: for powers of two use <see cref="LdExp"/>.</exception>
    /// <operation formula="⌊x / 2ⁿ⌋, of integers" numpy="np.right_shift" jax="jnp.right_shift" torch="torch.bitwise_right_shift" mindspore="ops.bitwise_right_shift"/>
    public static Tensor RightShift(Tensor x, Tensor count)
    {
        adj_tensor y;
        return Result(adj_right_shift(Handle(x), Handle(count), &y), y, x, count);
    }

    /// <summary>Elementwise: not, of truth values; of integers every bit. What <c>!x</c> and <c>~x</c> are.</summary>
    /// <param name="x">A tensor of bool or integers.</param>
    /// <returns>A tensor of the same shape and type. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The numbers are floating.</exception>
    /// <operation formula="~x" numpy="np.bitwise_not" jax="jnp.bitwise_not" torch="torch.bitwise_not" mindspore="ops.bitwise_not"/>
    public static Tensor BitwiseNot(Tensor x)
    {
        adj_tensor y;
        return Result(adj_bitwise_not(Handle(x), &y), y, x);
    }
}
