using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>
/// Models that PyTorch 1.13 saved, with inputs, outputs and the gradients of the sum of squares of the outputs. The files are in float64; their
/// metadata shows the modules.
/// </summary>
public sealed class TorchFileTests
{
    private const string State = "state.", Gradient = "grad.";
    private const double Tolerance = 1e-9;

    [Fact]
    public void A_perceptron_of_PyTorch_computes_the_same() => Check("mlp", new Sequential(
        new Linear(6, 16, Key, dtype: DType.Float64), new Function(static x => Ops.Gelu(x)), new Linear(16, 16, Key, dtype: DType.Float64),
        new Function(Ops.Tanh), new Linear(16, 2, Key, dtype: DType.Float64)));

    [Fact]
    public void A_convolutional_network_of_PyTorch_computes_the_same() => Check("conv", new Convolutional());

    [Fact]
    public void A_recurrent_network_of_PyTorch_computes_the_same() => Check("lstm", new LstmClassifier());

    [Fact]
    public void What_is_saved_for_PyTorch_is_what_PyTorch_saved()
    {
        NamedTensors file = SafeTensors.Load(PathOf("conv"));
        var model = new Convolutional();
        model.LoadTorch(PathOf("conv"), InState);
        using var folder = new TemporaryFolder();
        model.SaveTorch(folder["saved"]);
        NamedTensors saved = SafeTensors.Load(folder["saved"]);
        Assert.Equal(file.Keys.Select(InState).OfType<string>(), saved.Keys);
        foreach (string name in saved.Keys) Assert.True(file[State + name].HasBitsOf(saved[name]), name);
    }

    [Fact]
    public void A_count_of_batches_is_not_missed()
    {
        using var folder = new TemporaryFolder();
        var norm = new BatchNorm(2);
        SafeTensors.Save(folder["old"], Enumerable.Select(["weight", "bias", "running_mean", "running_var"], static name => (name, 3 * Tensor.Ones(2))));
        Assert.Empty(norm.LoadTorch(folder["old"]).Missing);
        Assert.Equal([3f, 3f], norm.RunningVariance.Value.ToArray<float>());
        SafeTensors.Save(folder["layer"], [("weight", Tensor.Ones(2)), ("bias", Tensor.Ones(2)), ("num_batches_tracked", Tensor.Scalar(1L))]);
        Assert.Empty(new LayerNorm(2).LoadTorch(folder["layer"]).Unexpected);
    }

    [Fact]
    public void What_does_not_fit_is_told_in_the_names_of_PyTorch_and_nothing_is_changed()
    {
        var model = new Sequential(new Linear(6, 16, Key), new Linear(16, 3, Key));
        Slots before = Tree.Map(model.Slots(), static x => x);
        string message = Assert.Throws<InvalidDataException>(() => model.LoadTorch(PathOf("mlp"), name => InState(name)?.Replace("4.", "1.", StringComparison.Ordinal))).Message;
        Assert.EndsWith(
            "does not fit Sequential:\n  unexpected: 2.weight, 2.bias\n"
            + "  of another shape or type: '1.weight' is Float64 [2, 16], not Float32 [3, 16]; '1.bias' is Float64 [2], not Float32 [3]", message, StringComparison.Ordinal);
        Assert.Contains("would both be 'w'", Assert.Throws<InvalidDataException>(() => model.LoadTorch(PathOf("mlp"), static _ => "w")).Message, StringComparison.Ordinal);
        StateFileTests.Same(before, model.Slots());
    }

    [Fact]
    public void Names_of_one_side_alone_are_left_out_where_that_is_allowed()
    {
        var model = new Sequential(new Linear(6, 16, Key), new Linear(5, 5, Key));
        LoadReport report = model.LoadTorch(PathOf("mlp"), InState, strict: false);
        Assert.Equal(["1.weight", "1.bias"], report.Missing);
        Assert.Equal(["2.weight", "2.bias", "4.weight", "4.bias"], report.Unexpected);
    }

    internal static void Check(string name, Module<Tensor, Tensor> model)
    {
        NamedTensors file = SafeTensors.Load(PathOf(name));
        model.LoadTorch(PathOf(name), InState);
        Close(file["output"], model.Forward(file["input"]), "output");

        Gradients gradients = Grad(() => Ops.Sum(Ops.Square(model.Forward(file["input"]))), weights: model.Parameters())();
        foreach ((Parameter parameter, Tensor gradient) in gradients)
            parameter.Value = gradient;
        using var stream = new MemoryStream();
        model.SaveTorch(stream); // the gradients, as PyTorch lays parameters out
        stream.Position = 0;
        NamedTensors found = SafeTensors.Load(stream);
        string[] expected = [.. file.Keys.Where(static n => n.StartsWith(Gradient, StringComparison.Ordinal))];
        Assert.NotEmpty(expected);
        foreach (string parameter in expected) Close(file[parameter], found[parameter[Gradient.Length..]], parameter);
    }

    private static RandomKey Key => new(1);

    private static string? InState(string name) => name.StartsWith(State, StringComparison.Ordinal) ? name[State.Length..] : null;

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "Adjoint.Tests", "Files", "Torch", name + ".safetensors");

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True((double)Ops.Max(Ops.Abs(expected - actual)) <= Tolerance, what);
    }

    private sealed class Convolutional : Module<Tensor, Tensor>
    {
        private readonly Sequential _features =
        [
            new Conv2D(3, 8, 3, Key, padding: 1, bias: false, dtype: DType.Float64), new BatchNorm(8, dtype: DType.Float64), new Function(Ops.Relu), new MaxPool2D(2),
            new Conv2D(8, 8, 3, Key, stride: 2, groups: 2, dtype: DType.Float64), new GroupNorm(4, 8, dtype: DType.Float64), new Function(Ops.Silu),
        ];

        private readonly Linear _fc = new(8, 4, Key, dtype: DType.Float64);

        public override Tensor Forward(Tensor x) => _fc.Forward(Ops.Mean(_features.Forward(x), (2, 3)));
    }

    private sealed class LstmClassifier : Module<Tensor, Tensor>
    {
        private readonly Embedding _embed = new(11, 6, Key, dtype: DType.Float64);
        private readonly Lstm _rnn = new(6, 5, Key, layers: 2, bidirectional: true, batchFirst: true, dtype: DType.Float64);
        private readonly Linear _head = new(10, 3, Key, dtype: DType.Float64);

        public override Tensor Forward(Tensor x) => _head.Forward(_rnn.Forward(_embed.Forward(x)).Output[.., -1]);
    }
}
