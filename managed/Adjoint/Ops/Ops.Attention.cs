using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Attention, and what tells it where things stand.
public static unsafe partial class Ops
{
    /// <summary>
    /// Values weighed by how well their keys fit the queries: softmax(scale q kᵀ + mask) v. It goes over the keys block by block (FlashAttention,
    /// Dao et al., 2022), so that values and gradients by q, k and v need memory for L + S rows and not for L × S weights.
    /// </summary>
    /// <param name="q">Queries [..., L, E]; leading axes, batch and heads say, broadcast with those of the others.</param>
    /// <param name="k">Keys [..., S, E].</param>
    /// <param name="v">Values [..., S, F]. Those of keys that are masked count as 0 times themselves: they must be finite.</param>
    /// <param name="mask">What broadcasts to [..., L, S]: bools, true where a key counts, or floating numbers that are added to the scaled
    /// products. None if null.</param>
    /// <param name="causal">Whether query i sees keys 0 to i alone, as from the top left; blocks that it does not see are not calculated.</param>
    /// <param name="scale">The factor of the products; 1/√E if null.</param>
    /// <param name="groupedQueries">Whether keys and values have fewer heads, along axis −3, each for as many neighbouring heads of queries.</param>
    /// <param name="dropout">How likely a weight becomes 0, the others growing to match. Above 0 all weights are held at once.</param>
    /// <param name="key">Where the random numbers of the dropout come from.</param>
    /// <returns>
    /// [..., L, F]; a query that sees no key has zeros, not NaN. With P for the weights the change is P∘(ds − Σ P ds) v + P dv, where
    /// ds = scale (dq kᵀ + q dkᵀ) + dmask and the sum is along keys. The gradient by a mask, forward mode and derivatives beyond the first hold
    /// all weights at once.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not fit, the mask holds integers, or there is dropout without a key.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The dropout lies outside 0 to 1.</exception>
    /// <operation native="attention" formula="softmax(q kᵀ/√E + mask) v"
    ///     numpy="–" jax="jax.nn.dot_product_attention" torch="F.scaled_dot_product_attention" mindspore="ops.flash_attention_score"/>
    public static Tensor ScaledDotProductAttention(
        Tensor q, Tensor k, Tensor v, Tensor? mask = null, bool causal = false, double? scale = null, bool groupedQueries = false, double dropout = 0,
        RandomKey? key = null)
    {
        _ = (Handle(q), Handle(k), Handle(v));
        if (groupedQueries) return InGroups(q, k, v, mask, (a, b, c, m) => ScaledDotProductAttention(a, b, c, m, causal, scale, false, dropout, key));
        if (dropout != 0) return DroppedAttention(q, k, v, mask, causal, scale, dropout, key);
        adj_tensor y;
        double factor = scale ?? 0;
        adj_status status = adj_attention(
            Handle(q), Handle(k), Handle(v), Tensor.HandleIfAny(mask), causal ? 1 : 0, scale is null ? null : &factor, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[q, k, v, mask]);
    }

    /// <summary>Turns pairs of features by angles that tell a place apart from another (rotary embedding, Su et al., 2021).</summary>
    /// <param name="x">[..., L, E], with an even number of features.</param>
    /// <param name="cos">Cosines of the angles, [..., L, E/2] or what broadcasts to it: one a pair.</param>
    /// <param name="sin">Their sines, of the same shape.</param>
    /// <param name="interleaved">Whether neighbours are pairs, features 2i and 2i + 1, as in the original; else features i and i + E/2 are, as
    /// in GPT-NeoX and LLaMA.</param>
    /// <returns>[..., L, E]: of a pair (a, b) it makes (a cos − b sin, b cos + a sin). Its change is that of dx, plus
    /// (a dcos − b dsin, b dcos + a dsin).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the number of features is odd.</exception>
    /// <operation formula="(a cos θ − b sin θ, b cos θ + a sin θ)"
    ///     numpy="–" jax="–" torch="torchtune.modules.RotaryPositionalEmbeddings" mindspore="ops.rotary_position_embedding"/>
    public static Tensor RotaryEmbedding(Tensor x, Tensor cos, Tensor sin, bool interleaved = false)
    {
        _ = (Handle(x), Handle(cos), Handle(sin));
        RequirePairs(x);
        long pairs = x.Shape[^1] / 2;
        if (cos.Shape != sin.Shape || cos.Rank == 0 || cos.Shape[^1] != pairs)
        {
            throw new ArgumentException(
                $"RotaryEmbedding: cosines of shape {cos.ShapeText} and sines of shape {sin.ShapeText} do not fit x of shape {x.ShapeText}; both need one number a pair, {pairs} along the last axis.");
        }

        DType type = DTypes.Promote(x.DType, DTypes.Promote(cos.DType, sin.DType));
        return type.IsRoundedLater ? Cast(Turned(Wide(x), Wide(cos), Wide(sin), interleaved), type) : Turned(x, cos, sin, interleaved);
    }

    /// <summary>The same by angles p θ^(−2i/E) for pair i at place p.</summary>
    /// <param name="x">[..., L, E], with an even number of features.</param>
    /// <param name="positions">Places, [L] or what broadcasts to [..., L].</param>
    /// <param name="theta">θ, by which the angles of pairs become slower.</param>
    /// <param name="interleaved">Whether neighbours are pairs; else features i and i + E/2.</param>
    /// <returns>[..., L, E]; the derivative is that of <see cref="RotaryEmbedding(Tensor, Tensor, Tensor, bool)"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the number of features is odd.</exception>
    public static Tensor RotaryEmbedding(Tensor x, Tensor positions, double theta = 10000, bool interleaved = false)
    {
        _ = (Handle(x), Handle(positions));
        RequirePairs(x);
        long pairs = x.Shape[^1] / 2;
        DType type = x.DType == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor rates = Pow(Tensor.From([theta]), Tensor.Arange(0.0, pairs) * (-1.0 / Math.Max(1, pairs)));
        Tensor angles = ExpandDims(Cast(positions, type), -1) * Cast(rates, type);
        Tensor y = Turned(Wide(x), Cos(angles), Sin(angles), interleaved);
        return x.DType.IsRoundedLater ? Cast(y, x.DType) : y;
    }

    private static Tensor Turned(Tensor x, Tensor cos, Tensor sin, bool interleaved)
    {
        long pairs = x.Shape[^1] / 2;
        if (!interleaved)
        {
            Tensor[] halves = Split(x, 2, -1);
            Tensor a = halves[0], b = halves[1];
            return Concat([a * cos - b * sin, b * cos + a * sin], -1);
        }

        Tensor split = Reshape(x, [.. x.Shape[..^1], pairs, 2]);
        Tensor first = split[TensorIndex.Ellipsis, 0], second = split[TensorIndex.Ellipsis, 1];
        Tensor turned = Stack([first * cos - second * sin, second * cos + first * sin], -1);
        return Reshape(turned, [.. turned.Shape[..^2], 2 * pairs]);
    }

    private static void RequirePairs(Tensor x)
    {
        if (x.Rank < 2 || x.Shape[^1] % 2 != 0)
            throw new ArgumentException($"RotaryEmbedding: x needs shape [..., places, features] with an even number of features, not {x.ShapeText}.");
    }

    // Each head of keys and values stands for a group of heads of queries, along an axis that is put between.
    private static Tensor InGroups(Tensor q, Tensor k, Tensor v, Tensor? mask, Func<Tensor, Tensor, Tensor, Tensor?, Tensor> attend)
    {
        const string name = nameof(ScaledDotProductAttention);
        if (q.Rank < 3 || k.Rank < 3 || v.Rank < 3) throw new ArgumentException($"{name}: grouped queries need heads along axis -3 of q, k and v.");
        long heads = q.Shape[^3], groups = k.Shape[^3];
        if (groups == 0 || v.Shape[^3] != groups || heads % groups != 0)
        {
            throw new ArgumentException(
                $"{name}: {heads} heads of queries do not fall into groups for {groups} heads of keys and {v.Shape[^3]} of values.");
        }

        Tensor Apart(Tensor x) => Reshape(x, [.. x.Shape[..^3], groups, heads / groups, .. x.Shape[^2..]]);
        if (mask is not null && mask.Rank >= 3) mask = mask.Shape[^3] == heads ? Apart(mask) : ExpandDims(mask, -3);
        Tensor y = attend(Apart(q), ExpandDims(k, -3), ExpandDims(v, -3), mask);
        return Reshape(y, [.. y.Shape[..^4], heads, .. y.Shape[^2..]]);
    }

    // All weights at once, some of which are dropped.
    private static Tensor DroppedAttention(
        Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal, double? scale, double dropout, RandomKey? key)
    {
        const string name = nameof(ScaledDotProductAttention);
        if (key is null) throw new ArgumentException($"{name}: dropout needs a key; give one, or leave the dropout out.", nameof(key));
        if (!(dropout is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), FormattableString.Invariant($"{name}: dropout must lie in [0, 1], not {dropout}."));
        if (mask is { DType: var given } && given != DType.Bool && !given.IsFloating)
            throw new ArgumentException($"{name}: a mask holds truth values, or floating numbers that are added, not {given}.");
        DType type = DTypes.Promote(q.DType, DTypes.Promote(k.DType, v.DType));
        if (type.IsRoundedLater) return Cast(DroppedAttention(Wide(q), Wide(k), Wide(v), Wide(mask), causal, scale, dropout, key), type);
        Tensor scores = MatMul(q, SwapAxes(k, -1, -2)) * (scale ?? 1 / Math.Sqrt(q.Shape[^1]));
        if (mask is not null) scores = mask.DType == DType.Bool ? Where(mask, scores, double.NegativeInfinity) : scores + mask;
        if (causal) scores = Where(Tril(Tensor.Ones([q.Shape[^2], k.Shape[^2]], DType.Bool)), scores, double.NegativeInfinity);
        Tensor isNone = Equal(Max(scores, -1, true), double.NegativeInfinity);
        Tensor weights = Where(isNone, 0.0, Softmax(Where(isNone, 0.0, scores)));
        return MatMul(Dropout(weights, dropout, key), v);
    }
}
