using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What derivatives of long functions hold at once.</summary>
[Collection("alone")]
public sealed class DerivativeMemoryTests
{
    private const int Length = 114_000, Pieces = 500;

    private const long Vector = 458_752; // with what the allocator adds

    public static TheoryData<string> SecondDerivatives => [.. s_second.Keys];

    private static readonly Dictionary<string, Func<Func<Tensor, Tensor>, Tensor, Tensor>> s_second = new()
    {
        ["reverse over reverse"] = static (f, x) => Grad((Tensor t) => Sum(Square(Grad(f)(t))))(x),
        ["forward over reverse"] = static (f, x) => Jvp(Grad(f), x, Tensor.OnesLike(x)).Tangent,
        ["linear map of the gradient"] = static (f, x) => Linearize(Grad(f), x).Tangent(Tensor.OnesLike(x)),
        ["pullback of the gradient"] = static (f, x) => Vjp(Grad(f), x).Pullback(Tensor.OnesLike(x)),
    };

    [Theory]
    [MemberData(nameof(SecondDerivatives))]
    public void Second_derivatives_through_slices_hold_a_few_vectors(string mode) => HoldsAFew(mode, static x =>
    {
        Tensor sum = 0.0f;
        for (int i = 0; i < Pieces; i++) sum += Sum(Square(x[(i * 100)..((i * 100) + 100)]) * x[i]);
        return sum;
    });

    [Theory]
    [MemberData(nameof(SecondDerivatives))]
    public void Second_derivatives_through_rows_hold_a_few_tables(string mode) => HoldsAFew(mode, static x =>
    {
        Tensor table = x.Reshape(1140, 100), sum = 0.0f;
        for (int i = 0; i < Pieces / 5; i++) sum += Sum(Pow(Take(table, Tensor.From([i, i + 7])), 3));
        return sum;
    });

    [Fact]
    public void A_long_function_is_pushed_forward_with_a_few_tangents_at_once()
    {
        Tensor x = Tensor.Ones(Length);
        long held = PeakMemory.Of(() => Jvp(Chain, x, x).Tangent), more = PeakMemory.Of(() => Jvp(static t => Chain(Chain(t)), x, x).Tangent);
        Assert.InRange(more - held, 0, (52 * Vector)); // the values that are read, and no tangents
    }

    [Fact]
    public void A_long_function_is_batched_with_a_few_values_at_once()
    {
        Tensor x = Tensor.Ones(10, Length / 10);
        Assert.InRange(PeakMemory.Of(() => Vmap(static (Tensor t) => Chain(t))(x)), 0, 25 * Vector); // of 50; the collector is late where a machine is busy
    }

    private static Tensor Chain(Tensor x)
    {
        for (int i = 0; i < 50; i++) x = Sin(x);
        return x;
    }

    private static void HoldsAFew(string mode, Func<Tensor, Tensor> f)
    {
        Tensor x = new RandomKey(1).Normal(Length);
        Assert.InRange(PeakMemory.Of(() => s_second[mode](f, x)), Vector, 40 * Vector);
    }
}
