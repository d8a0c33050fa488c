using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Gradients of parameters.</summary>
public sealed class WeightsTests
{
    private readonly Parameter _a = new(Tensor.From([1.0, 2.0]), "a"), _b = new(Tensor.From([3.0, 5.0]), "b");
    private readonly Tensor _x = Tensor.From([7.0, 11.0]);

    [Fact]
    public void Weights_alone_give_their_gradients()
    {
        Gradients g = Grad((Tensor x) => Sum(x * _a.Value * _b), weights: [_a, _b])(_x);
        Assert.Equal([21, 55], g[_a].ToArray<double>());
        Assert.Equal([7, 22], g[1].Gradient.ToArray<double>());
        Assert.Same(_b, g[1].Parameter);
    }

    [Fact]
    public void Weights_and_positions_give_both()
    {
        (Tensor dx, Gradients g) = Grad((Tensor x) => Sum(x * _a), 0, weights: [_a])(_x);
        Assert.Equal([1, 2], dx.ToArray<double>());
        Assert.Equal([7, 11], g[_a].ToArray<double>());

        var (value, ((dx2, dy), g2)) = ValueAndGrad((Tensor x, Tensor y) => Sum(x * y * _a), (0, 1), weights: [_a])(_x, _x);
        Assert.Equal(49 + 242, (double)value);
        Assert.Equal([7, 22], dx2.ToArray<double>());
        Assert.Equal([7, 22], dy.ToArray<double>());
        Assert.Equal([49, 121], g2[_a].ToArray<double>());
    }

    [Fact]
    public void A_function_without_arguments_has_weights_alone()
    {
        var (value, g) = ValueAndGrad(() => Sum(Square(_a.Value)), weights: [_a])();
        Assert.Equal(5, (double)value);
        Assert.Equal([2, 4], g[_a].ToArray<double>());
    }

    [Fact]
    public void Aux_comes_with_weights()
    {
        var (g, aux) = Grad((Tensor x) => (Sum(x * _a), x + 1), hasAux: true, weights: [_a])(_x);
        Assert.Equal([7, 11], g[_a].ToArray<double>());
        Assert.Equal([8, 12], aux.ToArray<double>());
    }

    [Fact]
    public void Parameters_not_listed_are_constants() =>
        Assert.Equal([21, 55], Grad((Tensor x) => Sum(x * _a * _b), weights: [_a])(_x)[_a].ToArray<double>());

    [Fact]
    public void A_parameter_without_influence_has_zeros() =>
        Assert.Equal([0, 0], Grad((Tensor x) => Sum(x * _a), weights: [_b])(_x)[_b].ToArray<double>());

    [Fact]
    public void Nested_transforms_each_see_their_own_tensor()
    {
        // d/da Σ (d/da Σ a³) = Σ 6a.
        Tensor Inner() => Sum(Grad(() => Sum(_a.Value * _a.Value * _a.Value), weights: [_a])()[_a]);
        Assert.Equal([6, 12], Grad(Inner, weights: [_a])()[_a].ToArray<double>());
    }

    [Fact]
    public void Values_change_between_calls()
    {
        var gradient = Grad(() => Sum(Square(_a.Value)), weights: [_a]);
        Assert.Equal([2, 4], gradient()[_a].ToArray<double>());
        _a.Value = Tensor.From([10.0, 20.0]);
        Assert.Equal([20, 40], gradient()[_a].ToArray<double>());
    }

    [Fact]
    public void A_parameter_listed_twice_is_refused() =>
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Grad(() => Sum(_a.Value), weights: [_a, _a])()).Message);

    [Fact]
    public void An_empty_list_is_refused() =>
        Assert.Throws<ArgumentException>(() => Grad(() => Sum(_a.Value), weights: []));

    [Fact]
    public void After_an_exception_parameters_have_their_values()
    {
        Assert.Throws<InvalidOperationException>(() => Grad(Fails, weights: [_a])());
        Assert.Equal([1, 2], _a.Value.ToArray<double>());

        Tensor Fails() => (double)Sum(_a.Value) > 0 ? throw new InvalidOperationException() : _a.Value;
    }
}
