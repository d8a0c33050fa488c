using Adjoint.Memory;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Attention against numbers made by hand and against its formula, what it holds in memory, and what it refuses; rotary embedding.</summary>
[Collection("alone")] // it sets the number of threads, and looks at memory
public sealed class AttentionTests
{
    private static readonly double s_ln3 = Math.Log(3);

    [Fact]
    public void Values_are_those_made_by_hand()
    {
        Tensor q = Tensor.From([1.0, 0, 0, 1], 2, 2), k = Tensor.From([1.0, 0, 0, 1], 2, 2), v = Tensor.From([1.0, 2, 3, 4], 2, 2);
        Near([1.5, 2.5, 2.5, 3.5], ScaledDotProductAttention(q, k, v, scale: s_ln3)); // weights 3/4 and 1/4
        Near([1, 2, 2.5, 3.5], ScaledDotProductAttention(q, k, v, causal: true, scale: s_ln3));
        Near([3, 4, 1, 2], ScaledDotProductAttention(q, k, v, Tensor.From([false, true, true, false], 2, 2), scale: s_ln3));
        Near([1.2, 2.2, 2, 3], ScaledDotProductAttention(q, k, v, Tensor.From([s_ln3, 0], 2), scale: s_ln3)); // 9/10 and 1/2
        Near([1.5, 2.5, 2.5, 3.5], ScaledDotProductAttention(q * (s_ln3 * Math.Sqrt(2)), k, v)); // the scale is 1/√2
    }

    [Fact]
    public void A_query_that_sees_nothing_gives_zeros_and_no_gradient()
    {
        Tensor q = Drawn(0, 3, 2), k = Drawn(1, 4, 2), v = Drawn(2, 4, 2), nothing = Tensor.From([true, false, true], 3, 1);
        Tensor minus = Where(nothing, 0.0, double.NegativeInfinity);
        foreach (Tensor mask in new[] { nothing, minus })
        {
            Tensor y = ScaledDotProductAttention(q, k, v, mask);
            Near([0, 0], y[1]);
            Near(ScaledDotProductAttention(q, k, v)[0].ToArray<double>(), y[0]);
            Tensor gradient = Grad((Tensor a) => Sum(Sin(ScaledDotProductAttention(a, k, v, mask))))(q);
            Near([0, 0], gradient[1]);
            Assert.True((bool)All(IsFinite(gradient)));
            Tensor second = Grad((Tensor b) => Sum(Square(Grad((Tensor a) => Sum(Sin(ScaledDotProductAttention(a, k, v, mask))))(b))))(q);
            Near([0, 0], second[1]);
            Assert.True((bool)All(IsFinite(second)));
        }

        Near([0, 0, 0, 0, 0, 0], ScaledDotProductAttention(q, Tensor.Zeros([0, 2], DType.Float64), Tensor.Zeros([0, 2], DType.Float64)));
    }

    public static TheoryData<long[], long[], long[], bool> Shapes => new()
    {
        { [2, 3, 70, 8], [2, 3, 70, 8], [2, 3, 70, 8], false },
        { [2, 3, 70, 8], [2, 3, 70, 8], [2, 3, 70, 8], true },
        { [3, 1, 5], [3, 200, 5], [3, 200, 7], false },
        { [130, 16], [2, 33, 16], [1, 33, 3], true },
        { [2, 1, 65, 4], [3, 129, 4], [129, 9], false },
        { [40, 1], [150, 1], [150, 1], true },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void It_is_its_formula(long[] ofQueries, long[] ofKeys, long[] ofValues, bool causal)
    {
        Tensor[] x = [Drawn(0, ofQueries), Drawn(1, ofKeys), Drawn(2, ofValues)];
        long[] pairs = [ofQueries[^2], ofKeys[^2]];
        Tensor[] masks = [Drawn(3, pairs) > -0.8, Drawn(4, pairs), Drawn(5, pairs[1]), Drawn(6, [2, 1, pairs[0], 1]) > -1];
        foreach (Tensor? mask in (Tensor?[])[null, .. masks])
        {
            Tensor Fused(Tensor[] a) => ScaledDotProductAttention(a[0], a[1], a[2], mask, causal);
            Tensor Plain(Tensor[] a) => Formula(a[0], a[1], a[2], mask, causal);
            Tensor expected = Plain(x), actual = Fused(x);
            Assert.Equal(expected.Shape, actual.Shape);
            Near(expected.ToArray<double>(), actual);
            Tensor weights = Drawn(7, expected.Shape.ToArray());
            Tensor[] gradient = Grad((Tensor[] a) => Sum(Fused(a) * weights))(x), plain = Grad((Tensor[] a) => Sum(Plain(a) * weights))(x);
            for (int i = 0; i < x.Length; i++) Near(plain[i].ToArray<double>(), gradient[i]);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_third_derivative_is_that_of_the_formula(bool causal)
    {
        Tensor[] x = [Drawn(0, 2, 3, 2), Drawn(1, 4, 2), Drawn(2, 4, 2), Drawn(3, 3, 4)];
        static Func<Tensor[], Tensor[]> Gradient(Func<Tensor[], Tensor> f) => Grad((Tensor[] a) => f(a));
        Tensor[] Third(Func<Tensor[], Tensor> f)
        {
            Tensor Bent(Func<Tensor[], Tensor[]> g, Tensor[] a)
            {
                Tensor sum = 0.0;
                foreach (Tensor part in g(a)) sum += Sum(Sin(part));
                return sum;
            }

            Func<Tensor[], Tensor[]> first = Gradient(a => Sum(Sin(f(a)))), second = Gradient(a => Bent(first, a));
            return Gradient(a => Bent(second, a))(x);
        }

        Tensor[] expected = Third(a => Formula(a[0], a[1], a[2], a[3], causal)), actual = Third(a => ScaledDotProductAttention(a[0], a[1], a[2], a[3], causal));
        for (int i = 0; i < x.Length; i++) Near(expected[i].ToArray<double>(), actual[i], 1e-10);
    }

    [Fact]
    public void Grouped_queries_are_those_of_repeated_keys()
    {
        Tensor q = Drawn(0, 2, 6, 5, 4), k = Drawn(1, 2, 2, 7, 4), v = Drawn(2, 2, 2, 7, 3);
        foreach (Tensor? mask in (Tensor?[])[null, Drawn(3, 2, 6, 5, 7), Drawn(4, 2, 1, 5, 7), Drawn(5, 5, 7)])
        {
            Tensor expected = ScaledDotProductAttention(q, RepeatInterleave(k, 3, 1), RepeatInterleave(v, 3, 1), mask);
            Near(expected.ToArray<double>(), ScaledDotProductAttention(q, k, v, mask, groupedQueries: true));
        }
    }

    [Fact]
    public void Numbers_of_16_bits_are_rounded_once()
    {
        foreach (DType type in (DType[])[DType.Float16, DType.BFloat16])
        {
            Tensor[] x = [.. new[] { Drawn(0, 9, 8), Drawn(1, 30, 8), Drawn(2, 30, 8), Drawn(3, 9, 30) }.Select(a => Cast(a, type))];
            Tensor[] wide = [.. x.Select(static a => Cast(a, DType.Float32))];
            Tensor y = ScaledDotProductAttention(x[0], x[1], x[2], x[3]);
            Assert.Equal(type, y.DType);
            Tensor expected = Cast(ScaledDotProductAttention(wide[0], wide[1], wide[2], wide[3]), type);
            Assert.Equal(Cast(expected, DType.Float32).ToArray<float>(), Cast(y, DType.Float32).ToArray<float>());
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_threads_or_on_what_stands_beside()
    {
        Tensor q = Cast(Drawn(0, 3, 2, 300, 24), DType.Float32), k = Cast(Drawn(1, 3, 2, 1100, 24), DType.Float32), v = Cast(Drawn(2, 3, 2, 1100, 40), DType.Float32);
        Func<Tensor, Tensor, Tensor, Tensor> f = static (a, b, c) => ScaledDotProductAttention(a, b, c, causal: true);
        Tensor[] Run(Tensor a, Tensor b, Tensor c) => [f(a, b, c), .. Grad((Tensor[] x) => Sum(Sin(f(x[0], x[1], x[2]))))([a, b, c])];
        Tensor[] expected = Run(q, k, v);
        try
        {
            foreach (int threads in (int[])[1, 2, 5])
            {
                Parallelism.ThreadCount = threads;
                foreach (var (a, b) in expected.Zip(Run(q, k, v))) Assert.Equal(a.ToArray<float>(), b.ToArray<float>());
            }
        }
        finally
        {
            Parallelism.ThreadCount = 0;
        }

        foreach (var (a, b) in expected.Zip(Run(q[1, 1], k[1, 1], v[1, 1]))) Assert.Equal(a[1, 1].ToArray<float>(), b.ToArray<float>());
        Assert.Equal(expected[0].ToArray<float>(), Vmap(Vmap(f))(q, k, v).ToArray<float>());
        Assert.Equal(expected[0].ToArray<float>(), f(SwapAxes(SwapAxes(q, 1, 2) * 1, 1, 2), k, v).ToArray<float>()); // heads behind places in memory
    }

    [Fact]
    public void Memory_grows_with_the_length_and_not_with_its_square()
    {
        const long length = 8192, all = length * length * sizeof(float), rows = length * 16 * sizeof(float);
        Tensor q = Tensor.Ones([length, 16], DType.Float32) * 0.01f, mask = Tensor.Arange(length) > 5;
        Assert.InRange(PeakMemory.Of(() => ScaledDotProductAttention(q, q, q, mask, causal: true)), rows, all / 32);
        long held = PeakMemory.Of(() => Grad((Tensor x) => Sum(Sin(ScaledDotProductAttention(x, x, x, mask, causal: true))))(q));
        Assert.InRange(held, rows, all / 16);
    }

    [Fact]
    public void Dropout_drops_weights_by_its_key()
    {
        Tensor q = Drawn(0, 50, 4), k = Drawn(1, 60, 4), eye = Tensor.Eye(60, DType.Float64);
        Tensor weights = ScaledDotProductAttention(q, k, eye), dropped = ScaledDotProductAttention(q, k, eye, dropout: 0.25, key: new RandomKey(1));
        double[] w = weights.ToArray<double>(), d = dropped.ToArray<double>();
        int zeros = d.Count(static x => x == 0);
        Assert.InRange(zeros, 600, 900); // of 3000
        for (int i = 0; i < w.Length; i++) Assert.True(d[i] == 0 || Math.Abs(d[i] - w[i] / 0.75) < 1e-14);
        Assert.Equal(d, ScaledDotProductAttention(q, k, eye, dropout: 0.25, key: new RandomKey(1)).ToArray<double>());
        Assert.NotEqual(d, ScaledDotProductAttention(q, k, eye, dropout: 0.25, key: new RandomKey(2)).ToArray<double>());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Tensor q = Drawn(0, 3, 2), k = Drawn(1, 4, 2), v = Drawn(2, 4, 5);
        Refused("ScaledDotProductAttention: queries of shape [3, 2] and keys of shape [4, 5] do not fit", () => ScaledDotProductAttention(q, v, v));
        Refused("ScaledDotProductAttention: keys of shape [4, 2] and values of shape [3, 2] do not fit", () => ScaledDotProductAttention(q, k, q));
        Refused("ScaledDotProductAttention: a mask of shape [3] does not broadcast to [..., 3, 4]", () => ScaledDotProductAttention(q, k, v, Tensor.Ones(3)));
        Refused("ScaledDotProductAttention: values of shape [4] are no matrices", () => ScaledDotProductAttention(q, k, v[.., 0]));
        Refused("ScaledDotProductAttention: a mask holds truth values", () => ScaledDotProductAttention(q, k, v, Tensor.From([1, 0, 1, 1])));
        Refused("ScaledDotProductAttention: 3 heads of queries", () => ScaledDotProductAttention(Drawn(0, 3, 2, 2), Drawn(0, 2, 2, 2), Drawn(0, 2, 2, 2), groupedQueries: true));
        Refused("ScaledDotProductAttention: grouped queries need heads", () => ScaledDotProductAttention(q, k, v, groupedQueries: true));
        Refused("ScaledDotProductAttention: dropout needs a key", () => ScaledDotProductAttention(q, k, v, dropout: 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScaledDotProductAttention(q, k, v, dropout: 1.1, key: new RandomKey(0)));
        Refused("RotaryEmbedding: x needs shape", () => RotaryEmbedding(Drawn(0, 3, 3), Tensor.Arange(3)));
        Refused("RotaryEmbedding: cosines of shape [3, 4]", () => RotaryEmbedding(Drawn(0, 3, 4), Drawn(0, 3, 4), Drawn(0, 3, 4)));
    }

    [Fact]
    public void Pairs_are_turned_by_the_angles_of_their_places()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4, 1, 2, 3, 4], 2, 4), places = Tensor.From([0, 3]);
        double slow = 3 * Math.Pow(100, -0.5);
        double[] Turn(double a, double b, double angle) => [a * Math.Cos(angle) - b * Math.Sin(angle), b * Math.Cos(angle) + a * Math.Sin(angle)];
        double[] first = Turn(1, 3, 3), second = Turn(2, 4, slow);
        Near([1, 2, 3, 4, first[0], second[0], first[1], second[1]], RotaryEmbedding(x, places, 100));
        Near([1, 2, 3, 4, .. Turn(1, 2, 3), .. Turn(3, 4, slow)], RotaryEmbedding(x, places, 100, interleaved: true));
        Tensor half = Cast(x, DType.BFloat16);
        Assert.Equal(DType.BFloat16, RotaryEmbedding(half, places).DType);
        Assert.Equal(DType.Float32, RotaryEmbedding(Cast(x, DType.Float32), places).DType);
    }

    [Fact]
    public void Products_of_turned_features_depend_on_the_distance_of_places()
    {
        Tensor q = Drawn(0, 1, 8), k = Drawn(1, 1, 8);
        foreach (bool interleaved in (bool[])[false, true])
        {
            Tensor At(Tensor x, int place) => RotaryEmbedding(x, Tensor.From([place]), interleaved: interleaved);
            Near(Sum(At(q, 7) * At(k, 2)).ToArray<double>(), Sum(At(q, 105) * At(k, 100)));
        }
    }

    private static Tensor Drawn(int number, params long[] shape) => new RandomKey(11).FoldIn(number).Normal(shape, DType.Float64);

    // With memory for all weights.
    private static Tensor Formula(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        Tensor s = MatMul(q, SwapAxes(k, -1, -2)) / Math.Sqrt(q.Shape[^1]);
        if (mask is not null) s = mask.DType == DType.Bool ? Where(mask, s, double.NegativeInfinity) : s + mask;
        if (causal) s = Where(Tril(Tensor.Ones([q.Shape[^2], k.Shape[^2]], DType.Bool)), s, double.NegativeInfinity);
        Tensor sees = Any(s > double.NegativeInfinity, -1, true);
        return MatMul(Where(sees, Softmax(Where(sees, s, 0.0)), 0.0), v);
    }

    private static void Refused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static void Near(double[] expected, Tensor actual, double tolerance = 1e-12)
    {
        double[] a = actual.ToArray<double>();
        Assert.Equal(expected.Length, a.Length);
        for (int i = 0; i < a.Length; i++) Assert.Equal(expected[i], a[i], tolerance * (1 + Math.Abs(expected[i])));
    }
}
