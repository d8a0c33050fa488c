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
    /// Checks the derivatives of a function against central differences along a random direction, up to an order. Use float64 inputs away
    /// from kinks.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Where to check, float64.</param>
    /// <param name="order">1 for first derivatives, 2 for those of the derivatives too, and so on.</param>
    /// <param name="modes">Which modes to check.</param>
    /// <param name="tolerance">How far the two may be apart, relative to their size.</param>
    /// <exception cref="ArithmeticException">They are further apart; the message says where and by how much.</exception>
    public static void CheckGrads(
        Func<Tensor[], Tensor> function, Tensor[] inputs, int order = 2, DerivativeModes modes = DerivativeModes.Both, double tolerance = 1e-6)
    {
        ArgumentNullException.ThrowIfNull(function);
        NotNull.Given(nameof(CheckGrads), "input", inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        Tensor[] directions = [.. inputs.Select(static (x, i) => new RandomKey(17).FoldIn(i).Normal(x.Shape, x.DType))];
        Check(a => Weighted(NotNull.Returned(nameof(CheckGrads), function(a))), inputs, directions, order, modes, tolerance, "");
    }

    /// <summary>Checks the derivatives of a function of a tree against central differences along a random direction, up to an order.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">What the function returns: a tree.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="x">Where to check; its floating leaves float64.</param>
    /// <param name="order">1 for first derivatives, 2 for those of the derivatives too, and so on.</param>
    /// <param name="modes">Which modes to check.</param>
    /// <param name="tolerance">How far the two may be apart, relative to their size.</param>
    /// <exception cref="ArithmeticException">They are further apart; the message says where and by how much.</exception>
    [OverloadResolutionPriority(-2)]
    public static void CheckGrads<T, TOut>(
        Func<T, TOut> function, T x, int order = 2, DerivativeModes modes = DerivativeModes.Both, double tolerance = 1e-6)
    {
        ArgumentNullException.ThrowIfNull(function);
        var arguments = new TreeArguments(nameof(CheckGrads));
        TreeArgument<T> tree = arguments.Add(x);
        CheckGrads(a => new JointResult<TOut>(nameof(CheckGrads), function(tree.In(a))).Joint, arguments.Leaves, order, modes, tolerance);
    }

    private static void Check(
        Func<Tensor[], Tensor> scalar, Tensor[] inputs, Tensor[] directions, int order, DerivativeModes modes, double tolerance, string path)
    {
        const double step = 1e-3;
        double At(double t) => (double)scalar([.. inputs.Select((x, i) => x + t * directions[i])]);
        double expected = (8 * (At(step) - At(-step)) - (At(2 * step) - At(-2 * step))) / (12 * step);
        foreach (DerivativeModes mode in (DerivativeModes[])[DerivativeModes.Reverse, DerivativeModes.Forward])
        {
            if ((modes & mode) == 0) continue;
            string name = path + (mode == DerivativeModes.Reverse ? "reverse" : "forward");
            Func<Tensor[], Tensor> derivative = mode == DerivativeModes.Reverse
                ? a => Total(Grad(scalar)(a).Select((g, i) => Ops.Sum(g * directions[i])))
                : a => Jvp(b => [scalar(b)], a, directions).Tangents[0];
            double found = (double)derivative(inputs);
            if (!(Math.Abs(found - expected) <= tolerance * Math.Max(1, Math.Abs(expected))))
                throw new ArithmeticException($"CheckGrads: {name} mode gives {found:R} along a random direction, differences give {expected:R}.");
            if (order > 1) Check(derivative, inputs, directions, order - 1, modes, tolerance, name + " over ");
        }
    }

    // Different weights, so that no two elements of a result are taken for each other.
    private static Tensor Weighted(Tensor y) =>
        Ops.Sum(y * (Tensor.Arange(0, y.Count, 1, y.DType.IsFloating ? y.DType : DType.Float64) * 0.37 + 1).Reshape(y.Shape));

    private static Tensor Total(IEnumerable<Tensor> terms) => terms.Aggregate(static (a, b) => a + b);
}
