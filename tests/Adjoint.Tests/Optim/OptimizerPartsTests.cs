using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Optimizers;

namespace Adjoint.Tests;

/// <summary>What optimizers are put together of: links, masks, groups, and wrappers.</summary>
public sealed class OptimizerPartsTests
{
    private static double[] After(Optimizer optimizer, double[] value, params double[][] gradients)
    {
        var p = new Parameter(Tensor.From(value), "p");
        foreach (double[] gradient in gradients)
            optimizer.Update(new Gradients([p], [Tensor.From(gradient)]));
        return p.Value.ToArray<double>();
    }

    private static void Near(double[] expected, double[] actual) => Assert.Equal(expected, actual, static (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Links_are_applied_in_their_order()
    {
        // 3 clipped to 1, and 2 · 5 added; the other way round 13 is clipped.
        Near([5 - 11], After(Chain(ClipByValue(1), AddDecayedWeights(2)), [5], [3]));
        Near([5 - 1], After(Chain(AddDecayedWeights(2), ClipByValue(1)), [5], [3]));
        Near([1 - 6], After(Chain(Scale(2)), [1], [3]));
    }

    [Fact]
    public void Clipping_is_by_element_parameter_or_all_together()
    {
        Parameter a = new(Tensor.Zeros([2], DType.Float64), "a"), b = new(Tensor.Zeros([1], DType.Float64), "b");
        var gradients = new Gradients([a, b], [Tensor.From([3.0, 4.0]), Tensor.From([12.0])]);
        double[] Step(GradientTransform link)
        {
            (a.Value, b.Value) = (Tensor.Zeros([2], DType.Float64), Tensor.Zeros([1], DType.Float64));
            Chain(link).Update(gradients);
            return [.. a.Value.ToArray<double>(), .. b.Value.ToArray<double>()];
        }

        Near([-1.5, -2, -6], Step(ClipByGlobalNorm(6.5)));
        Near([-0.6, -0.8, -1], Step(ClipByNorm(1)));
        Near([-3, -3.5, -3.5], Step(ClipByValue(3.5)));
        Near([3.0 / 5, 4.0 / 5, 1], [.. gradients.ClipByNorm(1).Tensors.SelectMany(static t => t.ToArray<double>())]);
        Near([3, 3.5, 3.5], [.. gradients.ClipByValue(3.5).Tensors.SelectMany(static t => t.ToArray<double>())]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipByGlobalNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipByNorm(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => gradients.ClipByValue(double.NaN));
    }

    [Fact]
    public void A_chain_of_links_is_the_optimizer_that_they_make()
    {
        double[] Trained(Optimizer optimizer) => OptimizerProblem.Trained(optimizer, 20);
        Near(Trained(new AdamW(0.01, weightDecay: 0.1)), Trained(Chain(ScaleByAdam(), AddDecayedWeights(0.1), ScaleBySchedule(0.01))));
        Near(Trained(new Sgd(0.1, 0.9, 0.01, true)), Trained(Chain(AddDecayedWeights(0.01), Momentum(0.9, nesterov: true), ScaleBySchedule(0.1))));
        Near(Trained(new RmsProp(0.01)), Trained(Chain(ScaleByRms(), ScaleBySchedule(0.01))));
        Near(Trained(new Adagrad(0.01)), Trained(Chain(ScaleByAdagrad(), ScaleBySchedule(0.01))));
        Near(Trained(new Lion(0.01)), Trained(Chain(ScaleByLion(), ScaleBySchedule(0.01))));
        Near(Trained(new Lamb(0.01, weightDecay: 0.1)), Trained(Chain(ScaleByAdam(epsilon: 1e-6), AddDecayedWeights(0.1), ScaleByTrustRatio(), ScaleBySchedule(0.01))));
        Assert.Equal(Trained(new Adam(0.01)), Trained(Chain(new Adam(0.01))));
        Near(Trained(new Adam(0.005)), Trained(Chain(new Adam(0.01), Scale(0.5))));
    }

    [Fact]
    public void The_rate_of_a_chain_is_that_of_its_last_optimizer()
    {
        var adam = new Adam(0.1);
        Optimizer chain = Chain(ClipByGlobalNorm(1), adam);
        Assert.Equal(0.1, chain.LearningRate);
        chain.LearningRate = 0.2;
        Assert.Equal(0.2, adam.LearningRate);
        Assert.Equal(["1.learningRate"], chain.Slots().Names);
        Assert.Equal(0.3, Chain(ScaleByAdam(), ScaleBySchedule(0.3)).LearningRate);
        Assert.Contains("ScaleBySchedule", Assert.Throws<InvalidOperationException>(() => Chain(ScaleByAdam()).LearningRate).Message);
        Assert.Throws<ArgumentException>(() => Chain());
        Assert.Throws<ArgumentNullException>(() => Chain(ScaleByAdam(), null!));
    }

    [Fact]
    public void A_schedule_makes_the_rate_of_each_update()
    {
        var optimizer = new Sgd(Schedule.Linear(0.4, 0, 4));
        var p = new Parameter(Tensor.From([1.0]), "p");
        double[] rates = [.. Enumerable.Range(0, 6).Select(_ =>
        {
            double rate = optimizer.LearningRate, before = (double)p.Value;
            optimizer.Update(new Gradients([p], [Tensor.From([1.0])]));
            Assert.Equal(rate, before - (double)p.Value, 1e-12);
            return rate;
        })];
        Near([0.4, 0.3, 0.2, 0.1, 0, 0], rates);
        Assert.Equal(6, (long)optimizer.Slots()["updates"]);
        Assert.Equal("Sgd: learningRate 0, state of 1 parameter", optimizer.ToString());
        optimizer.Slots()["updates"].Set(1);
        Assert.Equal(0.3, optimizer.LearningRate, 1e-12);
        Assert.Contains("schedule", Assert.Throws<InvalidOperationException>(() => optimizer.LearningRate = 1).Message);
    }

    [Fact]
    public void A_rate_that_falls_below_zero_stops_the_update_before_anything_changes()
    {
        var optimizer = new Sgd(new Schedule(static t => 0.1 - 0.1 * t), momentum: 0.9);
        var p = new Parameter(Tensor.From([1.0]), "p");
        var gradients = new Gradients([p], [Tensor.From([1.0])]);
        optimizer.Update(gradients);
        optimizer.Update(gradients);
        string before = optimizer.Slots().ToString() + p.Value;
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Update(gradients));
        Assert.Equal(before, optimizer.Slots().ToString() + p.Value);
        Assert.Equal(2, (long)optimizer.Slots()["updates"]);
    }

    [Fact]
    public void A_mask_lets_a_link_see_some_parameters_alone()
    {
        Parameter w = new(Tensor.From([2.0], 1, 1), "w"), b = new(Tensor.From([2.0]), "b");
        Optimizer optimizer = Chain(AddDecayedWeights(0.5, mask: static (name, value) => name == "w" && value.Rank == 2), new Sgd(1));
        optimizer.Update(new Gradients([w, b], [Tensor.From([1.0], 1, 1), Tensor.From([1.0])]));
        Assert.Equal((0.0, 1.0), ((double)w.Value, (double)b.Value));
        optimizer = Chain(Masked(ScaleByAdam(), static (name, _) => name == "b"), new Sgd(1));
        optimizer.Update(new Gradients([w, b], [Tensor.From([5.0], 1, 1), Tensor.From([5.0])]));
        Assert.Equal(["1.learningRate", "w.1.steps", "b.0.steps", "b.0.mean", "b.0.squares", "b.1.steps"], optimizer.Slots().Names);
        Near([-5], w.Value.ToArray<double>());
        Assert.Equal(0, (double)b.Value, 1e-6);
    }

    [Fact]
    public void Groups_have_rules_and_rates_of_their_own()
    {
        Parameter w = new(Tensor.From([2.0], 1, 1), "w"), b = new(Tensor.From([2.0]), "b");
        var optimizer = new ParameterGroups(static (name, _) => name, ("w", new Sgd(0.1, weightDecay: 1)), ("b", new Sgd(1)));
        var gradients = new Gradients([w, b], [Tensor.From([1.0], 1, 1), Tensor.From([1.0])]);
        optimizer.Update(gradients);
        Near([1.7, 1], [(double)w.Value, (double)b.Value]);
        optimizer["b"].LearningRate = 0.5;
        optimizer.Update(gradients);
        Near([1.43, 0.5], [(double)w.Value, (double)b.Value]);
        Assert.Equal(["w.learningRate", "b.learningRate", "w.steps", "b.steps"], optimizer.Slots().Names);
        Assert.Equal("ParameterGroups: w Sgd, b Sgd, state of 2 parameters", optimizer.ToString());
        Assert.Contains("w, b", Assert.Throws<InvalidOperationException>(() => optimizer.LearningRate).Message);
        var other = new Parameter(Tensor.From([2.0]), "other");
        Assert.Contains("'other'", Assert.Throws<ArgumentException>(() => optimizer.Update(new Gradients([other], [Tensor.From([1.0])]))).Message);
        Assert.Throws<KeyNotFoundException>(() => optimizer["c"]);
        Assert.Throws<ArgumentException>(() => new ParameterGroups(static (_, _) => ""));
        Assert.Throws<ArgumentException>(() => new ParameterGroups(static (_, _) => "", ("", new Sgd(1)), ("", new Sgd(1))));
    }

    [Fact]
    public void Rules_for_matrices_say_how_to_leave_out_vectors()
    {
        var p = new Parameter(Tensor.From([2.0]), "p");
        foreach (Optimizer optimizer in (Optimizer[])[new Muon(), new Shampoo()])
        {
            string message = Assert.Throws<ArgumentException>(() => optimizer.Update(new Gradients([p], [p.Value]))).Message;
            Assert.Contains("ParameterGroups", message);
            Assert.Contains("[1]", message);
        }
    }

    [Fact]
    public void Several_updates_are_one_step_by_their_mean()
    {
        var optimizer = new MultiSteps(new Sgd(1, momentum: 0.5), every: 2);
        var p = new Parameter(Tensor.From([0.0]), "p");
        double[] values = [.. new[] { 1.0, 3, 5, 5 }.Select(g =>
        {
            optimizer.Update(new Gradients([p], [Tensor.From([g])]));
            return (double)p.Value;
        })];
        Near([0, -2, -2, -8], values); // v = 2, then 1 + 5
        Assert.Equal(["learningRate", "multiSteps.taken", "p.steps", "p.velocity", "p.multiSteps.sum"], optimizer.Slots().Names);
        Assert.Equal(2, (long)optimizer.Slots()["p.steps"]);
        Assert.Equal("MultiSteps: Sgd, learningRate 1, state of 1 parameter", optimizer.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiSteps(new Sgd(1), 0));
        Assert.Throws<ArgumentNullException>(() => new MultiSteps(null!, 1));
        Assert.Throws<ArgumentException>(() => new MultiSteps(new ApplyIfFinite(new MultiSteps(new Sgd(1), 2)), 2));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Updates_that_are_not_finite_are_left_out(double wrong)
    {
        var optimizer = new ApplyIfFinite(new Adam(0.1));
        Parameter a = new(Tensor.From([1.0]), "a"), b = new(Tensor.From([1.0]), "b");
        Gradients good = new([a, b], [Tensor.From([1.0]), Tensor.From([2.0])]), bad = new([a, b], [Tensor.From([1.0]), Tensor.From([wrong])]);
        optimizer.Update(bad);
        Assert.Equal((1.0, 1.0), ((double)a.Value, (double)b.Value));
        Assert.Equal(0, (long)optimizer.Slots()["a.steps"]);
        optimizer.Update(good);
        string state = $"{a.Value}{b.Value}{optimizer.Slots()["a.mean"].Value}{optimizer.Slots()["b.squares"].Value}";
        optimizer.Update(bad);
        Assert.Equal(state, $"{a.Value}{b.Value}{optimizer.Slots()["a.mean"].Value}{optimizer.Slots()["b.squares"].Value}");
        Assert.Equal(2, (long)optimizer.Slots()["applyIfFinite.skipped"]);
        Assert.Equal(1, (long)optimizer.Slots()["b.steps"]);
    }

    // Of an ensemble each member leaves out its own.
    [Fact]
    public void A_member_of_a_batch_leaves_out_its_own_updates()
    {
        var optimizer = new ApplyIfFinite(new Adam(0.1));
        Tensor p = Tensor.From([1.0, 1.0]), g = Tensor.From([2.0, double.NaN]);
        var (next, state) = Vmap((Tensor p, Tensor g) => optimizer.Update(p, g, optimizer.Init(p)))(p, g);
        Assert.Equal([0.9, 1], next.ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0L, 1], state["applyIfFinite.skipped"].ToArray<long>());
        Assert.Equal([1L, 0], state["steps"].ToArray<long>());
        Assert.Equal(0, state["mean"].ToArray<double>()[1]);
    }

    public static TheoryData<string> Kinds => ["chain", "groups", "steps", "finite", "lookahead", "scheduled"];

    private static Optimizer Make(string kind) => kind switch
    {
        "chain" => Chain(ClipByGlobalNorm(0.5), ScaleByAdam(), ScaleBySchedule(Schedule.Exponential(0.1, 0.9))),
        "groups" => new ParameterGroups(static (name, _) => name, ("w", new Adam(0.1)), ("b", new RmsProp(0.1, momentum: 0.9))),
        "steps" => new MultiSteps(new Adam(0.1), 3),
        "finite" => new ApplyIfFinite(new Adam(0.1)),
        "lookahead" => new Lookahead(new Adam(0.1), 3),
        _ => new Adam(Schedule.WarmUpCosine(0.1, 3, 30)),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_that_was_saved_goes_on_bit_for_bit_in_a_new_optimizer(string kind)
    {
        Optimizer optimizer = Make(kind);
        Parameter[] parameters = OptimizerProblem.FirstParameters, again = OptimizerProblem.FirstParameters;
        for (int i = 0; i < 7; i++) optimizer.Update(OptimizerProblem.Gradient(parameters));
        Slots saved = Tree.Map(optimizer.Slots(), static x => x + 0);
        Tensor[] values = [.. parameters.Select(static p => p.Value)];
        for (int i = 0; i < 5; i++) optimizer.Update(OptimizerProblem.Gradient(parameters));

        Optimizer resumed = Make(kind);
        resumed.Slots(again).Set(saved);
        for (int i = 0; i < values.Length; i++) again[i].Value = values[i];
        for (int i = 0; i < 5; i++) resumed.Update(OptimizerProblem.Gradient(again));
        Assert.Equal(parameters.SelectMany(static p => p.Value.ToArray<double>()), again.SelectMany(static p => p.Value.ToArray<double>()));
        Assert.Equal(optimizer.Slots().ToString(), resumed.Slots().ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_update_that_fails_changes_nothing(string kind)
    {
        Optimizer optimizer = Make(kind);
        Parameter[] parameters = OptimizerProblem.FirstParameters;
        string State() => string.Join(';', optimizer.Slots().Select(static s => $"{s.Name} {s.Value}").Concat(parameters.Select(static p => p.Value.ToString())));
        Tensor escaped = Tensor.Ones(2);
        _ = Grad((Tensor x) => Sum(escaped = x * 2))(Tensor.From([1.0, 2.0]));
        for (int i = 0; i < 4; i++)
        {
            string before = State();
            Gradients good = OptimizerProblem.Gradient(parameters);
            Assert.Throws<EscapedTensorException>(() => optimizer.Update(new Gradients(parameters, [good.Tensors[0], escaped])));
            Assert.Equal(before, State());
            optimizer.Update(good);
        }
    }

    // A group that has stepped in place cannot be brought back, so none does.
    [Fact]
    public void A_group_that_fails_leaves_the_groups_before_as_they_were()
    {
        Parameter a = new(Tensor.From([1.0]), "a"), b = new(Tensor.From([1.0]), "b");
        var failing = new Failing();
        var optimizer = new ParameterGroups(static (name, _) => name, ("a", new Adam(0.1)), ("b", failing));
        var gradients = new Gradients([a, b], [Tensor.From([1.0]), Tensor.From([1.0])]);
        for (int i = 0; i < 3; i++) optimizer.Update(gradients);
        double mean = 1 - Math.Pow(0.9, 3);
        failing.Fails = true;
        double before = (double)a.Value;
        Assert.Throws<NotSupportedException>(() => optimizer.Update(gradients));
        Assert.Equal(before, (double)a.Value);
        Assert.Equal(mean, (double)optimizer.Slots()["a.mean"], 1e-12);
    }

    private sealed class Failing() : Optimizer(1)
    {
        public bool Fails { get; set; }

        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => Fails ? throw new NotSupportedException() : value;
    }

    [Fact]
    public void A_link_of_ones_own_takes_part_in_chains()
    {
        Optimizer optimizer = Chain(new Inertia(0.5), new Sgd(1));
        Near([-1 - 1.5 - 1.75], After(optimizer, [0], [1], [1], [1]));
        Assert.Equal(["1.learningRate", "p.0.steps", "p.0.direction", "p.1.steps"], optimizer.Slots().Names);
    }

    private sealed class Inertia(double kept) : LeafTransform
    {
        protected override void Start(Tensor value, OptimizerState state) => state["direction"] = Tensor.ZerosLike(value);

        protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
        {
            Tensor direction = kept * state.Get("direction") + gradient;
            state["direction"] = direction;
            return direction;
        }
    }

    [Fact]
    public void Only_gradient_descent_trains_complex_parameters()
    {
        var p = new Parameter(Tensor.From([new System.Numerics.Complex(1, 2)]), "p");
        var gradients = new Gradients([p], [Tensor.From([new System.Numerics.Complex(1, -1)])]);
        new Sgd(0.5, momentum: 0.5).Update(gradients);
        Assert.Equal(new System.Numerics.Complex(0.5, 2.5), p.Value.ToArray<System.Numerics.Complex>()[0]);
        foreach (Optimizer optimizer in (Optimizer[])[new Adam(), new RmsProp(), new Lion(), new Adafactor(), Chain(ScaleByAdam()), new MultiSteps(new Adam(), 2)])
            Assert.Contains("Complex128", Assert.Throws<ArgumentException>(() => optimizer.Update(gradients)).Message);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Func<object>[] wrong =
        [
            static () => new Adamax(beta1: 1), static () => new Nadam(beta2: -0.1), static () => new RAdam(epsilon: -1), static () => new RmsProp(decay: 1),
            static () => new RmsProp(momentum: 1), static () => new Adagrad(initialSum: -1), static () => new Adadelta(decay: 2), static () => new Lion(beta1: double.NaN),
            static () => new Lamb(weightDecay: -1), static () => new Muon(momentum: 1), static () => new Shampoo(epsilon: 0), static () => new Adafactor(clip: 0),
            static () => new Sgd(1, dampening: 1), static () => new Lookahead(new Sgd(1), 0), static () => new Lookahead(new Sgd(1), part: 1.5), static () => AddDecayedWeights(-1),
            static () => new ParameterAverage(1), static () => new ReduceOnPlateau(factor: 1), static () => new ReduceOnPlateau(patience: -1),
        ];
        foreach (Func<object> make in wrong) Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.Throws<ArgumentNullException>(static () => new Sgd(null!));
        Assert.Throws<ArgumentNullException>(static () => Masked(null!, static (_, _) => true));
    }
}
