using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>Which derivatives <see cref="Autodiff.CheckGrads"/> checks.</summary>
[Flags]
public enum DerivativeModes
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Reverse mode.</summary>
    Reverse = 1,

    /// <summary>Forward mode.</summary>
    Forward = 2,

    /// <summary>Both.</summary>
    Both = Reverse | Forward,
}

// Derivatives against differences.
public static unsafe partial class Autodiff
{
    /// <summary>
    /// Checks the derivatives of a function against central differences along a random direction, up to an order. Choose inputs away from
    /// kinks, and float64 where that is possible: differences of float32 numbers have about four digits. They are taken in longer steps
    /// then.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Where to check: float64 or float32.</param>
    /// <param name="order">1 for first derivatives, 2 for those of the derivatives too, and so on.</param>
    /// <param name="modes">Which modes to check.</param>
    /// <param name="tolerance">How far the two may be apart, relative to their size; if null 1e-6, and 1e-3 where anything is float32.</param>
    /// <exception cref="ArgumentException">An input has 16 bits: too few for differences.</exception>
    /// <exception cref="ArithmeticException">They are further apart; the message says where and by how much.</exception>
    public static void CheckGrads(
        Func<Tensor[], Tensor> function, Tensor[] inputs, int order = 2, DerivativeModes modes = DerivativeModes.Both, double? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        NotNull.Given(nameof(CheckGrads), "input", inputs);
        _ = Limits.Positive(order);
        Tensor Scalar(Tensor[] a) => Weighted(NotNull.Returned(nameof(CheckGrads), function(a)));
        Tensor[] directions = [.. inputs.Select(static (x, i) => Direction(x, new RandomKey(17).FoldIn(i)))];
        bool isSingle = inputs.Append(Scalar(inputs)).Any(static x => x.DType == DType.Float32);
        var differences = isSingle ? new Differences(1.0 / 32, 6e-8, tolerance ?? 1e-3) : new Differences(1.0 / 1024, 1.1e-16, tolerance ?? 1e-6);
        Check(Scalar, inputs, directions, order, modes, differences, "");
    }

    /// <summary>Checks the derivatives of a function of a tree against central differences along a random direction, up to an order.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">What the function returns: a tree.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="x">Where to check; its floating leaves float64.</param>
    /// <param name="order">1 for first derivatives, 2 for those of the derivatives too, and so on.</param>
    /// <param name="modes">Which modes to check.</param>
    /// <param name="tolerance">How far the two may be apart, relative to their size; if null 1e-6, and 1e-3 where anything is float32.</param>
    /// <exception cref="ArgumentException">An input has 16 bits: too few for differences.</exception>
    /// <exception cref="ArithmeticException">They are further apart; the message says where and by how much.</exception>
    [OverloadResolutionPriority(-2)]
    public static void CheckGrads<T, TOut>(
        Func<T, TOut> function, T x, int order = 2, DerivativeModes modes = DerivativeModes.Both, double? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var arguments = new TreeArguments(nameof(CheckGrads));
        TreeArgument<T> tree = arguments.Add(x);
        CheckGrads(a => new JointResult<TOut>(nameof(CheckGrads), function(tree.In(a))).Joint, arguments.Leaves, order, modes, tolerance);
    }

    private static void Check(
        Func<Tensor[], Tensor> scalar, Tensor[] inputs, Tensor[] directions, int order, DerivativeModes modes, Differences differences, string path)
    {
        var (expected, allowed) = differences.Of(t => (double)scalar([.. inputs.Select((x, i) => x + t * directions[i])]));
        foreach (DerivativeModes mode in (DerivativeModes[])[DerivativeModes.Reverse, DerivativeModes.Forward])
        {
            if ((modes & mode) == 0) continue;
            string name = path + (mode == DerivativeModes.Reverse ? "reverse" : "forward");
            Func<Tensor[], Tensor> derivative = mode == DerivativeModes.Reverse
                ? a => Total(Grad(scalar)(a).Select((g, i) => Ops.Sum(g * directions[i])))
                : a => Jvp(b => [scalar(b)], a, directions).Tangents[0];
            double found = (double)derivative(inputs);
            if (!(Math.Abs(found - expected) <= allowed))
                throw new ArithmeticException(FormattableString.Invariant(
                    $"CheckGrads: {name} mode gives {found:R} along a random direction, differences give {expected:R}; {allowed:G2} apart is allowed."));
            if (order > 1) Check(derivative, inputs, directions, order - 1, modes, differences, name + " over ");
        }
    }

    // Sixteenths, none of them zero: a step of a power of two along them is added to all but very large numbers without rounding.
    private static Tensor Direction(Tensor x, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType is DType.Float16 or DType.BFloat16)
            throw new ArgumentException($"CheckGrads: differences of {x.DType} numbers have no digits to compare with; Cast the inputs to Float32 or Float64.");
        Tensor normal = key.Normal(x.Shape, x.DType);
        return Ops.Sign(normal) * Ops.Ceil(Ops.Abs(normal) * 16) / 16;
    }

    // Different weights, so that no two elements of a result are taken for each other.
    private static Tensor Weighted(Tensor y) =>
        Ops.Sum(y * (Tensor.Arange(0, y.Count, 1, y.DType.IsFloating ? y.DType : DType.Float64) * 0.37 + 1).Reshape(y.Shape));

    /// <summary>Central differences of the fourth order.</summary>
    /// <param name="Step">How far: the error of the formula grows with it, that of rounding shrinks.</param>
    /// <param name="Rounding">The relative error of a number.</param>
    /// <param name="Tolerance">How far from them a derivative may be, relative to their size.</param>
    private readonly record struct Differences(double Step, double Rounding, double Tolerance)
    {
        /// <summary>The derivative of a function at 0, and how far from it another way to it may end.</summary>
        public (double Derivative, double Allowed) Of(Func<double, double> f)
        {
            double near = f(Step), far = f(2 * Step), back = f(-Step), farBack = f(-2 * Step);
            double derivative = (8 * (near - back) - (far - farBack)) / (12 * Step);
            double size = Math.Max(Math.Max(Math.Abs(near), Math.Abs(back)), Math.Max(Math.Abs(far), Math.Abs(farBack)));
            return (derivative, Tolerance * Math.Max(1, Math.Abs(derivative)) + 8 * Rounding * size / Step);
        }
    }

    private static Tensor Total(IEnumerable<Tensor> terms) => terms.Aggregate(static (a, b) => a + b);
}
