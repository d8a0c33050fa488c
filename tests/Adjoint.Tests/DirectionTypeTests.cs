using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Cotangents and tangents have the type of what they belong to. Numbers without a type take it; another type is refused.</summary>
public sealed class DirectionTypeTests
{
    private static readonly Tensor s_x = Tensor.From([1f, 2f]);

    public static TheoryData<DType> Others { get; } = [DType.Float64, DType.Float16, DType.BFloat16, DType.Int32, DType.Int64, DType.Bool, DType.Complex64];

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_type_is_refused(DType other)
    {
        Tensor d = Cast(Tensor.From([1, 1]), other);
        Func<Tensor, Tensor> f = Square;
        Assert.All(
            (Action[])[
                () => Vjp(f, s_x).Pullback(d),
                () => Jvp(f, s_x, d),
                () => Linearize(f, s_x).Tangent(d),
                () => LinearTranspose(static (Tensor x) => x * 2f, s_x)(d),
                () => Hvp(static (Tensor x) => Sum(x * x * x))(s_x, d),
                () => Vmap((Tensor x, Tensor c) => Vjp(f, x).Pullback(c))(s_x, d),
            ],
            run =>
            {
                var e = Assert.Throws<ArgumentException>(run);
                Assert.Contains(other.ToString(), e.Message, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("float32", e.Message);
            });
    }

    [Fact]
    public void Numbers_take_the_type()
    {
        var (_, pullback) = Vjp(static (Tensor x) => Sum(x * x), s_x);
        foreach (Tensor gradient in (Tensor[])[pullback(2.0), pullback(2f), pullback(2)])
        {
            Assert.Equal(DType.Float32, gradient.DType);
            Assert.Equal([4f, 8f], gradient.ToArray<float>());
        }

        Tensor tangent = Jvp(static (Tensor x) => x * x, s_x, [1.0, 0.5]).Tangent;
        Assert.Equal(DType.Float32, tangent.DType);
        Assert.Equal([2f, 2f], tangent.ToArray<float>());
    }

    [Fact]
    public void Rules_are_held_to_it_too()
    {
        Tensor wide = Tensor.From([2.0, 2.0]);
        var backward = CustomVjp(static (Tensor x) => (x * 2f, []), (_, ct) => ct * wide);
        var e = Assert.Throws<ArgumentException>(() => Grad((Tensor x) => Sum(backward(x)))(s_x));
        Assert.Contains("argument 0", e.Message);
        Assert.Contains("float64", e.Message);
        var forward = CustomJvp(static (Tensor x) => x * 2f, (x, d) => d * wide);
        Assert.Contains("float64", Assert.Throws<ArgumentException>(() => Jvp(forward, s_x, s_x)).Message);
        var literal = CustomVjp(static (Tensor x) => (Sum(x), []), static (_, ct) => [1.0, 2.0]);
        Assert.Equal([1f, 2f], Grad(literal)(s_x).ToArray<float>());
    }

    [Fact]
    public void Numbers_of_a_higher_kind_are_not_put_into_a_tensor()
    {
        Assert.Contains("int32", Assert.ThrowsAny<ArgumentException>(static () => Tensor.From([1, 2]).With(1.5, 0)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.ThrowsAny<ArgumentException>(static () => Tensor.From([1, 2]).With(Tensor.Scalar(1f), 0));
        Assert.ThrowsAny<ArgumentException>(static () => Tensor.From([true]).With(2, 0));
        Assert.ThrowsAny<ArgumentException>(static () => Vmap(static (Tensor x) => x.With(1.5, 0))(Tensor.From([1, 2], 1, 2)));
    }
}
