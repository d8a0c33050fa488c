using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What optimizers remember lies in slots with names, and an update that fails changes nothing.</summary>
public sealed class OptimizerStateTests
{
    public static TheoryData<string> Kinds => ["sgd", "momentum", "nesterov", "adam", "adamw", "own"];

    private static Optimizer Make(string kind) => kind switch
    {
        "sgd" => new Sgd(0.1),
        "momentum" => new Sgd(0.1, 0.9),
        "nesterov" => new Sgd(0.1, 0.9, 0.01, nesterov: true),
        "adam" => new Adam(0.1),
        "adamw" => new AdamW(0.1),
        _ => new SignSgd(0.1),
    };

    private sealed class SignSgd(double learningRate) : Optimizer(learningRate)
    {
        public bool Fails { get; set; }

        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
        {
            Tensor mean = state["mean"] is { } before ? 0.9 * before + 0.1 * gradient : 0.1 * gradient;
            state["mean"] = mean;
            if (Fails && state.Steps > 0 && value.Count == 1) throw new NotSupportedException("no");
            return value - LearningRate * Sign(mean);
        }
    }

    private static (Parameter[] Parameters, Gradients Gradients) Two()
    {
        Parameter[] parameters = [new(Tensor.From([1.0, 2.0]), "w"), new(Tensor.From([3.0]), "b")];
        return (parameters, new Gradients(parameters, [Tensor.From([0.5, -1.0]), Tensor.From([2.0])]));
    }

    private static (string, double[])[] Values(Optimizer optimizer, Parameter[] parameters) =>
        [.. Tree.NamedLeaves(optimizer.Slots()).Select(static l => (l.Path, Cast(l.Leaf, DType.Float64).ToArray<double>())),
            .. parameters.Select(static p => (p.Name, p.Value.ToArray<double>()))];

    private static void Same((string Name, double[] Values)[] before, (string Name, double[] Values)[] after)
    {
        Assert.Equal(before.Select(static b => b.Name), after.Select(static a => a.Name));
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i].Values, after[i].Values);
    }

    [Theory]
    [InlineData("sgd", "learningRate,w.steps,b.steps")]
    [InlineData("momentum", "learningRate,w.steps,w.velocity,b.steps,b.velocity")]
    [InlineData("adam", "learningRate,w.steps,w.mean,w.squares,b.steps,b.mean,b.squares")]
    [InlineData("own", "learningRate,w.steps,w.mean,b.steps,b.mean")]
    public void State_lies_in_named_slots(string kind, string names)
    {
        Optimizer optimizer = Make(kind);
        Assert.Equal(["learningRate"], optimizer.Slots().Names);
        var (_, gradients) = Two();
        optimizer.Update(gradients);
        optimizer.Update(gradients);
        Assert.Equal(names.Split(','), optimizer.Slots().Names);
        Assert.Equal(0.1, (double)optimizer.Slots()["learningRate"]);
        Assert.Equal(DType.Int64, optimizer.Slots()["w.steps"].Value.DType);
        Assert.Equal(2, (long)optimizer.Slots()["b.steps"]);
    }

    [Fact]
    public void The_learning_rate_is_its_slot()
    {
        var optimizer = new Sgd(0.1);
        Slot rate = optimizer.Slots()["learningRate"];
        optimizer.LearningRate = 0.5;
        Assert.Equal(0.5, (double)rate);
        rate.Value = 0.25;
        Assert.Equal(0.25, optimizer.LearningRate);
        using (new TensorScope())
            rate.Set(Tensor.Scalar(0.125) * 2);
        var p = new Parameter(Tensor.From([1f]), "p");
        optimizer.Update(new Gradients([p], [Tensor.From([1f])]));
        Assert.Equal([0.75f], p.Value.ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = -1);
        rate.Value = -1.0;
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate);
        Assert.Throws<ArgumentException>(() => rate.Value = Tensor.From([1f]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_that_is_put_back_goes_on_as_before(string kind)
    {
        Optimizer optimizer = Make(kind);
        var (parameters, gradients) = Two();
        optimizer.Update(gradients);
        Slots state = Tree.Map(optimizer.Slots(), static x => x);
        Tensor[] values = [.. parameters.Select(static p => p.Value)];
        optimizer.Update(gradients);
        var after = Values(optimizer, parameters);
        optimizer.Update(gradients);
        optimizer.Slots().Set(state);
        for (int i = 0; i < values.Length; i++) parameters[i].Value = values[i];
        optimizer.Update(gradients);
        Same(after, Values(optimizer, parameters));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_tensor_taken_out_of_the_state_does_not_change(string kind)
    {
        Optimizer optimizer = Make(kind);
        var (_, gradients) = Two();
        optimizer.Update(gradients);
        Tensor[] seen = [.. optimizer.Slots().Select(static s => s.Value)];
        double[][] before = [.. seen.Select(static t => Cast(t, DType.Float64).ToArray<double>())];
        for (int i = 0; i < 3; i++) optimizer.Update(gradients);
        Assert.Equal(before, seen.Select(static t => Cast(t, DType.Float64).ToArray<double>()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_gradient_of_another_shape_or_type_is_refused_and_changes_nothing(string kind)
    {
        foreach (int updates in (int[])[0, 1, 3])
        {
            foreach (Tensor wrong in (Tensor[])[Tensor.Scalar(1.0), Tensor.Ones([2], DType.Float64), Tensor.From([1f]), Tensor.Ones([1, 1], DType.Float64)])
            {
                Optimizer optimizer = Make(kind);
                var (parameters, gradients) = Two();
                for (int i = 0; i < updates; i++) optimizer.Update(gradients);
                var before = Values(optimizer, parameters);
                var e = Assert.Throws<ArgumentException>(() => optimizer.Update(new Gradients(parameters, [gradients[0].Gradient, wrong])));
                Assert.Contains("'b'", e.Message);
                Assert.Contains("[1]", e.Message);
                Assert.Contains($"[{string.Join(", ", wrong.Shape.ToArray())}]", e.Message);
                Same(before, Values(optimizer, parameters));
                optimizer.Update(gradients);
                Assert.Equal(updates + 1, (long)optimizer.Slots()["w.steps"]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_step_that_throws_changes_nothing(int updates)
    {
        var optimizer = new SignSgd(0.1);
        var (parameters, gradients) = Two();
        for (int i = 0; i < updates; i++) optimizer.Update(gradients);
        var before = Values(optimizer, parameters);
        optimizer.Fails = true;
        Assert.Throws<NotSupportedException>(() => optimizer.Update(gradients));
        Same(before, Values(optimizer, parameters));
        optimizer.Fails = false;
        var (fresh, again) = Two();
        var reference = new SignSgd(0.1);
        for (int i = 0; i <= updates; i++) reference.Update(again);
        optimizer.Update(gradients);
        Same(Values(reference, fresh), Values(optimizer, parameters));
    }

    [Fact]
    public void A_step_of_another_shape_is_refused_by_the_parameters_name()
    {
        var p = new Parameter(Tensor.From([1.0, 2.0]), "p");
        var optimizer = new Summing(0.1);
        var e = Assert.Throws<ArgumentException>(() => optimizer.Update(new Gradients([p], [p.Value])));
        Assert.Contains("'p'", e.Message);
        Assert.Equal(["learningRate"], optimizer.Slots().Names);
        Assert.Equal([1.0, 2.0], p.Value.ToArray<double>());
    }

    private sealed class Summing(double learningRate) : Optimizer(learningRate)
    {
        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
        {
            state["sum"] = Sum(gradient);
            return Sum(value);
        }
    }

    [Fact]
    public void Gradients_that_are_gone_or_missing_are_refused_before_anything_changes()
    {
        foreach (string kind in Kinds)
        {
            Optimizer optimizer = Make(kind);
            var (parameters, gradients) = Two();
            optimizer.Update(gradients);
            var before = Values(optimizer, parameters);
            Tensor gone = Tensor.From([1.0]);
            gone.Dispose();
            Assert.Throws<ObjectDisposedException>(() => optimizer.Update(new Gradients(parameters, [gradients[0].Gradient, gone])));
            Assert.Throws<ArgumentException>(() => optimizer.Update(new Gradients(parameters, [gradients[0].Gradient, null!])));
            Same(before, Values(optimizer, parameters));
        }
    }

    // State that nobody has looked at is written over where it lies: then a failure after that cannot be taken back, so it has to come before.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_update_that_fails_at_the_last_parameter_changes_nothing_unseen(string kind)
    {
        Tensor disposed = Tensor.From([1.0]), escaped = disposed;
        disposed.Dispose();
        _ = Grad((Tensor x) => Sum(escaped = x * 2))(Tensor.From([1.0]));
        using var elsewhere = new FollowedElsewhere();
        Tensor[] bad = [disposed, escaped, elsewhere.Tensor, Tensor.From([1f]), Tensor.Scalar(1.0), Tensor.From([true]), Tensor.Ones([2], DType.Float64), null!];
        foreach (Tensor gradient in bad)
        {
            Optimizer optimizer = Make(kind), reference = Make(kind);
            var (parameters, gradients) = Two();
            var (expected, same) = Two();
            for (int i = 0; i < 3; i++)
            {
                optimizer.Update(gradients);
                Assert.ThrowsAny<Exception>(() => optimizer.Update(new Gradients(parameters, [gradients[0].Gradient, gradient])));
                reference.Update(same);
            }

            Same(Values(reference, expected), Values(optimizer, parameters));
        }
    }

    // A tensor that a transform of another thread follows as long as this lives.
    private sealed class FollowedElsewhere : IDisposable
    {
        private readonly ManualResetEventSlim _known = new(), _done = new();
        private readonly Thread _thread;

        public FollowedElsewhere()
        {
            Tensor? followed = null;
            _thread = new Thread(() => Grad((Tensor x) =>
            {
                followed = x;
                _known.Set();
                _done.Wait();
                return Sum(x);
            })(Tensor.From([1.0])));
            _thread.Start();
            _known.Wait();
            Tensor = followed!;
        }

        public Tensor Tensor { get; }

        public void Dispose()
        {
            _done.Set();
            _thread.Join();
            _known.Dispose();
            _done.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_parameter_that_is_gone_stops_the_update_before_anything_changes(string kind)
    {
        Optimizer optimizer = Make(kind), reference = Make(kind);
        var (parameters, gradients) = Two();
        var (expected, same) = Two();
        optimizer.Update(gradients);
        reference.Update(same);
        Tensor value = parameters[1].Value, kept = value + 0;
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => optimizer.Update(gradients));
        parameters[1].Value = kept;
        Same(Values(reference, expected), Values(optimizer, parameters));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NaN_is_a_gradient_like_any_other(string kind)
    {
        Optimizer optimizer = Make(kind);
        var (parameters, gradients) = Two();
        optimizer.Update(new Gradients(parameters, [gradients[0].Gradient, Tensor.From([double.NaN])]));
        Assert.True(double.IsNaN(parameters[1].Value.ToArray<double>()[0]));
        Assert.All(parameters[0].Value.ToArray<double>(), static v => Assert.True(double.IsFinite(v)));
        Assert.Equal(1, (long)optimizer.Slots()["b.steps"]);
    }

    [Fact]
    public void A_parameter_of_whole_numbers_cannot_be_trained()
    {
        Parameter[] parameters = [new(Tensor.From([1.0]), "w"), new(Tensor.From([1]), "n")];
        foreach (string kind in Kinds)
        {
            Optimizer optimizer = Make(kind);
            var e = Assert.Throws<ArgumentException>(() => optimizer.Update(new Gradients(parameters, [Tensor.From([1.0]), Tensor.From([1])])));
            Assert.Contains("'n'", e.Message);
            Assert.Equal(1.0, (double)parameters[0].Value);
        }
    }

    [Fact]
    public void A_parameter_that_stands_in_the_list_twice_is_put_back_to_before_both()
    {
        var optimizer = new SignSgd(0.1);
        Parameter w = new(Tensor.From([1.0, 2.0]), "w"), b = new(Tensor.From([3.0]), "b");
        var gradients = new Gradients([w, w, b], [Tensor.Ones([2], DType.Float64), Tensor.Ones([2], DType.Float64), Tensor.From([2.0])]);
        optimizer.Update(gradients);
        Assert.Equal(2, (long)optimizer.Slots()["w.steps"]);
        var before = Values(optimizer, [w, b]);
        optimizer.Fails = true;
        Assert.Throws<NotSupportedException>(() => optimizer.Update(gradients));
        Same(before, Values(optimizer, [w, b]));
    }

    [Fact]
    public void A_failed_update_inside_a_transform_leaves_what_the_transform_follows()
    {
        var optimizer = new SignSgd(0.1) { Fails = true };
        var (parameters, gradients) = Two();
        Gradients g = Grad(
            () =>
            {
                Assert.Throws<NotSupportedException>(() => optimizer.Update(gradients));
                return Sum(Square(parameters[0].Value));
            },
            weights: parameters)();
        Assert.Equal([2.0, 4.0], g[parameters[0]].ToArray<double>());
        Assert.Equal([1.0, 2.0], parameters[0].Value.ToArray<double>());
    }
}
