using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Gradients that are told of while the backward pass goes on.</summary>
public sealed class GradientsReadyTests
{
    private readonly Parameter _a = new(Tensor.From([2.0, 3.0]), "a"), _b = new(Tensor.From([5.0, 7.0]), "b");

    [Fact]
    public void The_last_to_be_read_first_is_told_first_with_its_whole_gradient()
    {
        // a² b + a: 2 a b + 1 and a².
        var told = new List<string>();
        Gradients gradients;
        using (OnGradientsReady((slot, gradient) => told.Add($"{slot.Name} {gradient}")))
            gradients = Grad(() => Sum(_a.Value * _a.Value * _b.Value + _a.Value), weights: [_a, _b])();
        Assert.Equal([$"b {gradients[_b]}", $"a {gradients[_a]}"], told);
        Assert.Equal([21.0, 43.0], gradients[_a].ToArray<double>());
        Assert.Equal([4.0, 9.0], gradients[_b].ToArray<double>());
    }

    [Fact]
    public void The_first_is_not_yet_reached_when_the_last_is_told()
    {
        var told = new List<string>();
        using (OnGradientsReady((slot, _) => told.Add(slot.Name)))
        {
            _ = Grad(
                () => Sum(OnGradient(Sin(_a.Value), g =>
                {
                    told.Add("sine");
                    return g;
                }) * _b.Value),
                weights: [_a, _b])();
        }

        Assert.Equal(["b", "sine", "a"], told);
    }

    [Fact]
    public void The_bits_are_those_without_it()
    {
        var model = new Linear(17, 33, new RandomKey(0));
        Tensor x = new RandomKey(1).Normal([9, 17]);
        Func<Gradients> gradient = Grad(() => Sum(Sin(model.Forward(x)) * Sum(model.Forward(Tanh(x)))), weights: model.TrainableParameters());
        Gradients plain = gradient(), watched;
        var told = new Dictionary<Slot, float[]>(ReferenceEqualityComparer.Instance);
        using (OnGradientsReady((slot, g) => told.Add(slot, g.Reshape(-1).ToArray<float>())))
            watched = gradient();
        Assert.All(plain, p =>
        {
            Assert.Equal(p.Gradient.Reshape(-1).ToArray<float>(), watched[p.Parameter].Reshape(-1).ToArray<float>());
            Assert.Equal(p.Gradient.Reshape(-1).ToArray<float>(), told[p.Parameter.Slot]);
        });
    }

    [Fact]
    public void What_is_first_read_within_another_scope_is_not_told_and_right_all_the_same()
    {
        var told = new List<string>();
        Gradients gradients;
        using (OnGradientsReady((slot, _) => told.Add(slot.Name)))
            gradients = Grad(() => Sum(Checkpoint((Tensor x) => x * _a.Value)(_b.Value) + _a.Value), weights: [_a, _b])();
        Assert.Equal(["b"], told);
        Assert.Equal([6.0, 8.0], gradients[_a].ToArray<double>());
    }

    [Fact]
    public void Only_one_transform_is_watched()
    {
        int told = 0;
        Func<Gradients> gradient = Grad(() => Sum(_a.Value), weights: [_a]);
        using (OnGradientsReady((_, _) => told++))
        {
            _ = gradient();
            _ = gradient();
        }

        OnGradientsReady((_, _) => told++).Dispose();
        _ = gradient();
        Assert.Equal(1, told);
    }

    [Fact]
    public void What_the_function_throws_comes_out()
    {
        using (OnGradientsReady((_, _) => throw new NotSupportedException("enough")))
            Assert.Equal("enough", Assert.Throws<NotSupportedException>(() => Grad(() => Sum(_a.Value), weights: [_a])()).Message);
    }
}
