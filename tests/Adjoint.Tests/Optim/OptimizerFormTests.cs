using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Optimizers;

namespace Adjoint.Tests;

/// <summary>An optimizer in functional form is the same as that for parameters, over any tree, and goes through every transform.</summary>
public sealed partial class OptimizerFormTests
{
    private static readonly Dictionary<string, Func<Optimizer>> s_all = new()
    {
        ["sgd"] = static () => new Sgd(0.1, 0.9, 0.01, true, 0.1),
        ["adam"] = static () => new Adam(0.01, weightDecay: 0.1),
        ["amsgrad"] = static () => new Adam(0.01, amsgrad: true),
        ["adamw"] = static () => new AdamW(0.01),
        ["adamax"] = static () => new Adamax(0.01),
        ["nadam"] = static () => new Nadam(0.01),
        ["radam"] = static () => new RAdam(0.01, beta2: 0.9),
        ["rmsprop"] = static () => new RmsProp(0.01, momentum: 0.5, centered: true),
        ["adagrad"] = static () => new Adagrad(0.1, 0.1),
        ["adadelta"] = static () => new Adadelta(),
        ["lion"] = static () => new Lion(0.01, weightDecay: 0.1),
        ["lamb"] = static () => new Lamb(0.01, weightDecay: 0.1),
        ["adafactor"] = static () => new Adafactor(),
        ["groups"] = static () => new ParameterGroups(
            static (_, p) => p.Rank == 2 ? "matrices" : "others", ("matrices", new Muon(0.01)), ("others", new Adam(Schedule.Cosine(0.1, 20)))),
        ["shampoo"] = static () => Chain(Masked(ScaleByAdam(), static (_, p) => p.Rank < 2), new ParameterGroups(
            static (_, p) => p.Rank == 2 ? "matrices" : "others", ("matrices", new Shampoo()), ("others", new Sgd(0.1)))),
        ["chain"] = static () => Chain(ClipByGlobalNorm(0.1), AddDecayedWeights(0.1), ScaleByAdam(), ScaleBySchedule(Schedule.Linear(0.1, 0.01, 10))),
        ["chained adam"] = static () => Chain(ClipByGlobalNorm(0.1), new Adam(Schedule.Exponential(0.1, 0.9))),
        ["multi steps"] = static () => new MultiSteps(new Adam(0.01), 3),
        ["if finite"] = static () => new ApplyIfFinite(new Adam(0.01)),
        ["lookahead"] = static () => new Lookahead(new Adam(0.01), 4),
        ["own"] = static () => new SignSgd(0.01),
        ["own without start"] = static () => new Unstarted(0.01),
    };

    public static TheoryData<string> All => [.. s_all.Keys];

    /// <summary>Rules whose updates have derivatives that are not zero almost everywhere.</summary>
    public static TheoryData<string> Smooth => [.. s_all.Keys.Except(["own", "own without start", "lion", "shampoo", "groups"])];

    private sealed class SignSgd(Schedule learningRate) : Optimizer(learningRate)
    {
        protected override void Start(Tensor value, OptimizerState state) => state["mean"] = Tensor.ZerosLike(value);

        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
        {
            Tensor mean = 0.9 * state.Get("mean") + 0.1 * gradient;
            state["mean"] = mean;
            return value - state.LearningRate * Sign(mean);
        }
    }

    private sealed class Unstarted(double learningRate) : Optimizer(learningRate)
    {
        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
        {
            Tensor mean = state["mean"] is { } before ? 0.9 * before + 0.1 * gradient : 0.1 * gradient;
            state["mean"] = mean;
            return value - LearningRate * Sign(mean);
        }
    }

    [TensorTree]
    private sealed partial record Dense(Tensor W, Tensor B);

    [TensorTree]
    private sealed partial record Network(Dense[] Layers, Dictionary<string, Tensor> Named, string Title, Tensor Places);

    [Theory]
    [MemberData(nameof(All))]
    public void Both_forms_give_the_same_bits(string kind)
    {
        foreach (int steps in (int[])[1, 2, 7, 30])
            Assert.Equal(OptimizerProblem.Trained(s_all[kind](), steps), OptimizerProblem.TrainedTree(s_all[kind](), steps));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Both_forms_give_the_same_bits_in_single_precision(string kind)
    {
        var tree = Tree.Map(OptimizerProblem.FirstTree, static x => Cast(x, DType.Float32));
        Parameter[] parameters = [new(tree.W, "w"), new(tree.B, "b")];
        Optimizer optimizer = s_all[kind](), pure = s_all[kind]();
        var state = pure.Init(tree);
        for (int i = 0; i < 5; i++)
        {
            var gradients = Tree.Map(tree, static x => Sin(x) + 0.1f);
            optimizer.Update(new Gradients(parameters, [gradients.W, gradients.B]));
            (tree, state) = pure.Update(tree, gradients, state);
            Assert.Equal(DType.Float32, tree.W.DType);
            Assert.Equal(parameters[0].Value.ToArray<float>(), tree.W.ToArray<float>());
            Assert.Equal(parameters[1].Value.ToArray<float>(), tree.B.ToArray<float>());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_functional_form_changes_nothing_that_it_is_given(string kind)
    {
        Optimizer optimizer = s_all[kind]();
        var parameters = OptimizerProblem.FirstTree;
        var (next, state) = optimizer.Update(parameters, OptimizerProblem.Gradient(parameters), optimizer.Init(parameters));
        string before = Text(parameters, state), slots = optimizer.Slots().ToString();
        var gradients = OptimizerProblem.Gradient(next);
        string first = Text(optimizer.Update(next, gradients, state));
        Assert.Equal(first, Text(optimizer.Update(next, gradients, state)));
        Assert.Equal(before, Text(parameters, state));
        Assert.Equal(slots, optimizer.Slots().ToString());
    }

    private static string Text<T>(T tree) => string.Join(';', Tree.NamedLeaves(tree).Select(static l => $"{l.Path}: {string.Join(',', Cast(l.Leaf, DType.Float64).ToArray<double>())}"));

    private static string Text<T, TState>(T parameters, TState state) => Text((parameters, state));

    // The derivative of the loss after two updates by what the parameters were before them.
    [Theory]
    [MemberData(nameof(Smooth))]
    public void An_update_can_be_differentiated(string kind)
    {
        Tensor After(Tensor shift)
        {
            Optimizer optimizer = s_all[kind]();
            var parameters = OptimizerProblem.FirstTree;
            parameters = (parameters.W + shift, parameters.B * Exp(shift));
            var state = optimizer.Init(parameters);
            for (int i = 0; i < 4; i++)
                (parameters, state) = optimizer.Update(parameters, OptimizerProblem.Gradient(parameters), state);
            return OptimizerProblem.Loss(parameters);
        }

        Tensor at = Tensor.Scalar(0.05);
        double expected = ((double)After(at + 1e-5) - (double)After(at - 1e-5)) / 2e-5;
        Assert.Equal(expected, (double)Grad(After)(at), 1e-6 * Math.Max(1, Math.Abs(expected)));
        Assert.Equal(expected, (double)Jvp(After, at, Tensor.Scalar(1.0)).Tangent, 1e-6 * Math.Max(1, Math.Abs(expected)));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    [InlineData("own")]
    public void The_rate_can_be_differentiated_by(string kind)
    {
        Optimizer optimizer = s_all[kind]();
        var parameters = OptimizerProblem.FirstTree;
        var state = optimizer.Init(parameters);
        Tensor After(Tensor rate) =>
            OptimizerProblem.Loss(optimizer.Update(parameters, OptimizerProblem.Gradient(parameters), state.With("learningRate", rate)).Parameters);
        double expected = ((double)After(0.1 + 1e-5) - (double)After(0.1 - 1e-5)) / 2e-5;
        Assert.Equal(expected, (double)Grad(After)(Tensor.Scalar(0.1)), 1e-7);
        Assert.NotEqual(0, expected);
    }

    // Gradients that are exactly zero, as those behind a Relu: the root of their mean square has no slope there.
    [Theory]
    [MemberData(nameof(Smooth))]
    public void A_gradient_of_zero_leaves_derivatives_finite(string kind)
    {
        Optimizer optimizer = s_all[kind]();
        Tensor After(Tensor scale)
        {
            Tensor p = Tensor.From([1.0, 2.0]);
            return Sum(optimizer.Update(p, scale * Tensor.From([0.0, 0.5]), optimizer.Init(p)).Parameters);
        }

        Assert.True(double.IsFinite((double)Grad(After)(Tensor.Scalar(1.0))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_ensemble_is_trained_in_a_batch(string kind)
    {
        Optimizer optimizer = s_all[kind]();
        var first = OptimizerProblem.FirstTree;
        (Tensor W, Tensor B)[] members = [first, (first.W * 2, first.B - 1), (first.W + 0.5, -first.B)];
        var ensemble = (Stack([.. members.Select(static m => m.W)]), Stack([.. members.Select(static m => m.B)]));
        var state = Vmap(((Tensor W, Tensor B) p) => optimizer.Init(p))(ensemble);
        var step = Vmap(((Tensor W, Tensor B) p, OptimizerState<(Tensor W, Tensor B)> s) => optimizer.Update(p, OptimizerProblem.Gradient(p), s));
        for (int i = 0; i < 5; i++) (ensemble, state) = step(ensemble, state);
        for (int m = 0; m < members.Length; m++)
        {
            var (p, s) = (members[m], optimizer.Init(members[m]));
            for (int i = 0; i < 5; i++) (p, s) = optimizer.Update(p, OptimizerProblem.Gradient(p), s);
            Assert.Equal(p.W.ToArray<double>(), ensemble.Item1[m].ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-9);
            Assert.Equal(p.B.ToArray<double>(), ensemble.Item2[m].ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void Rates_are_tried_in_a_batch()
    {
        var adam = new Adam(0.1);
        Tensor p = Tensor.From([1.0, -2.0]), g = Tensor.From([3.0, 4.0]), rates = Tensor.From([0.1, 0.2, 0.0]);
        var state = adam.Init(p);
        Tensor next = Vmap((Tensor rate) => adam.Update(p, g, state.With("learningRate", rate)).Parameters)(rates);
        Assert.Equal([0.9, -2.1, 0.8, -2.2, 1.0, -2.0], next.ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void An_update_with_momentum_has_the_derivative_of_its_formula()
    {
        var sgd = new Sgd(0.1, momentum: 0.5);
        // p − 0.1 (g + (1.5 g)) by g: −0.25.
        Tensor Twice(Tensor g)
        {
            var (p, state) = sgd.Update(Tensor.Scalar(1.0), g, sgd.Init(Tensor.Scalar(1.0)));
            return sgd.Update(p, g, state).Parameters;
        }

        Assert.Equal(-0.25, (double)Grad(Twice)(Tensor.Scalar(3.0)), 1e-12);
    }

    [Fact]
    public void Any_tree_has_a_state_of_names()
    {
        var network = new Network(
            [new(Tensor.Ones(2, 2), Tensor.Zeros(2)), new(Tensor.Ones(2, 1), Tensor.Zeros(1))],
            new() { ["scale"] = Tensor.Scalar(2f) }, "a", Tensor.From([1, 2]));
        Func<Network, Network> gradient = Grad((Network n) => Sum(Square(n.Layers[0].W)) + Sum(n.Layers[1].W * n.Named["scale"]) + Sum(n.Layers[0].B) + Sum(n.Layers[1].B));
        var adam = new Adam(0.1);
        var state = adam.Init(network);
        Assert.Equal(
            ["learningRate", "Layers[0].W.steps", "Layers[0].W.mean", "Layers[0].W.squares", "Layers[0].B.steps", "Layers[0].B.mean", "Layers[0].B.squares"],
            state.Names.Take(7));
        Assert.Contains("Named[\"scale\"].mean", state.Names);
        Assert.DoesNotContain(state.Names, static n => n.StartsWith("Places", StringComparison.Ordinal));
        var (next, after) = adam.Update(network, gradient(network), state);
        Assert.Equal("a", next.Title);
        Assert.Same(network.Places, next.Places);
        Assert.Equal([0.9f, 0.9f, 0.9f, 0.9f], next.Layers[0].W.ToArray<float>(), static (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(1, (long)after["Layers[1].B.steps"]);
        Network means = after.TreeOf("mean", network);
        Assert.Equal([0.2f, 0.2f, 0.2f, 0.2f], means.Layers[0].W.ToArray<float>(), static (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Null(means.Places);
        Assert.Equal(after.Names, Tree.NamedLeaves(after).Select(static l => l.Path));
        Assert.Equal(0.1, (double)after["learningRate"]);
    }

    [Fact]
    public void A_leaf_whose_gradient_is_null_stays()
    {
        var adam = new Adam(0.1);
        Tensor[] p = [Tensor.From([1.0]), Tensor.From([2.0])];
        var (next, state) = adam.Update(p, [Tensor.From([1.0]), null!], adam.Init(p));
        Assert.Same(p[1], next[1]);
        Assert.Equal(0.9, (double)next[0], 1e-6);
        Assert.Equal((1, 0), ((long)state["[0].steps"], (long)state["[1].steps"]));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        var adam = new Adam(0.1);
        var p = new Dense(Tensor.Ones(2, 2), Tensor.Ones(2));
        var state = adam.Init(p);
        string wrong = Assert.Throws<ArgumentException>(() => adam.Update(p, new Dense(Tensor.Ones(2, 2), Tensor.Ones(3)), state)).Message;
        Assert.Contains("'B'", wrong);
        Assert.Contains("[3]", wrong);
        Assert.Contains("[2]", wrong);
        Assert.Contains("'W'", Assert.Throws<ArgumentException>(() => adam.Update(p, new Dense(Tensor.Ones([2, 2], DType.Float64), Tensor.Ones(2)), state)).Message);
        Assert.Contains("Init", Assert.Throws<ArgumentException>(() => adam.Init((Tensor.From([1]), Tensor.From([true])))).Message);
        Assert.Contains("Init", Assert.Throws<ArgumentException>(() => adam.Update<Tensor[]>([p.W, p.B], [p.W, p.B], adam.Init<Tensor[]>([p.W]))).Message);
        Assert.Throws<ArgumentException>(() => adam.Update<Tensor[]>([p.B], [p.B], adam.Init<Tensor[]>([Tensor.Ones(5)])));
        Assert.Throws<ArgumentNullException>(() => adam.Update(p, null!, state));
        Assert.Throws<ArgumentNullException>(() => adam.Update(p, p, null!));
        Assert.Contains("learningRate", Assert.Throws<KeyNotFoundException>(() => state["rate"]).Message);
        Assert.Throws<ArgumentException>(() => state.With("learningRate", Tensor.Ones(2)));
        Tensor gone = Tensor.Ones(2);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => adam.Update(p, new Dense(Tensor.Ones(2, 2), gone), state));
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.Update(p, p, state.With("learningRate", -1.0)));
    }

    [Fact]
    public void A_rule_that_reads_a_number_says_so_in_a_batch() =>
        Assert.Throws<ValueDependentException>(() => Vmap((Tensor p) =>
        {
            var rule = new Counting(0.1);
            return rule.Update(p, p, rule.Init(p).With("steps", Cast(p, DType.Int64))).Parameters;
        })(Tensor.From([1.0, 2.0])));

    private sealed class Counting(Schedule learningRate) : Optimizer(learningRate)
    {
        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => value / state.Steps;
    }

    [Fact]
    public void What_a_rule_forgot_to_start_is_named()
    {
        var p = new Parameter(Tensor.From([1.0]), "p");
        string message = Assert.Throws<KeyNotFoundException>(() => new Forgetful(0.1).Update(new Gradients([p], [p.Value]))).Message;
        Assert.Contains("'p'", message);
        Assert.Contains("'mean'", message);
        Assert.Contains("Start", message);
    }

    private sealed class Forgetful(Schedule learningRate) : Optimizer(learningRate)
    {
        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => value - state.Get("mean");
    }
}
