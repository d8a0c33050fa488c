using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Messages, names and texts are the same in every culture.</summary>
public sealed class CultureTests
{
    private static readonly Tensor s_x = Tensor.From([1f, 2f, 3f]);

    private sealed class Layers : Module
    {
        public Dictionary<double, Module> Parts { get; } = new() { [-1.5] = new Linear(1, 1, new RandomKey(0)) };
    }

    // What goes wrong about numbers that a culture could write in its own way: negative ones, and such with decimals.
    private static readonly Dictionary<string, Action> s_mistakes = new()
    {
        ["place"] = static () => _ = s_x[-7],
        ["axis"] = static () => s_x.Sum(-5),
        ["axis of none"] = static () => s_x.Sum(-300),
        ["axis of a part"] = static () => Split(s_x, 1, -4),
        ["parts"] = static () => Split(s_x, -2),
        ["extent"] = static () => Tensor.Zeros(-1),
        ["shape"] = static () => s_x.Reshape(-2, -3),
        ["range"] = static () => Tensor.Arange(-1.5, 2.5, 0.0),
        ["long range"] = static () => Tensor.Arange(long.MinValue, long.MaxValue, 1),
        ["no fit"] = static () => Tensor.From([1]).With(-3000000000L, 0),
        ["no fit of decimals"] = static () => Tensor.Full([2], -3e10, DType.Int32),
        ["power"] = static () => Pow(Tensor.From([2]), -3),
        ["class"] = static () => CrossEntropy(Tensor.Ones(1, 3), Tensor.From([-1])),
        ["index"] = static () => Take(s_x, Tensor.From([-9])),
        ["smoothing"] = static () => CrossEntropy(Tensor.Ones(1, 3), Tensor.From([1]), -0.5),
        ["rate"] = static () => _ = new Sgd(-0.5),
        ["rate that is NaN"] = static () => _ = new Sgd(double.NaN),
        ["momentum"] = static () => _ = new Sgd(0.1, 1.5),
        ["decay"] = static () => _ = new Adam(beta1: -0.25),
        ["limit"] = static () => Tree.ClipByNorm(s_x, -1.5),
        ["size"] = static () => _ = new Linear(-1, 2, new RandomKey(0)),
        ["epsilon"] = static () => _ = new LayerNorm(2, -0.5),
        ["epsilon of an operation"] = static () => Ops.LayerNorm(s_x, epsilon: -0.5),
        ["threads"] = static () => Parallelism.ThreadCount = -2,
        ["batch"] = static () => new TensorDataset(s_x, s_x).Batches(-2).Count(),
        ["chunk"] = static () => Vmap(static (Tensor x) => x, chunkSize: -2)(s_x),
        ["position"] = static () => Grad(static (Tensor x) => x, -1),
        ["segments"] = static () => CheckpointSequence([static x => x], -1),
        ["order"] = static () => CheckGrads(static a => a[0], [Tensor.Scalar(1.0)], -1),
        ["differences"] = static () => CheckGrads(static a => CustomVjp(static (Tensor x) => (x * -1.5, []), static (_, ct) => ct)(a[0]), [Tensor.Scalar(1.0)]),
        ["scalar"] = static () => _ = (int)Tensor.Scalar(-3e10),
    };

    public static TheoryData<string> Mistakes { get; } = new(s_mistakes.Keys);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_alike(string name)
    {
        Exception usual = Assert.ThrowsAny<Exception>(s_mistakes[name]), hostile = Cultures.Hostile(() => Assert.ThrowsAny<Exception>(s_mistakes[name]));
        Assert.IsType(usual.GetType(), hostile);
        Assert.Equal(usual.Message, Cultures.Hostile(() => hostile.Message)); // some exceptions write their message when it is read
    }

    [Fact]
    public void Names_and_texts_are_written_alike()
    {
        Func<string>[] texts =
        [
            static () => string.Join(' ', new Layers().Slots().Names),
            static () => string.Join(' ', Tree.NamedLeaves(new Dictionary<double, Tensor> { [-0.5] = s_x, [2.5] = s_x }).Select(static l => l.Path)),
            static () => $"{(TensorIndex)(-3)} {TensorIndex.Slice(-5, -1, -2)} {(TensorIndex)(^4..^2)}",
            static () => $"{Tensor.From([-1.5, 1e-9, double.NaN, double.NegativeInfinity])} {Tensor.Scalar(-1e-20)} {Tensor.From([-5])}",
            static () => new Linear(2, 3, new RandomKey(0)).Weight.ToString(),
            static () => System.Text.Json.JsonSerializer.Serialize(Tensor.From([-1.5, 2.25])),
            static () => Recording.Of(static (Tensor x) => Sum(x * -1.5), s_x).ToString(),
        ];
        foreach (var text in texts)
            Assert.Equal(text(), Cultures.Hostile(text));
    }
}
