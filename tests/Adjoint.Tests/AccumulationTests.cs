using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>
/// Cotangents that come together from many uses of one tensor. They are added up in place where no other
/// transform looks on, and by operations where one does: both must give the same.
/// </summary>
public sealed class AccumulationTests
{
    private static readonly Tensor X = new RandomKey(3).Normal([6, 6], DType.Float64), W = new RandomKey(4).Normal([6, 6], DType.Float64);
    private static readonly Tensor Indices = Tensor.From([5L, 0, 0, -1]);

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Uses = new()
    {
        ["the same twice"] = x => x + x,
        ["itself and a function of it"] = x => x * Sin(x) + x,
        ["rows"] = x => x[0] * x[1] + Exp(x[0]) * x[^1],
        ["a row before the whole"] = x => x * x[2] + x,
        ["the whole before a row"] = x => x[2] * (x + 1.0) + x,
        ["columns"] = x => x[.., 0] * x[.., 3] + x[.., 3],
        ["overlapping regions"] = x => Sum(x[0..4, 1..5] * x[1..5, 2..6]) * x[2..5],
        ["regions backwards"] = x => x[TensorIndex.Slice(step: -1)] * x + Sum(x[TensorIndex.Slice(step: -2), 0] * x[0..3, 1]) * x,
        ["an empty region"] = x => Sum(x[0..0]) + x[0],
        ["of its transpose"] = x => x.T[1] * x[1] + x.T[0..2, ..],
        ["of parts of parts"] = x => x[1..5][1..3][0] * x[2],
        ["taken again and again"] = x => Take(x, Indices) * Take(x, Indices, 1).T + Take(x, Indices),
        ["taken and sliced"] = x => Take(x, Indices)[0] * x[0] + Take(x[0], Indices)[1],
        ["products one after another"] = x => MatMul(Tanh(MatMul(Tanh(MatMul(W, x)), x)), x),
        ["products with itself"] = x => MatMul(x, MatMul(x, x.T)),
        ["products of parts"] = x => MatMul(x[0..3], x) + MatMul(x[3..6], x[0..6]),
        ["broadcast and not"] = x => x + x[0] + x[0, 0] + x,
        ["joined with itself"] = x => Concat([x, x[0..2], x]) * Concat([x[0..2], x, x]),
    };

    public static TheoryData<string> Names => [.. Uses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_that_of_finite_differences(string name) => CheckGrads(x => Sum(Sin(Uses[name](x))), X);

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_a_transform_looks_on_the_gradient_is_the_same(string name)
    {
        Func<Tensor, Tensor> gradient = Grad((Tensor x) => Sum(Sin(Uses[name](x))));
        Near(gradient(X), Jvp(gradient, X, W).Value);
        Near(gradient(X), Vmap(gradient)(Stack([X, W]))[0]);
        Near(gradient(X), Checkpoint(gradient)(X));
        Near(Jvp(gradient, X, W).Tangent, Grad(x => Sum(gradient(x) * W))(X));
    }

    [Fact]
    public void What_a_pullback_was_given_stays_as_it_is()
    {
        var ones = Tensor.Ones([6, 6], DType.Float64);
        Func<Tensor, Tensor> pullback = Vjp(x => x + x + x, X).Pullback;
        Near(3 * ones, pullback(ones));
        Near(3 * ones, pullback(ones));
        Near(Tensor.Ones([6, 6], DType.Float64), ones);
    }

    [Fact]
    public void Gradients_that_began_as_one_cotangent_are_apart()
    {
        (Tensor a, Tensor b) = Grad((Tensor a, Tensor b) => Sum(a + b) + Sum(a * a), (0, 1))(X, W);
        Near(1.0 + 2 * X, a);
        Near(Tensor.Ones([6, 6], DType.Float64), b);
    }

    [Fact]
    public void A_rule_may_give_one_cotangent_to_several_operands()
    {
        Func<Tensor, Tensor, Tensor> sum = CustomVjp((a, b) => (a + b, []), (_, cotangent) => (cotangent, cotangent));
        Near(7.0 + 2 * X, Grad(x => Sum(sum(x, x) * 3) + Sum(x * x) + Sum(x))(X));
    }

    [Fact]
    public void Anomalies_are_found_in_sums()
    {
        using IDisposable _ = DetectAnomaly();
        var huge = Tensor.From([1e308, 1.0]);
        Assert.Throws<AnomalyException>(() => Grad(x => Sum(x * huge) + Sum(x * huge))(huge));
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        Assert.True((double)Max(Abs(expected - actual)) < 1e-9, $"{actual} instead of {expected}");
    }
}
