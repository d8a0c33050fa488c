using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What is printed of a model and of an optimizer.</summary>
public sealed class SummaryTests
{
    private static readonly RandomKey s_key = new(1);

    [Fact]
    public void A_model_prints_its_layers_with_shapes_and_counts()
    {
        var model = new Sequential(new Linear(784, 128, s_key), new Function(Relu), new LayerNorm(128), new Linear(128, 10, s_key, bias: false));
        Assert.Equal(
            """
            Sequential
              layers.0: Linear(784 → 128)  weight [784, 128], bias [128]  100,480
              layers.1: Function(Relu)
              layers.2: LayerNorm(128)     scale [128], shift [128]           256
              layers.3: Linear(128 → 10)   weight [128, 10]                 1,280
            102,016 numbers in 5 parameters
            """,
            model.ToString());
    }

    [Fact]
    public void Modules_in_modules_are_indented_and_state_and_frozen_parameters_are_told_apart()
    {
        var model = new Outer<int>();
        model.Inner.Hidden.Freeze();
        Assert.Equal(
            """
            Outer                      gain [2], mean [3]                     2
              inner: my block
                hidden: Linear(2 → 3)  weight [2, 3] frozen, bias [3] frozen  9
            11 numbers in 3 parameters, 9 of them frozen
            """,
            model.ToString());
    }

    [Fact]
    public void A_module_without_parameters_and_one_that_contains_itself_print_too()
    {
        Assert.Equal("Function\n0 numbers in 0 parameters", new Function(static x => x + 1).ToString());
        var loop = new Loop();
        Assert.Equal("Loop\n0 numbers in 0 parameters", loop.ToString());
    }

    [Fact]
    public void Printing_renames_nothing()
    {
        var model = new Outer<int>();
        string name = model.Inner.Hidden.Weight.Name;
        _ = model.ToString();
        Assert.Equal(name, model.Inner.Hidden.Weight.Name);
    }

    [Fact]
    public void Counts_and_rates_are_the_same_in_every_culture() => Cultures.Hostile(static () =>
    {
        Assert.Contains("100,480", new Linear(784, 128, s_key).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Adam: learningRate 0.001", new Adam(0.001).ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void An_optimizer_prints_its_rate_and_of_how_much_it_has_state()
    {
        var model = new Linear(2, 1, s_key);
        var optimizer = new Adam(0.01);
        Assert.Equal("Adam: learningRate 0.01, state of 0 parameters", optimizer.ToString());
        optimizer.Update(Autodiff.Grad((Tensor x) => model.Forward(x), weights: model.Parameters())(Tensor.Ones(2)));
        Assert.Equal("Adam: learningRate 0.01, state of 2 parameters", optimizer.ToString());
    }

    private sealed class Outer<T> : Module
    {
        private readonly Parameter _gain = new(Tensor.Ones(2), "gain");
        private readonly Slot _mean = new(Tensor.Zeros(3), "mean");

        public Block Inner { get; } = new();

        public (Parameter, Slot) Own => (_gain, _mean);
    }

    private sealed class Block : Module
    {
        public Linear Hidden { get; } = new(2, 3, s_key);

        protected override string Describe() => "my block";
    }

    private sealed class Loop : Module
    {
        public Loop() => Self = this;

        public Loop Self { get; }
    }
}
