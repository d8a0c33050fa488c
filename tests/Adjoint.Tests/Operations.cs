using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>
/// The one table that drives the checks of every operation. A row: a name, a function, shapes of its floating arguments,
/// and where their values lie. Rows with several sets of shapes are checked with each.
/// </summary>
public sealed record Operation(string Name, Func<Tensor[], Tensor> Apply, long[][][] Shapes)
{
    /// <summary>Elements lie between these, away from kinks and poles.</summary>
    public double Low { get; init; } = -2;

    public double High { get; init; } = 2;

    /// <summary>Elements are all different by a good distance: maxima and minima have no ties that a small step could turn.</summary>
    public bool Distinct { get; init; }

    /// <summary>False where the derivative is a constant of the elements, so that there is nothing to check in second order.</summary>
    public bool HasSecondOrder { get; init; } = true;

    /// <summary>How exact float32 is, relative to the size of the result.</summary>
    public double SinglePrecision { get; init; } = 2e-6;

    public override string ToString() => Name;

    /// <summary>Arguments for one set of shapes: the same ones each time.</summary>
    public Tensor[] Arguments(long[][] shapes, int seed = 0, DType dtype = DType.Float64)
    {
        var random = new Random(HashCode(Name) + seed);
        return [.. shapes.Select(shape => Ops.Cast(Draw(random, shape), dtype))];
    }

    private Tensor Draw(Random random, long[] shape)
    {
        long count = shape.Aggregate(1L, static (a, b) => a * b);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(_ => Low + (High - Low) * random.NextDouble())];
        if (Distinct)
        {
            values = [.. Enumerable.Range(0, (int)count).Select(i => Low + (High - Low) * (i + 0.5) / count)];
            random.Shuffle(values);
        }

        // Kinks lie at zero: nothing comes closer than a difference step could cross.
        for (int i = 0; i < values.Length; i++)
        {
            if (Math.Abs(values[i]) < 0.05) values[i] += values[i] < 0 ? -0.1 : 0.1;
        }

        return Tensor.From(values, shape);
    }

    private static int HashCode(string text) => text.Aggregate(17, static (h, c) => unchecked(h * 31 + c));

    // ---- the table ----

    private static readonly long[][][] One = [[[2, 3]], [[]], [[4]], [[0]], [[2, 0, 3]], [[2, 1, 3]]];

    private static readonly long[][][] Two =
    [
        [[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1], [1, 3]], [[], [2, 2]], [[3], []], [[], []], [[0, 3], [3]], [[2, 0], [1, 0]], [[2, 1, 2], [3, 1]],
    ];

    public static IReadOnlyList<Operation> All { get; } =
    [
        // one operand
        new("neg", x => -x[0], One) { HasSecondOrder = false },
        new("abs", x => Abs(x[0]), One) { HasSecondOrder = false },
        new("sign", x => Sign(x[0]), One) { HasSecondOrder = false },
        new("square", x => Square(x[0]), One),
        new("reciprocal", x => Reciprocal(x[0]), One) { Low = 0.3 },
        new("sqrt", x => Sqrt(x[0]), One) { Low = 0.3 },
        new("rsqrt", x => Rsqrt(x[0]), One) { Low = 0.3 },
        new("exp", x => Exp(x[0]), One),
        new("expm1", x => Expm1(x[0]), One),
        new("log", x => Log(x[0]), One) { Low = 0.3 },
        new("log1p", x => Log1p(x[0]), One) { Low = -0.6 },
        new("sin", x => Sin(x[0]), One),
        new("cos", x => Cos(x[0]), One),
        new("tan", x => Tan(x[0]), One) { Low = -1.2, High = 1.2 },
        new("tanh", x => Tanh(x[0]), One),
        new("sigmoid", x => Sigmoid(x[0]), One),
        new("softplus", x => Softplus(x[0]), One),
        new("relu", x => Relu(x[0]), One) { HasSecondOrder = false },
        new("erf", x => Erf(x[0]), One),
        new("gelu", x => Gelu(x[0]), One),
        new("silu", x => Silu(x[0]), One),
        new("floor", x => Floor(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("ceil", x => Ceil(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("round", x => Round(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("cast up and back", x => Cast(Cast(x[0], DType.Float64), x[0].DType), One) { HasSecondOrder = false },

        // two operands
        new("add", x => x[0] + x[1], Two) { HasSecondOrder = false },
        new("sub", x => x[0] - x[1], Two) { HasSecondOrder = false },
        new("mul", x => x[0] * x[1], Two),
        new("mul by itself", x => x[0] * x[0], One),
        new("div", x => x[0] / x[1], Two) { Low = 0.4 },
        new("pow", x => Pow(x[0], x[1]), Two) { Low = 0.4, SinglePrecision = 1e-5 },
        new("pow with a number", x => Pow(x[0], 3), One),
        new("maximum", x => Maximum(x[0], x[1] + 0.013), Two) { HasSecondOrder = false },
        new("minimum", x => Minimum(x[0], x[1] + 0.013), Two) { HasSecondOrder = false },
        new("where", x => Where(x[0] > x[1] + 0.017, Square(x[0]), Exp(x[1])), Two),
        new("where with a number", x => Where(x[0] > 0, Square(x[0]), 0.0), One),
        new("number minus tensor", x => 2 - x[0], One) { HasSecondOrder = false },
        new("number over tensor", x => 2 / x[0], One) { Low = 0.4 },

        // reductions
        new("sum", x => Sum(x[0]), One) { HasSecondOrder = false },
        new("sum over an axis", x => Sum(x[0], 1), [[[2, 3]], [[2, 0]], [[3, 1]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("sum over two axes, kept", x => Sum(x[0], [0, -1], true), [[[2, 3, 2]], [[2, 0, 3]], [[2, 3]]]) { HasSecondOrder = false },
        new("sum over no axis", x => Sum(x[0], []), [[[2, 3]]]) { HasSecondOrder = false },
        new("mean", x => Mean(x[0]), [[[2, 3]], [[]], [[5]]]) { HasSecondOrder = false },
        new("mean over an axis", x => Mean(x[0], 0), [[[2, 3]], [[3, 0]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("variance", x => Variance(x[0], -1, correction: 1), [[[2, 3]], [[4]]]),
        new("prod", x => Prod(x[0]), [[[2, 3]], [[]], [[1]], [[0]]]) { SinglePrecision = 1e-5 },
        new("prod over an axis", x => Prod(x[0], 1, true), [[[2, 3]], [[3, 1]], [[2, 3, 2]]]),
        new("max", x => Max(x[0]), [[[2, 3]], [[]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("max over an axis", x => Max(x[0], -1), [[[2, 3]], [[0, 3]], [[2, 2, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("min", x => Min(x[0]), [[[2, 3]], [[]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("min over an axis", x => Min(x[0], 0, true), [[[2, 3]], [[2, 0]], [[2, 2, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("norm", x => Norm(x[0]), [[[2, 3]], [[4]]]),
        new("norm over an axis", x => Norm(x[0], 0, keepDims: true), [[[2, 3]], [[2, 3, 2]]]),
        new("logsumexp", x => LogSumExp(x[0]), [[[2, 3]], [[]], [[5]]]),
        new("logsumexp over an axis", x => LogSumExp(x[0], 0), [[[2, 3]], [[2, 0]], [[2, 3, 2]]]),
        new("softmax", x => Softmax(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 2, 2]]]),
        new("softmax over the first axis", x => Softmax(x[0], 0), [[[2, 3]], [[4]], [[3, 0]]]),
        new("log_softmax", x => LogSoftmax(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 2, 2]]]),
        new("log_softmax over the first axis", x => LogSoftmax(x[0], 0), [[[2, 3]], [[3, 0]]]),
        new("layer_norm", x => LayerNorm(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 0]], [[2, 1]], [[2, 2, 3]]]) { SinglePrecision = 2e-5 },
        new("layer_norm, scaled and shifted", x => LayerNorm(x[0], x[1], x[2], 0.1),
            [[[2, 3], [3], [3]], [[4], [4], [4]], [[2, 2, 3], [3], [3]], [[0, 3], [3], [3]], [[2, 0], [0], [0]], [[2, 1], [1], [1]]]),
        new("layer_norm, scaled", x => LayerNorm(x[0], scale: x[1]), [[[2, 3], [3]]]) { SinglePrecision = 2e-5 },
        new("layer_norm, shifted", x => LayerNorm(x[0], shift: x[1]), [[[2, 3], [3]]]) { SinglePrecision = 2e-5 },
        new("layer_norm of transposed", x => LayerNorm(x[0].T, x[1]), [[[3, 2], [3]]]) { SinglePrecision = 2e-5 },

        // products
        new("matmul", x => MatMul(x[0], x[1]),
            [
                [[2, 3], [3, 2]], [[3], [3]], [[3], [3, 2]], [[2, 3], [3]], [[2, 2, 3], [3, 2]], [[2, 3], [2, 3, 2]], [[2, 1, 2, 3], [3, 3, 2]],
                [[3], [2, 3, 2]], [[2, 2, 3], [3]], [[0, 3], [3, 2]], [[2, 0], [0, 3]], [[2, 3], [3, 0]], [[1, 1], [1, 1]],
            ]),
        new("matmul of transposed", x => MatMul(x[0].T, x[1].T), [[[3, 2], [2, 3]]]),
        new("dot", x => Dot(x[0], x[1]), [[[3], [3]], [[0], [0]]]),
        new("outer", x => Outer(x[0], x[1]), [[[3], [2]]]),

        // shape
        new("reshape", x => Reshape(x[0], 3, -1), [[[2, 3]], [[6]], [[3, 1, 2]]]) { HasSecondOrder = false },
        new("permute", x => Permute(x[0], 2, 0, 1), [[[2, 3, 2]], [[2, 0, 3]]]) { HasSecondOrder = false },
        new("transpose", x => Transpose(x[0]), One) { HasSecondOrder = false },
        new("swapaxes", x => SwapAxes(x[0], 0, -1), [[[2, 3, 2]], [[4]]]) { HasSecondOrder = false },
        new("squeeze", x => Squeeze(x[0]), [[[1, 3, 1]], [[2]], [[1]]]) { HasSecondOrder = false },
        new("squeeze one axis", x => Squeeze(x[0], 1), [[[2, 1, 3]]]) { HasSecondOrder = false },
        new("expand_dims", x => ExpandDims(x[0], [0, -1]), [[[2, 3]], [[]]]) { HasSecondOrder = false },
        new("broadcast_to", x => BroadcastTo(x[0], 2, 2, 3), [[[2, 3]], [[1, 3]], [[]], [[2, 1, 1]]]) { HasSecondOrder = false },
        new("flip", x => Flip(x[0], 0), [[[2, 3]], [[4]]]) { HasSecondOrder = false },
        new("flip all", x => Flip(x[0]), [[[2, 3]], [[]]]) { HasSecondOrder = false },
        new("concat", x => Concat([x[0], x[1], x[0]], -1), [[[2, 3], [2, 2]], [[3], [0]]]) { HasSecondOrder = false },
        new("stack", x => Stack([x[0], x[1]], 1), [[[2, 3], [2, 3]], [[2], [2]]]) { HasSecondOrder = false },
        new("stack scalars", x => Stack([x[0], x[1]]), [[[], []]]) { HasSecondOrder = false },
        new("split", x => Split(x[0], 2, 1)[1], [[[2, 4]]]) { HasSecondOrder = false },

        // indices
        new("index by numbers", x => x[0][1, ^1], [[[2, 3]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("slice", x => x[0][.., 1..3], [[[2, 4]], [[3, 3, 2]]]) { HasSecondOrder = false },
        new("slice with steps", x => x[0][TensorIndex.Slice(null, null, -2), TensorIndex.Slice(1, null, 2)], [[[5, 4]]]) { HasSecondOrder = false },
        new("empty slice", x => x[0][2..2], [[[3, 2]]]) { HasSecondOrder = false },
        new("new axis and ellipsis", x => x[0][TensorIndex.NewAxis, TensorIndex.Ellipsis, 0], [[[2, 3]], [[4]]]) { HasSecondOrder = false },
        new("with", x => x[0].With(x[1], 1.., 0), [[[3, 2], [2]], [[3, 2], []]]) { HasSecondOrder = false },
        new("with, backwards in steps", x => x[0].With(x[1], TensorIndex.Slice(null, null, -2)), [[[5], [3]]]) { HasSecondOrder = false },
        new("take", x => Take(x[0], Tensor.From([2, 0, -1, 2]), 1), [[[2, 3]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("take rows by a matrix", x => Take(x[0], Tensor.From([1, 0, 1, 1], 2, 2)), [[[2, 3]], [[2]]]) { HasSecondOrder = false },
        new("take along axis", x => TakeAlongAxis(x[0], Tensor.From([2, 0, 0, 1], 2, 2)), [[[2, 3]]]) { HasSecondOrder = false },
        new("index by a tensor", x => x[0][.., Tensor.From([0, 0, 2])], [[[2, 3]]]) { HasSecondOrder = false },

        // losses
        new("bce_with_logits", x => BinaryCrossEntropyWithLogits(x[0], Sigmoid(x[1])), [[[2, 3], [2, 3]], [[3], []], [[], []]]),
        new("bce_with_logits, weighted",
            x => BinaryCrossEntropyWithLogits(x[0], Sigmoid(x[1]), Exp(x[2]), Exp(x[3]), Reduction.Sum), [[[2, 3], [2, 3], [3], [1]]]),
        new("bce_with_logits, apart", x => BinaryCrossEntropyWithLogits(x[0], x[1], reduction: Reduction.None), [[[2, 3], [2, 3]]]),
        new("cross_entropy, classes", x => CrossEntropy(x[0], Tensor.From([2, 0])), [[[2, 3]]]),
        new("cross_entropy, smoothed", x => CrossEntropy(x[0], Tensor.From([2, 0]), 0.1, Reduction.Sum), [[[2, 3]]]),
        new("cross_entropy, probabilities", x => CrossEntropy(x[0], Softmax(x[1]), reduction: Reduction.None), [[[2, 3], [2, 3]]]),
        new("mse", x => MeanSquaredError(x[0], x[1]), [[[2, 3], [2, 3]], [[2, 3], []], [[], []]]),
    ];
}
