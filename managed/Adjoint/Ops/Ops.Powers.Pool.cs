using System.Runtime.CompilerServices;

namespace Adjoint;

// Roots of sums of powers over windows.
public static unsafe partial class Ops
{
    /// <summary>The root of the sum of powers of each window that goes over signals.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; integers count as float32.</param>
    /// <param name="norm">The exponent p, above 0. Elements are raised as they are, without their absolute value.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the signal; its sum is then that of a whole window with the same mean.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent − kernel) / stride⌋ + 1. Its change is Σ (x / y)^(p − 1) dx, and 0 where the sum is 0.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, or the window reaches beyond the signal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is not above 0.</exception>
    /// <operation formula="(Σ x[n, c, q s + k]^p)^(1/p)" numpy="–" jax="–" torch="F.lp_pool1d" mindspore="ops.lp_pool1d"/>
    public static Tensor LpPool1D(Tensor x, double norm, PerAxis kernel, PerAxis stride = default, bool ceilMode = false) =>
        LpPooled(1, x, norm, kernel, stride, ceilMode);

    /// <summary>The root of the sum of powers of each window that goes over images.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; integers count as float32.</param>
    /// <param name="norm">The exponent p, above 0. Elements are raised as they are, without their absolute value.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the image; its sum is then that of a whole window with the same mean.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent − kernel) / stride⌋ + 1. Its change is Σ (x / y)^(p − 1) dx, and 0 where the sum is 0.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, or the window reaches beyond the image.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is not above 0.</exception>
    /// <operation formula="(Σ x[n, c, q s + k]^p)^(1/p)" numpy="–" jax="–" torch="F.lp_pool2d" mindspore="ops.lp_pool2d"/>
    public static Tensor LpPool2D(Tensor x, double norm, PerAxis kernel, PerAxis stride = default, bool ceilMode = false) =>
        LpPooled(2, x, norm, kernel, stride, ceilMode);

    // Where the sum is 0, so is the root, and all its derivatives.
    private static Tensor LpPooled(int axes, Tensor x, double norm, PerAxis kernel, PerAxis stride, bool ceilMode, [CallerMemberName] string operation = "")
    {
        _ = Handle(x, operation);
        if (!(norm > 0))
            throw new ArgumentOutOfRangeException(nameof(norm), FormattableString.Invariant($"{operation}: an exponent of {norm}; it must be above 0."));
        if (x.DType.IsRoundedLater) return Cast(LpPooled(axes, Cast(x, DType.Float32), norm, kernel, stride, ceilMode, operation), x.DType);
        long* kernels = stackalloc long[PerAxis.Most];
        kernel.List(kernels, axes, 0, operation, nameof(kernel));
        double count = 1;
        for (int i = 0; i < axes; i++) count *= kernels[i];
        Tensor sums = AvgPooled(axes, Pow(x.DType.IsFloating ? x : x * 1f, norm), kernel, stride, default, ceilMode, true, operation) * count;
        Tensor isThere = NotEqual(sums, 0);
        return Where(isThere, Pow(Where(isThere, sums, 1), 1 / norm), 0);
    }
}
