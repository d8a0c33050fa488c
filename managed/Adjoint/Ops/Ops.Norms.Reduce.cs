using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Norms of vectors of every order.
public static unsafe partial class Ops
{
    /// <summary>The norm of vectors over axes, which is Euclidean unless another order is given.</summary>
    /// <param name="x">Any shape; integers count as float32, complex numbers with their magnitudes.</param>
    /// <param name="axis">The axes; all of them if left out. The elements over several axes are one vector.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <param name="order">
    /// p in (Σ |x|ᵖ)^(1/p): 2 for the root of the sum of squares, 1 for the sum of magnitudes, ±∞ for the largest or smallest
    /// magnitude. 0 counts what is not zero.
    /// </param>
    /// <returns>
    /// y, without the reduced axes, also where powers are beyond the type. Its change is dy = Σ sign(x) (|x| / y)ᵖ⁻¹ dx, where elements that are
    /// 0 take no part; of order 2 it is 0 where y is 0, and of order ±∞ largest and smallest elements share it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <exception cref="ArgumentException">The order is NaN, or there is no largest or smallest element.</exception>
    /// <operation formula="(Σ |x|ᵖ)^(1/p)" numpy="np.linalg.norm" jax="jnp.linalg.norm" torch="torch.linalg.vector_norm" mindspore="ops.norm"/>
    public static Tensor Norm(Tensor x, Axes axis = default, bool keepDims = false, double order = 2)
    {
        _ = Handle(x);
        if (x.DType.IsComplex) return ComplexNorm(x, axis, keepDims, order);
        if (order != 2) return NormOf(x, axis, keepDims, order);
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_norm(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    // Of order 2 it is that of all parts: it has derivatives of every order where a single element is 0, which magnitudes have not.
    private static Tensor ComplexNorm(Tensor x, Axes axis, bool keepDims, double order)
    {
        if (order != 2) return NormOf(Abs(x), axis, keepDims, order);
        int first = 0;
        foreach (int at in axis)
            first = x.Axis(at, nameof(Norm));
        if (x.Rank == 0) return Norm(Stack(Real(x), Imaginary(x)));
        return Norm(Concat([Real(x), Imaginary(x)], axis: first), axis, keepDims);
    }

    private static Tensor NormOf(Tensor x, Axes axis, bool keepDims, double order)
    {
        foreach (int at in axis)
            _ = x.Axis(at, nameof(Norm));
        if (double.IsNaN(order)) throw new ArgumentException("Norm: the order is NaN.", nameof(order));
        if (!x.DType.IsFloating) x = x * 1f;
        if (x.DType.IsRoundedLater) return Cast(NormOf(Cast(x, DType.Float32), axis, keepDims, order), x.DType);
        return order switch
        {
            0 => Cast(CountNonzero(x, axis, keepDims), x.DType),
            1 => Sum(Abs(x), axis, keepDims),
            double.PositiveInfinity => Max(Abs(x), axis, keepDims),
            double.NegativeInfinity => Min(Abs(x), axis, keepDims),
            _ => PowerNorm(x, axis, keepDims, order),
        };
    }

    // Magnitudes are taken in units of the largest (of the smallest, where the order is negative), so that no power leaves the type. What
    // is zero is chosen around on both sides: no derivative passes there, in any order.
    private static Tensor PowerNorm(Tensor x, Axes axis, bool keepDims, double order)
    {
        if (x.Count == 0) return Sum(Abs(x), axis, keepDims);
        Tensor isZero = Equal(x, 0), magnitude = Where(isZero, 1, Abs(x));
        Tensor found = Autodiff.StopGradient(order > 0 ? Max(Abs(x), axis, keepDims: true) : Min(magnitude, axis, keepDims: true));
        Tensor unit = Where(LogicalAnd(IsFinite(found), NotEqual(found, 0)), found, 1);
        Tensor powers = Where(isZero, order > 0 ? 0 : double.PositiveInfinity, Pow(magnitude / unit, order));
        Tensor sum = Sum(powers, axis, keepDims), isNothing = Equal(sum, 0);
        Tensor root = Where(isNothing, 0, Pow(Where(isNothing, 1, sum), 1 / order));
        return root * Reshape(unit, root.Shape);
    }
}
