using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>Modules, optimizers, slots and trees in files.</summary>
public sealed class StateFileTests
{
    [Fact]
    public void A_model_comes_back_with_parameters_and_buffers()
    {
        using var folder = new TemporaryFolder();
        var model = new Model(1);
        model.Mean.Value = Tensor.From([1f, 2f, 3f]);
        model.Save(folder["m"], new Dictionary<string, string> { ["epochs"] = "3" });
        NamedTensors file = SafeTensors.Load(folder["m"]);
        Assert.Equal(["hidden.weight", "hidden.bias", "mean"], file.Keys);
        Assert.Equal("3", file.Metadata["epochs"]);

        var other = new Model(2);
        LoadReport report = other.Load(folder["m"]);
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unexpected);
        Same(model.Slots(), other.Slots());
    }

    [Fact]
    public void Everything_that_does_not_fit_is_told_at_once_and_nothing_is_changed()
    {
        using var folder = new TemporaryFolder();
        SafeTensors.Save(folder["m"], [("hidden.weight", Tensor.Ones(3, 2)), ("mean", Tensor.Zeros(3)), ("tail.0", Tensor.Ones(1)), ("tail.1", Tensor.Ones(1))]);
        var model = new Model(1);
        Slots before = Tree.Map(model.Slots(), static x => x);
        string message = Assert.Throws<InvalidDataException>(() => model.Load(folder["m"])).Message;
        Assert.Equal(
            $"{folder["m"]} does not fit Model:\n  missing: hidden.bias\n  unexpected: tail.0, tail.1\n"
            + "  of another shape or type: 'hidden.weight' is Float32 [3, 2], not Float32 [2, 3]",
            message);
        Assert.Throws<InvalidDataException>(() => model.Load(folder["m"], strict: false));
        Same(before, model.Slots());
    }

    [Fact]
    public void Names_of_one_side_alone_are_left_out_where_that_is_allowed()
    {
        using var folder = new TemporaryFolder();
        SafeTensors.Save(folder["m"], [("hidden.bias", Tensor.Ones(3)), ("tail", Tensor.Ones(1))]);
        var model = new Model(1);
        Tensor weight = model.Slots()["hidden.weight"].Value;
        LoadReport report = model.Load(folder["m"], strict: false);
        Assert.Equal(["hidden.weight", "mean"], report.Missing);
        Assert.Equal(["tail"], report.Unexpected);
        Assert.Equal([1, 1, 1], model.Slots()["hidden.bias"].Value.ToArray<float>());
        Assert.True(weight.HasBitsOf(model.Slots()["hidden.weight"].Value));
    }

    [Fact]
    public void Floating_numbers_take_the_type_of_their_place_and_nothing_else_does()
    {
        using var folder = new TemporaryFolder();
        var slots = new Slots(Slot.Of(Tensor.From([0f, 0f]), "x"), Slot.Of(Tensor.From([0, 0]), "n"));
        SafeTensors.Save(folder["f"], [("x", Tensor.From([0.5, 1.5])), ("n", Tensor.From([3, 4]))]);
        slots.Load(folder["f"]);
        Assert.Equal([0.5f, 1.5f], slots["x"].Value.ToArray<float>());
        Assert.Equal([3, 4], slots["n"].Value.ToArray<int>());
        SafeTensors.Save(folder["f"], [("x", Tensor.From([1, 2])), ("n", Tensor.From([3L, 4]))]);
        string message = Assert.Throws<InvalidDataException>(() => slots.Load(folder["f"])).Message;
        Assert.Contains("'x' is Int32 [2], not Float32 [2]; 'n' is Int64 [2], not Int32 [2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_hold_models_and_optimizers_too()
    {
        var (model, optimizer) = Trained(3);
        using MemoryStream weights = new(), state = new();
        model.Save(weights);
        optimizer.Save(state);
        (weights.Position, state.Position) = (0, 0);
        var other = new Model(9);
        var resumed = new Adam(0.5);
        other.Load(weights);
        resumed.Load(state, other.Parameters());
        Same(model.Slots(), other.Slots());
        Same(optimizer.Slots(), resumed.Slots());
    }

    [Fact]
    public void Training_goes_on_bit_for_bit_with_an_optimizer_that_was_loaded()
    {
        using var folder = new TemporaryFolder();
        var (model, optimizer) = Trained(3);
        model.Save(folder["m"]);
        optimizer.Save(folder["o"]);
        var other = new Model(9);
        var resumed = new Adam(0.5);
        other.Load(folder["m"]);
        resumed.Load(folder["o"], other.Parameters());
        Assert.Equal(0.01, resumed.LearningRate);
        Train(model, optimizer, 3, 4);
        Train(other, resumed, 3, 4);
        Same(model.Slots(), other.Slots());
        Same(optimizer.Slots(), resumed.Slots());
        Same(Trained(7).Model.Slots(), other.Slots());
    }

    [Fact]
    public void An_optimizer_becomes_what_was_saved_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        new Adam(0.25).Save(folder["fresh"]);
        var (model, optimizer) = Trained(2);
        optimizer.Load(folder["fresh"], model.Parameters());
        Assert.Equal(["learningRate"], optimizer.Slots().Names);
        Assert.Equal(0.25, optimizer.LearningRate);
        Train(model, optimizer, 0, 1);
        Assert.Equal(1, (long)optimizer.Slots()["hidden.weight.steps"]);
    }

    [Fact]
    public void A_file_of_another_optimizer_is_refused()
    {
        using var folder = new TemporaryFolder();
        var (model, optimizer) = Trained(2);
        Slots before = Tree.Map(optimizer.Slots(), static x => x);
        SafeTensors.Save(folder["o"], [("learningRate", Tensor.Scalar(0.1)), ("tail.weight.steps", Tensor.Scalar(1L)), ("x", Tensor.Scalar(1L))]);
        string message = Assert.Throws<InvalidDataException>(() => optimizer.Load(folder["o"], model.Parameters())).Message;
        Assert.EndsWith("does not fit Adam:\n  unexpected: tail.weight.steps, x", message, StringComparison.Ordinal);
        SafeTensors.Save(folder["o"], [("hidden.weight.mean", Tensor.Ones(3, 2))]);
        Assert.Contains(
            "missing: learningRate, hidden.weight.steps, hidden.weight.squares\n  of another shape or type: 'hidden.weight.mean' is Float32 [3, 2], not Float32 [2, 3]",
            Assert.Throws<InvalidDataException>(() => optimizer.Load(folder["o"], model.Parameters())).Message, StringComparison.Ordinal);
        SafeTensors.Save(folder["o"], [("learningRate", Tensor.Scalar(double.NaN))]);
        Assert.Contains("'learningRate' is NaN", Assert.Throws<InvalidDataException>(() => optimizer.Load(folder["o"], model.Parameters())).Message, StringComparison.Ordinal);
        Same(before, optimizer.Slots());
    }

    // One that begins to remember in its first update.
    [Fact]
    public void A_rule_of_ones_own_goes_on_with_what_it_remembered()
    {
        using var folder = new TemporaryFolder();
        Linear Trained(Optimizer optimizer, int start, int steps)
        {
            var model = new Linear(2, 3, new RandomKey(1));
            if (start > 0) model.Load(folder["m"]);
            if (start > 0) optimizer.Load(folder["o"], model.Parameters());
            var step = ValueAndGrad((Tensor x) => Ops.Mean(Ops.Square(model.Forward(x))), weights: model.TrainableParameters());
            for (int i = start; i < start + steps; i++)
                optimizer.Update(step(new RandomKey(7).FoldIn(i).Normal(4, 2)).Item2);
            model.Save(folder["m"]);
            optimizer.Save(folder["o"]);
            return model;
        }

        Linear whole = Trained(new Following(), 0, 6);
        Trained(new Following(), 0, 3);
        Same(whole.Slots(), Trained(new Following(), 3, 3).Slots());
    }

    // Several links, each with slots of its own, and a schedule that counts.
    [Fact]
    public void A_chain_goes_on_with_what_its_links_remembered()
    {
        using var folder = new TemporaryFolder();
        static Optimizer New() => Optimizers.Chain(new Sgd(1.0, momentum: 0.9), new Adam(Schedule.Exponential(0.1, 0.9)));
        var model = new Model(1);
        Optimizer optimizer = New();
        Train(model, optimizer, 0, 3);
        model.Save(folder["m"]);
        optimizer.Save(folder["o"]);
        var other = new Model(2);
        Optimizer resumed = New();
        other.Load(folder["m"]);
        resumed.Load(folder["o"], other.Parameters());
        Same(optimizer.Slots(), resumed.Slots());
        Train(model, optimizer, 3, 3);
        Train(other, resumed, 3, 3);
        Same(model.Slots(), other.Slots());
    }

    [Fact]
    public void Trees_come_back_by_the_places_of_their_leaves()
    {
        using var folder = new TemporaryFolder();
        var tree = (Layers: new[] { Tensor.From([1f]), Tensor.From([2f, 3f]) }, Named: new Dictionary<string, Tensor> { ["a"] = Tensor.From([4]) }, Key: new RandomKey(5));
        Tree.Save(folder["t"], tree);
        Assert.Equal(["Item1[0]", "Item1[1]", "Item2[\"a\"]", "Item3.Words"], SafeTensors.Load(folder["t"]).Keys);
        var like = (Layers: new[] { Tensor.Zeros(1), Tensor.Zeros(2) }, Named: new Dictionary<string, Tensor> { ["a"] = Tensor.From([0]) }, Key: new RandomKey(0));
        var back = Tree.Load(folder["t"], like);
        Assert.Equal([2f, 3f], back.Layers[1].ToArray<float>());
        Assert.Equal([4], back.Named["a"].ToArray<int>());
        Assert.True(new RandomKey(5).Normal(4).HasBitsOf(back.Key.Normal(4)));
        Assert.Contains("missing: Item2", Assert.Throws<InvalidDataException>(() => Tree.Load(folder["t"], (like.Layers, like.Layers))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_may_be_a_stream_or_a_tensor_alone()
    {
        using var stream = new MemoryStream();
        Tree.Save(stream, Tensor.From([1f, 2f]));
        stream.Position = 0;
        Assert.Equal([1f, 2f], Tree.Load(stream, Tensor.Zeros(2)).ToArray<float>());
    }

    [Fact]
    public void A_file_is_replaced_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        string path = folder["f"];
        AtomicFile.Write(path, static stream => stream.Write("first"u8));
        Assert.Throws<IOException>(() => AtomicFile.Write(path, static stream =>
        {
            stream.Write("second"u8);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("first", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        AtomicFile.Write(path, static stream => stream.Write("third"u8));
        Assert.Equal("third", File.ReadAllText(path));
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(folder.Path, "none", "f"), static _ => { }));
        Assert.Throws<ArgumentException>(static () => AtomicFile.Write("", static _ => { }));
    }

    [Fact]
    public void A_link_goes_on_to_lead_to_the_file()
    {
        if (OperatingSystem.IsWindows()) return; // where it takes a privilege to make one
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "first");
        File.CreateSymbolicLink(folder["link"], folder["file"]);
        AtomicFile.Write(folder["link"], static stream => stream.Write("second"u8));
        Assert.Equal("second", File.ReadAllText(folder["file"]));
        Assert.NotNull(File.ResolveLinkTarget(folder["link"], returnFinalTarget: false));
    }

    internal static void Same(Slots a, Slots b)
    {
        Assert.Equal(a.Names, b.Names);
        for (int i = 0; i < a.Count; i++)
            Assert.True(a[i].Value.HasBitsOf(b[i].Value), a.Names[i]);
    }

    private static (Model Model, Adam Optimizer) Trained(int steps)
    {
        var model = new Model(1);
        var optimizer = new Adam(0.01);
        Train(model, optimizer, 0, steps);
        return (model, optimizer);
    }

    private static void Train(Model model, Optimizer optimizer, int start, int steps)
    {
        var step = ValueAndGrad((Tensor x) => Ops.Mean(Ops.Square(model.Forward(x))), weights: model.TrainableParameters());
        for (int i = start; i < start + steps; i++)
            optimizer.Update(step(new RandomKey(7).FoldIn(i).Normal(4, 2)).Item2);
    }

    private sealed class Following() : Optimizer(0.1)
    {
        protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
        {
            Tensor mean = state["mean"] is { } before ? 0.9 * before + gradient : gradient;
            state["mean"] = mean;
            return value - state.LearningRate * mean;
        }
    }

    private sealed class Model(ulong seed) : Module<Tensor, Tensor>
    {
        private readonly Linear _hidden = new(2, 3, new RandomKey(seed));

        public Slot Mean { get; } = new(Tensor.Zeros(3));

        public override Tensor Forward(Tensor x) => Ops.Tanh(_hidden.Forward(x)) - Mean;
    }
}
