namespace Adjoint;

// Integrals of functions that are known at points along an axis.
public static unsafe partial class Ops
{
    /// <summary>The integral of a function along an axis, by the rule of trapezoids.</summary>
    /// <param name="y">The function at the points along the axis; integers count as float32.</param>
    /// <param name="x">Where the points lie: a vector along the axis, or the shape of <paramref name="y"/>. Evenly spaced if left out.</param>
    /// <param name="spacing">The distance of neighbours, where no points are given.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>Σ (xⱼ₊₁ − xⱼ) (yⱼ + yⱼ₊₁) / 2, without the axis; 0 of fewer than two points. Its change is that of the sum.</returns>
    /// <exception cref="ArgumentException">The points do not fit the shape of y.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of y.</exception>
    /// <operation formula="Σ (xⱼ₊₁ − xⱼ) (yⱼ + yⱼ₊₁) / 2" numpy="np.trapezoid" jax="jnp.trapezoid" torch="torch.trapezoid" mindspore="ops.trapz"/>
    public static Tensor Trapezoid(Tensor y, Tensor? x = null, double spacing = 1, int axis = -1) =>
        Sum(Trapezoids(y, x, spacing, axis, nameof(Trapezoid)), axis);

    /// <summary>The integral of a function from the first point along an axis to every later one, by the rule of trapezoids.</summary>
    /// <param name="y">The function at the points along the axis; integers count as float32.</param>
    /// <param name="x">Where the points lie: a vector along the axis, or the shape of <paramref name="y"/>. Evenly spaced if left out.</param>
    /// <param name="spacing">The distance of neighbours, where no points are given.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The sums, an element less along the axis. Their change is that of the sums.</returns>
    /// <exception cref="ArgumentException">The points do not fit the shape of y.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of y.</exception>
    /// <operation formula="Σ (xⱼ₊₁ − xⱼ) (yⱼ + yⱼ₊₁) / 2 over j ≤ k"
    ///     numpy="scipy.integrate.cumulative_trapezoid" jax="–" torch="torch.cumulative_trapezoid" mindspore="–"/>
    public static Tensor CumulativeTrapezoid(Tensor y, Tensor? x = null, double spacing = 1, int axis = -1) =>
        CumSum(Trapezoids(y, x, spacing, axis, nameof(CumulativeTrapezoid)), axis);

    private static Tensor Trapezoids(Tensor y, Tensor? x, double spacing, int axis, string operation)
    {
        _ = Handle(y, operation);
        int at = y.Axis(axis, operation);
        long count = y.Shape[at], pairs = Math.Max(0, count - 1);
        Tensor means = (Between(y, at, Math.Min(1, count), count) + Between(y, at, 0, pairs)) * 0.5;
        return x is null ? means * spacing : means * Diff(PointsAlong(x, y, at, operation), axis: at);
    }

    private static Tensor PointsAlong(Tensor x, Tensor y, int axis, string operation)
    {
        _ = Handle(x, operation);
        if (x.Rank == 1 && x.Count == y.Shape[axis]) return Reshape(x, [.. Enumerable.Range(0, y.Rank).Select(i => i == axis ? x.Count : 1)]);
        if (x.Shape == y.Shape) return x;
        throw new ArgumentException($"{operation}: points of shape {x.ShapeText} are not those of shape {y.ShapeText} along axis {axis}.", nameof(x));
    }
}
