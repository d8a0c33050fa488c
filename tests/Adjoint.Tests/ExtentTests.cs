using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Shapes that cannot exist, and shapes that are merely too large, whatever operation they come of.</summary>
public sealed class ExtentTests
{
    private const long Most = 1L << 60;

    public static TheoryData<string> Impossible => [.. s_impossible.Keys];

    public static TheoryData<string> TooLarge => [.. s_tooLarge.Keys];

    private static readonly Dictionary<string, Func<Tensor>> s_impossible = new()
    {
        ["concat of eight"] = static () => Concat([.. Enumerable.Repeat(Tensor.Zeros(Most), 8)]),
        ["concat of many"] = static () => Concat([.. Enumerable.Repeat(Tensor.Zeros(Most), 100)]),
        ["stack"] = static () => Stack([.. Enumerable.Repeat(Tensor.Zeros(Most), 3)]),
        ["product"] = static () => MatMul(Tensor.Zeros(72996552976, 1), Tensor.Zeros(1, 252707057)),
        ["stack of products"] = static () => MatMul(Tensor.Zeros(1L << 40, 1, 1L << 10), Tensor.Zeros(1L << 10, 1L << 40)),
        ["broadcast"] = static () => Tensor.Arange(65552).Reshape(65552, 1) + Tensor.Zeros([281406274007041]),
        ["where"] = static () => Where(Tensor.Zeros(1L << 40, DType.Bool), Tensor.Zeros(1L << 40, 1), 1),
        ["outer product by a new axis"] = static () => Tensor.Zeros(1L << 31, 1) * Tensor.Zeros(1L << 31),
        ["empty, beside absurd extents"] = static () => Tensor.Zeros(1L << 40, 1, 0) + Tensor.Zeros(1L << 40, 1),
        ["take"] = static () => Take(Tensor.Zeros(3, 1L << 40), Tensor.Zeros(1L << 40, DType.Int64)),
        ["one-hot"] = static () => OneHot(Tensor.Zeros(1L << 40, DType.Int64), 1L << 30),
        ["broadcast to"] = static () => Tensor.Zeros(1).BroadcastTo(1L << 31, 1L << 31),
        ["bytes of another type"] = static () => Tensor.Zeros(Most).Cast(DType.Float64),
        ["batch axis"] = static () => Vmap(static (Tensor x) => x + Tensor.Zeros(1L << 40))(Tensor.Zeros(1L << 40)),
        ["random"] = static () => Vmap(static (Tensor x) => x + new RandomKey(1).Normal(1L << 40, 1L << 40))(Tensor.Zeros(2)),
        ["zeros"] = static () => Tensor.Zeros(1L << 31, 1L << 32),
        ["ones of another type"] = static () => Tensor.Ones(Most, DType.Float64),
        ["negative"] = static () => Tensor.Zeros(2, -1),
        ["eye"] = static () => Tensor.Eye(1L << 40),
        ["reshape of nothing"] = static () => Tensor.Zeros(0).Reshape(0, 1L << 40, 1L << 40),
    };

    private static readonly Dictionary<string, Func<Tensor>> s_tooLarge = new()
    {
        ["sum of views"] = static () => Tensor.Zeros(Most) + Tensor.Zeros(Most),
        ["product"] = static () => MatMul(Tensor.Zeros(1L << 25, 1), Tensor.Zeros(1, 1L << 25)),
        ["concat"] = static () => Concat([Tensor.Zeros(1L << 50), Tensor.Zeros(1L << 50)]),
        ["contiguous"] = static () => Tensor.Zeros(Most).Contiguous(),
        ["arange"] = static () => Tensor.Arange(1L << 50),
        ["random"] = static () => new RandomKey(1).Normal(1L << 50),
        ["batch axis"] = static () => Vmap(static (Tensor x) => x + Tensor.Zeros(1L << 25))(Tensor.Zeros(1L << 25)),
        ["gradient"] = static () => Grad(static (Tensor x) => Sum(Exp(x)[0]))(Tensor.Zeros(1L << 50)),
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void That_cannot_exist_are_refused(string what)
    {
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => s_impossible[what]());
        Assert.Matches(@"^\w+: .*\[", e.Message);
    }

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void That_are_too_large_say_so(string what)
    {
        InsufficientMemoryException e = Assert.Throws<InsufficientMemoryException>(() => s_tooLarge[what]());
        Assert.Matches(@"^\w*:? ?out of memory: .*\[", e.Message);
    }

    [Fact]
    public void Of_views_may_be_as_large_as_can_be_counted()
    {
        Tensor x = Tensor.Zeros(Most);
        Assert.Equal(Most, x.Count);
        Assert.Equal(4, x[^4..].ToArray<float>().Length);
        Assert.Equal(Most / 2, x.Reshape(2, -1).Shape[1]);
    }

    [Fact]
    public void A_process_goes_on_after_them()
    {
        foreach (Func<Tensor> call in s_impossible.Values.Concat(s_tooLarge.Values))
            Assert.ThrowsAny<Exception>(() => call());
        Assert.Equal([3f, 3], (Tensor.Ones(2) + 2).ToArray<float>());
    }
}
