using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Attention, and the turning of features by their places.</summary>
internal static class AttentionRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("attention", x => ScaledDotProductAttention(x[0], x[1], x[2]),
            [[[3, 2], [4, 2], [4, 3]], [[2, 3, 2], [4, 2], [2, 4, 1]], [[2, 2, 3, 1], [1, 1, 1, 1], [2, 1, 1, 2]], [[0, 2], [3, 2], [3, 2]], [[2, 2], [0, 2], [0, 3]], [[2, 2], [3, 2], [3, 0]], [[0, 3, 2], [2, 2], [2, 2]]]) { SinglePrecision = 5e-6 },
        new("attention, scaled and causal", x => ScaledDotProductAttention(x[0], x[1], x[2], causal: true, scale: -0.7),
            [[[3, 2], [3, 2], [3, 2]], [[2, 2], [4, 2], [4, 1]], [[5, 2], [3, 2], [3, 2]]]) { SinglePrecision = 5e-6 },
        new("attention with truth values", x => ScaledDotProductAttention(x[0], x[1], x[2], s_truth), [[[3, 2], [4, 2], [4, 2]], [[2, 3, 2], [2, 4, 2], [4, 2]]]) { SinglePrecision = 5e-6 },
        new("attention with an added mask", x => ScaledDotProductAttention(x[0], x[1], x[2], x[3]),
            [[[3, 2], [4, 2], [4, 2], [3, 4]], [[3, 2], [4, 2], [4, 2], [4]], [[3, 2], [4, 2], [4, 2], [2, 3, 1]]]) { SinglePrecision = 5e-6 },
        new("attention with an added mask, causal", x => ScaledDotProductAttention(x[0], x[1], x[2], x[3], causal: true),
            [[[2, 2], [3, 2], [3, 1], []], [[2, 2], [3, 2], [3, 1], [2, 3]]]) { SinglePrecision = 5e-6 },
        new("attention of grouped queries", x => ScaledDotProductAttention(x[0], x[1], x[2], groupedQueries: true), [[[4, 2, 2], [2, 3, 2], [2, 3, 1]]]) { SinglePrecision = 5e-6 },
        new("attention with dropout", x => ScaledDotProductAttention(x[0], x[1], x[2], s_truth, dropout: 0.3, key: new RandomKey(3)), [[[3, 2], [4, 2], [4, 2]]]) { SinglePrecision = 5e-6 },
        new("rotary_embedding", x => RotaryEmbedding(x[0], Cos(x[1]), Sin(x[1])), [[[3, 4], [3, 2]], [[2, 3, 4], [2]], [[0, 4], [2]], [[2, 0], [0]]]),
        new("rotary_embedding of neighbours", x => RotaryEmbedding(x[0], Cos(x[1]), Sin(x[1]), interleaved: true), [[[3, 4], [3, 2]], [[3, 4], [2, 1, 2]]]),
        new("rotary_embedding by places", x => RotaryEmbedding(x[0], Tensor.From([0, 5, 2]), 100), [[[3, 4]], [[2, 3, 2]]]) { HasSecondOrder = false },
    ];

    // The second query sees nothing.
    private static readonly Tensor s_truth = Tensor.From([true, false, true, true, false, false, false, false, false, true, true, false], 3, 4);
}
