using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Models that compute with shorter numbers than their parameters are kept in, and losses with a factor.</summary>
public sealed class MixedPrecisionTests
{
    private static readonly RandomKey s_key = new(0);

    private static Linear Scalar(float weight) => new(1, 1, s_key, bias: false, weightInitializer: Initializers.Constant(weight));

    [Fact]
    public void Parameters_stay_what_they_are_and_the_model_computes_with_rounded_ones()
    {
        Linear model = Scalar(1.00390625f); // 1 + 2⁻⁸ lies between the bfloat16 numbers 1 and 1 + 2⁻⁷: the even one is 1
        var mixed = new MixedPrecision(model, DType.BFloat16);
        Tensor y = mixed.Forward(Tensor.From([[3f]]));
        Assert.Equal((DType.Float32, 3f), (y.DType, (float)y));
        Tensor slope = Grad((Tensor x) => Sum(mixed.Forward(x)), weights: model.TrainableParameters())(Tensor.From([[3f]])).Tensors[0];
        Assert.Equal((DType.Float32, 3f), (slope.DType, (float)slope));
        Assert.Equal(1.00390625f, (float)model.Weight.Value);
    }

    [Fact]
    public void A_model_may_be_rounded_itself()
    {
        var model = new Sequential { new Linear(2, 3, s_key), new BatchNorm(3) };
        Sequential half = model.Cast(DType.Float16);
        Assert.All(half.Parameters(), static p => Assert.Equal(DType.Float16, p.Value.DType));
        Assert.All(model.Parameters(), static p => Assert.Equal(DType.Float32, p.Value.DType));
        Assert.All(half.Buffers().Zip(model.Buffers()), static pair => Assert.Same(pair.First, pair.Second));
        Assert.Contains("Int32", Assert.Throws<ArgumentException>(() => model.Cast(DType.Int32)).Message, StringComparison.Ordinal);
        Assert.Contains("Bool", Assert.Throws<ArgumentException>(() => new MixedPrecision(model, DType.Bool)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_that_training_gathers_are_those_of_the_model()
    {
        var norm = new BatchNorm(1, momentum: null);
        _ = new MixedPrecision(norm, DType.BFloat16).Forward(Tensor.From([[1f], [3f]]), Mode.Train());
        Assert.Equal((2f, 2f, 1L), ((float)norm.RunningMean, (float)norm.RunningVariance, (long)norm.Batches));
    }

    [Fact]
    public void A_network_trains_in_bfloat16()
    {
        var model = new Sequential { new Linear(2, 16, s_key.FoldIn(0)), Tanh, new Linear(16, 1, s_key.FoldIn(1)) };
        var mixed = new MixedPrecision(model, DType.BFloat16);
        Tensor x = s_key.FoldIn(2).Normal(64, 2), y = x[.., 0..1] * x[.., 1..2];
        var optimizer = new Adam(1e-2);
        var step = ValueAndGrad(() => Losses.MeanSquaredError(mixed.Forward(x), y), weights: model.TrainableParameters());
        double first = (double)step().Item1, last = 0;
        for (int i = 0; i < 200; i++)
        {
            var (loss, gradients) = step();
            optimizer.Update(gradients);
            last = (double)loss;
        }

        Assert.True(last < 0.1 * first, $"{first} became {last}");
    }

    [Fact]
    public void A_factor_keeps_gradients_that_float16_has_no_numbers_for()
    {
        Linear model = Scalar(1);
        var mixed = new MixedPrecision(model, DType.Float16);
        var scaling = LossScaling.Static(new Sgd(1e6), 65536);
        Tensor Loss(Tensor x) => 1e-8 * Sum(mixed.Forward(x)); // float16 ends at 6e-8
        Assert.Equal(0f, (float)Grad((Tensor x) => Loss(x), weights: model.TrainableParameters())(Tensor.From([[1f]])).Tensors[0]);
        scaling.Update(Grad((Tensor x) => scaling.Scaled(Loss(x)), weights: model.TrainableParameters())(Tensor.From([[1f]])));
        Assert.Equal(1 - 0.01, (float)model.Weight.Value, 1e-5);
    }

    [Fact]
    public void A_power_of_two_changes_no_bit()
    {
        var plain = new Parameter(Tensor.From([1.5f, -2f]), "p");
        var scaled = new Parameter(Tensor.From([1.5f, -2f]), "p");
        Optimizer adam = new Adam(0.1), scaling = new LossScaling(new Adam(0.1), 1024);
        for (int i = 1; i <= 5; i++)
        {
            Tensor gradient = Tensor.From([0.3f * i, -0.7f]);
            adam.Update(new Gradients([plain], [gradient]));
            scaling.Update(new Gradients([scaled], [1024 * gradient]));
        }

        Assert.True(plain.Value.ElementwiseEquals(scaled.Value));
    }

    [Fact]
    public void Updates_that_are_not_finite_are_left_out_and_the_factor_follows()
    {
        var p = new Parameter(Tensor.From([1.0]), "p");
        var optimizer = new LossScaling(new Sgd(1), scale: 8, growth: 2, backoff: 0.5, every: 3);
        Update(double.PositiveInfinity);
        Assert.Equal((1.0, 4.0), ((double)p.Value, optimizer.Scale));
        Update(4);
        Assert.Equal((0.0, 4.0), ((double)p.Value, optimizer.Scale));
        Update(0);
        Update(double.NaN); // three in a row have to go well
        Assert.Equal((0.0, 2.0), ((double)p.Value, optimizer.Scale));
        Update(0);
        Update(0);
        Update(0);
        Assert.Equal(4.0, optimizer.Scale);
        Slots slots = optimizer.Slots();
        Assert.Equal((2L, 0L), ((long)slots["lossScaling.skipped"], (long)slots["lossScaling.good"]));

        var resumed = new LossScaling(new Sgd(1), every: 3);
        resumed.Slots([p]).Set(slots);
        Assert.Equal(4.0, resumed.Scale);

        void Update(double gradient) => optimizer.Update(new Gradients([p], [Tensor.From([gradient])]));
    }

    [Fact]
    public void The_form_for_trees_does_the_same()
    {
        var optimizer = new LossScaling(new Sgd(1), scale: 8, growth: 2, backoff: 0.5, every: 1);
        Tensor p = Tensor.From([1.0]);
        var state = optimizer.Init(p);
        Assert.Equal(24.0, (double)optimizer.Scaled((Tensor)Tensor.From([3.0]), state));
        (p, state) = optimizer.Update(p, Tensor.From([double.NaN]), state);
        Assert.Equal((1.0, 4.0), ((double)p, (double)state["lossScaling.scale"]));
        (p, state) = optimizer.Update(p, Tensor.From([2.0]), state);
        Assert.Equal((0.5, 8.0), ((double)p, (double)state["lossScaling.scale"]));
        Assert.Equal(8.0, optimizer.Scale); // of the other form
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(static () => new LossScaling(new Sgd(1), scale: 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(static () => new LossScaling(new Sgd(1), growth: 0.5));
        _ = Assert.Throws<ArgumentOutOfRangeException>(static () => new LossScaling(new Sgd(1), backoff: 2));
        _ = Assert.Throws<ArgumentOutOfRangeException>(static () => new LossScaling(new Sgd(1), every: 0));
    }
}
