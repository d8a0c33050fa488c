using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Layers against numbers made by hand and against the operations that they stand for; what they refuse, and how they say where.</summary>
public sealed class LayerTests
{
    private const DType Double = DType.Float64;
    private static readonly RandomKey s_key = new(3);

    // Every layer of one tensor, with the shape of an input.
    public static TheoryData<string, Func<DType, Module<Tensor, Tensor>>, long[]> Layers => new()
    {
        { "Linear", static t => new Linear(3, 2, s_key, dtype: t), [4, 3] },
        { "Conv1D", static t => new Conv1D(2, 3, 3, s_key, padding: 1, dtype: t), [4, 2, 5] },
        { "Conv2D", static t => new Conv2D(2, 4, (3, 2), s_key, stride: 2, groups: 2, dtype: t), [4, 2, 5, 6] },
        { "Conv3D", static t => new Conv3D(1, 2, 2, s_key, bias: false, dtype: t), [2, 1, 3, 3, 3] },
        { "ConvTranspose1D", static t => new ConvTranspose1D(2, 3, 3, s_key, stride: 2, outputPadding: 1, padding: 1, dtype: t), [4, 2, 5] },
        { "ConvTranspose2D", static t => new ConvTranspose2D(2, 4, 2, s_key, groups: 2, dtype: t), [4, 2, 3, 4] },
        { "ConvTranspose3D", static t => new ConvTranspose3D(1, 2, 2, s_key, dtype: t), [2, 1, 2, 2, 2] },
        { "BatchNorm", static t => new BatchNorm(3, dtype: t), [4, 3, 2] },
        { "LayerNorm", static t => new LayerNorm(3, dtype: t), [4, 3] },
        { "RmsNorm", static t => new RmsNorm(3, dtype: t), [4, 3] },
        { "GroupNorm", static t => new GroupNorm(2, 4, dtype: t), [3, 4, 5] },
        { "InstanceNorm", static t => new InstanceNorm(2, affine: true, dtype: t), [3, 2, 5] },
        { "Dropout", static _ => new Dropout(0.5), [4, 3] },
        { "MaxPool1D", static _ => new MaxPool1D(2), [2, 3, 6] },
        { "MaxPool2D", static _ => new MaxPool2D(2, stride: 1, padding: 1), [2, 3, 4, 4] },
        { "MaxPool3D", static _ => new MaxPool3D(2), [2, 1, 4, 4, 4] },
        { "AvgPool1D", static _ => new AvgPool1D(2), [2, 3, 6] },
        { "AvgPool2D", static _ => new AvgPool2D((2, 1)), [2, 3, 4, 4] },
        { "AvgPool3D", static _ => new AvgPool3D(2), [2, 1, 4, 4, 4] },
        { "AdaptiveAvgPool1D", static _ => new AdaptiveAvgPool1D(2), [2, 3, 5] },
        { "AdaptiveAvgPool2D", static _ => new AdaptiveAvgPool2D(1), [2, 3, 4, 5] },
        { "AdaptiveAvgPool3D", static _ => new AdaptiveAvgPool3D((1, 2, 2)), [2, 1, 4, 4, 4] },
        { "Flatten", static _ => new Flatten(), [2, 3, 4] },
        { "SinusoidalPositionalEncoding", static _ => new SinusoidalPositionalEncoding(4), [2, 3, 4] },
        { "LearnedPositionalEncoding", static t => new LearnedPositionalEncoding(5, 4, s_key, t), [2, 3, 4] },
        { "MultiHeadAttention", static t => new MultiHeadAttention(4, 2, s_key, dtype: t), [2, 3, 4] },
        { "TransformerEncoderLayer", static t => new TransformerEncoderLayer(4, 2, 6, s_key, activation: Tanh, dtype: t), [2, 3, 4] },
        { "Residual", static t => new Residual(new Linear(3, 3, s_key, dtype: t)), [4, 3] },
        { "Sequential", static t => new Sequential { new Linear(3, 5, s_key, dtype: t), Tanh, new LayerNorm(5, dtype: t) }, [4, 3] },
    };

    [Theory, MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Derivatives_by_the_module_and_the_input_agree_with_differences(string name, Func<DType, Module<Tensor, Tensor>> make, long[] shape)
    {
        Assert.NotEmpty(name);
        Module<Tensor, Tensor> layer = make(Double);
        Tensor x = s_key.FoldIn(9).Normal(shape, Double);
        CheckGrads(((Module<Tensor, Tensor> Layer, Tensor X) p) => p.Layer.Forward(p.X), (layer, x));
        Mode train = Mode.Train(s_key);
        CheckGrads((Tensor a) => layer.Forward(a, train), x, order: 1);
    }

    [Theory, MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Types_and_shapes_are_those_of_the_parameters_and_a_batch_is_its_members(string name, Func<DType, Module<Tensor, Tensor>> make, long[] shape)
    {
        foreach (DType type in (DType[])[DType.Float32, Double])
        {
            Module<Tensor, Tensor> layer = make(type);
            Tensor x = s_key.FoldIn(8).Normal([3, .. shape], type), all = Vmap((Tensor a) => layer.Forward(a))(x);
            Assert.Equal(type, all.DType);
            Tensor last = layer.Forward(x[2]);
            Assert.Equal([3, .. last.Shape], all.Shape);
            Near(last, all[2], type == Double ? 1e-12 : 1e-4);
        }

        Assert.StartsWith(name, make(Double).Description, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Nothing_is_no_input(string name, Func<DType, Module<Tensor, Tensor>> make, long[] shape)
    {
        Assert.NotEmpty(shape);
        Assert.True(name.Length > 0 && Assert.Throws<ArgumentNullException>(() => make(Double).Forward(null!)).ParamName is not null);
    }

    [Fact]
    public void Bilinear_is_its_sum()
    {
        var layer = new Bilinear(2, 3, 2, s_key, dtype: Double);
        layer.Weight.Value = Tensor.From([1.0, 2, 3, 4, 5, 6, 0, 1, 0, 1, 0, 0], 2, 2, 3);
        layer.Bias!.Value = Tensor.From([10.0, 20]);
        // [1, 2] W₀ [1, 0, -1] = (1 - 3) + 2 (4 - 6), [1, 2] W₁ [1, 0, -1] = 0 + 2
        Assert.Equal([10.0 - 6, 20 + 2], layer.Forward(Tensor.From([1.0, 2]), Tensor.From([1.0, 0, -1])).ToArray<double>());
        CheckGrads(((Bilinear L, Tensor A, Tensor B) p) => p.L.Forward(p.A, p.B), (layer, s_key.Normal([4, 2], Double), s_key.Normal([4, 3], Double)));
        Assert.StartsWith(
            "Bilinear(2, 3 → 2): the last axis of the second input has to have 3 elements, but its shape is [2].",
            Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Ones(2), Tensor.Ones(2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Ones(4, 2), Tensor.Ones(3)));
    }

    [Fact]
    public void Convolutions_are_those_of_Ops_with_their_settings()
    {
        Tensor x = s_key.Normal([2, 4, 7, 6], Double);
        var layer = new Conv2D(4, 6, 3, s_key, stride: (2, 1), padding: 1, dilation: (1, 2), groups: 2, dtype: Double);
        Assert.Equal([6, 2, 3, 3], layer.Weight.Value.Shape);
        Assert.Equal(Conv2D(x, layer.Weight, layer.Bias!, (2, 1), 1, (1, 2), 2).ToArray<double>(), layer.Forward(x).ToArray<double>());
        Assert.Equal(layer.Forward(x)[0].ToArray<double>(), layer.Forward(x[0]).ToArray<double>());
        var back = new ConvTranspose2D(4, 2, (3, 2), s_key, stride: 2, padding: 1, outputPadding: 1, dtype: Double);
        Assert.Equal([4, 2, 3, 2], back.Weight.Value.Shape);
        Assert.Equal(ConvTranspose2D(x, back.Weight, back.Bias!, 2, 1, 1).ToArray<double>(), back.Forward(x).ToArray<double>());
        Assert.InRange((double)Max(Abs(layer.Weight.Value)), 0, 1 / Math.Sqrt(2 * 9)); // U(−1/√fan, 1/√fan), fan = 2 · 3 · 3
    }

    [Fact]
    public void Convolutions_refuse_what_does_not_fit()
    {
        Refused("Conv2D(3 → 8, kernel [3, 3]): the input has to be [batch, 3, height, width] or [3, height, width], but its shape is [2, 4, 9, 9].",
            static () => new Conv2D(3, 8, 3, s_key).Forward(Tensor.Ones(2, 4, 9, 9)));
        Refused("Conv1D(1 → 1, kernel [5]): Conv1D: ", static () => new Conv1D(1, 1, 5, s_key).Forward(Tensor.Ones(2, 1, 4)));
        Refused("Conv2D: 3 channels of the input and 8 of the output do not fall into 2 groups", static () => new Conv2D(3, 8, 3, s_key, groups: 2));
        Refused("Conv2D: kernel has 3 numbers", static () => new Conv2D(3, 8, (1, 2, 3), s_key));
        Refused("Conv2D: a kernel needs extents", static () => new Conv2D(3, 8, default, s_key));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Conv2D(3, 8, 0, s_key));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Conv2D(0, 8, 3, s_key));
        Assert.Throws<ArgumentNullException>(static () => new Conv2D(3, 8, 3, null!));
        Refused("MaxPool2D(3): MaxPool2D: ", static () => new MaxPool2D(3).Forward(Tensor.Ones(2, 2)));
    }

    [Fact]
    public void BatchNorm_gathers_the_statistics_of_batches_and_uses_them_in_evaluation()
    {
        var layer = new BatchNorm(2, epsilon: 0, dtype: Double);
        Tensor x = Tensor.From([1.0, 10, 3, 30], 2, 2); // means 2 and 20; variances 1 and 100, those of samples 2 and 200
        Near([-1, -1, 1, 1], layer.Forward(x, Mode.Train()));
        Near([0.2, 2], layer.RunningMean.Value); // 0.9 · 0 + 0.1 · mean
        Near([0.9 + 0.2, 0.9 + 20], layer.RunningVariance.Value);
        Assert.Equal(1, (int)layer.Batches);
        Near([(1 - 0.2) / Math.Sqrt(1.1), (10 - 2) / Math.Sqrt(20.9), (3 - 0.2) / Math.Sqrt(1.1), (30 - 2) / Math.Sqrt(20.9)], layer.Forward(x));
        Assert.Equal(1, (int)layer.Batches); // evaluation changes nothing
    }

    [Fact]
    public void BatchNorm_without_momentum_takes_the_mean_of_all_batches()
    {
        var layer = new BatchNorm(1, momentum: null, dtype: Double);
        foreach (double shift in (double[])[0, 3, 6])
            _ = layer.Forward(Tensor.From([shift, shift + 2], 2, 1), Mode.Train());
        Near([(1 + 4 + 7) / 3.0], layer.RunningMean.Value);
        Near([2], layer.RunningVariance.Value);
    }

    [Fact]
    public void BatchNorm_scales_shifts_and_follows_no_derivative_through_its_statistics()
    {
        var layer = new BatchNorm(1, epsilon: 0);
        layer.Scale!.Value = Tensor.From([3f]);
        layer.Shift!.Value = Tensor.From([5f]);
        Near([2, 8], layer.Forward(Tensor.From([1f, 3f], 2, 1), Mode.Train()));
        _ = Grad((Tensor a) => Sum(layer.Forward(a, Mode.Train())))(Tensor.From([1f, 3f], 2, 1));
        Assert.Equal(2, (int)layer.Batches);
        Assert.Equal(DType.Float32, layer.RunningMean.Value.DType);
        Assert.Null(new BatchNorm(2, affine: false).Scale);
        Assert.Equal([1L, 2, 3, 4], new BatchNorm(2).Forward(Tensor.Ones(1, 2, 3, 4)).Shape);
        Assert.Equal([5L, 2, 3, 4, 2], new BatchNorm(2).Forward(Tensor.Ones(5, 2, 3, 4, 2), Mode.Train()).Shape);
    }

    [Fact]
    public void BatchNorm_refuses_what_does_not_fit()
    {
        Refused("BatchNorm(3): axis 1 of the input has to have 3 channels, but its shape is [4, 2].", static () => new BatchNorm(3).Forward(Tensor.Ones(4, 2)));
        Refused("BatchNorm(3): in training every channel needs more than one number, but the input has shape [1, 3].",
            static () => new BatchNorm(3).Forward(Tensor.Ones(1, 3), Mode.Train()));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", static () => new BatchNorm(3, momentum: 2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new BatchNorm(0));
        Refused("GroupNorm: 5 channels do not fall into 2 groups", static () => new GroupNorm(2, 5));
    }

    [Fact]
    public void Normalizations_of_groups_are_those_of_Ops()
    {
        Tensor x = s_key.Normal([2, 4, 3], Double), scale = s_key.FoldIn(1).Normal(4, Double), shift = s_key.FoldIn(2).Normal(4, Double);
        var groups = new GroupNorm(2, 4, dtype: Double);
        (groups.Scale!.Value, groups.Shift!.Value) = (scale, shift);
        Assert.Equal(GroupNorm(x, 2, scale, shift).ToArray<double>(), groups.Forward(x).ToArray<double>());
        Assert.Equal(InstanceNorm(x).ToArray<double>(), new InstanceNorm(4, dtype: Double).Forward(x).ToArray<double>());
        Assert.Empty(new InstanceNorm(4).Parameters());
        var rms = new RmsNorm(2, epsilon: 0, Double);
        rms.Scale.Value = Tensor.From([1.0, 10]);
        Near([3 / Math.Sqrt(12.5), 40 / Math.Sqrt(12.5)], rms.Forward(Tensor.From([3.0, 4])));
    }

    [Fact]
    public void Dropout_drops_in_training_alone_and_by_its_key()
    {
        var layer = new Dropout(0.25);
        Tensor x = Tensor.Ones([1000], Double);
        Assert.Same(x, layer.Forward(x));
        Tensor y = layer.Forward(x, Mode.Train(s_key));
        Assert.Equal(Dropout(x, 0.25, s_key).ToArray<double>(), y.ToArray<double>());
        Assert.Equal([0, 1 / 0.75], y.ToArray<double>().Distinct().Order());
        Assert.NotEqual(y.ToArray<double>(), layer.Forward(x, Mode.Train(s_key.FoldIn(1))).ToArray<double>());
        Assert.Equal(
            "Dropout(0.25): training draws random numbers here; give the mode a key: Mode.Train(key).",
            Assert.Throws<InvalidOperationException>(() => layer.Forward(x, Mode.Train())).Message);
        Assert.Same(x, new Dropout(0).Forward(x, Mode.Train()));
        Assert.Throws<ArgumentOutOfRangeException>("p", static () => new Dropout(1.5));
        Assert.Throws<ArgumentOutOfRangeException>("p", static () => new Dropout(double.NaN));
    }

    [Fact]
    public void Embedding_takes_rows_and_leaves_padding_alone()
    {
        var layer = new Embedding(5, 3, s_key, paddingIndex: -5, dtype: Double);
        Tensor indices = Tensor.From([0L, 2, 4, 2], 2, 2);
        Assert.Equal([2, 2, 3], layer.Forward(indices).Shape);
        Assert.Equal(layer.Weight.Value[2].ToArray<double>(), layer.Forward(indices)[0, 1].ToArray<double>());
        Assert.Equal([0.0, 0, 0], layer.Weight.Value[0].ToArray<double>());
        Embedding gradient = Grad((Embedding m) => Sum(m.Forward(indices)))(layer);
        Assert.Equal([0.0, 0, 2, 0, 1], gradient.Weight.Value[.., 0].ToArray<double>());
        Refused("Embedding([5, 3]): ", () => layer.Forward(Tensor.From([7L])));
        Refused("Embedding([5, 3]): ", () => layer.Forward(Tensor.From([1.5])));
        Assert.Throws<ArgumentOutOfRangeException>("paddingIndex", static () => new Embedding(5, 3, s_key, paddingIndex: 5));
        Assert.InRange((double)StandardDeviation(new Embedding(200, 50, s_key).Weight.Value), 0.95, 1.05);
    }

    [Fact]
    public void Positions_are_told_apart_by_sines_and_cosines()
    {
        Tensor y = new SinusoidalPositionalEncoding(4).Forward(Tensor.Zeros([3, 4], Double));
        Near([0, 1, 0, 1, Math.Sin(1), Math.Cos(1), Math.Sin(0.01), Math.Cos(0.01), Math.Sin(2), Math.Cos(2), Math.Sin(0.02), Math.Cos(0.02)], y);
        Assert.Equal(DType.Float32, new SinusoidalPositionalEncoding(4).Forward(Tensor.Zeros(2, 3, 4)).DType);
        Assert.Throws<ArgumentException>("width", static () => new SinusoidalPositionalEncoding(3));
        Refused("SinusoidalPositionalEncoding(4): the input has to be [..., places, 4], but its shape is [4].",
            static () => new SinusoidalPositionalEncoding(4).Forward(Tensor.Ones(4)));
    }

    [Fact]
    public void Positions_are_told_apart_by_vectors_of_their_own()
    {
        var layer = new LearnedPositionalEncoding(5, 2, s_key, Double);
        Assert.Equal(layer.Weight.Value[..3].ToArray<double>(), layer.Forward(Tensor.Zeros([2, 3, 2], Double))[1].ToArray<double>());
        Refused("LearnedPositionalEncoding(5, 2): there are vectors for 5 places, but the input of shape [6, 2] has 6.",
            () => layer.Forward(Tensor.Zeros([6, 2], Double)));
    }

    [Fact]
    public void Functions_stand_among_layers()
    {
        var model = new Sequential { new Linear(2, 3, s_key), Relu, x => x + 1, new Flatten(0) };
        Tensor x = s_key.Normal(4, 2);
        Assert.Equal((Relu(((Linear)model.Layers[0]).Forward(x)) + 1).ToArray<float>(), model.Forward(x).ToArray<float>());
        Assert.Equal(4, model.Count());
        Assert.Throws<ArgumentNullException>(() => model.Add((Func<Tensor, Tensor>)null!));
        Assert.Throws<ArgumentNullException>(() => model.Add((Module<Tensor, Tensor>)null!));
        var inner = new Linear(2, 2, s_key);
        Refused("Function: this is a method of Linear(2 → 2), whose parameters would not be found behind it.", () => new Function(inner.Forward));
    }

    [Fact]
    public void A_residual_adds_the_way_around()
    {
        Assert.Equal([11f, 22f], new Residual(new Function(static x => 10 * x)).Forward(Tensor.From([1f, 2f])).ToArray<float>());
        var projected = new Residual(new Linear(2, 3, s_key), new Linear(2, 3, s_key, bias: false));
        Assert.Equal(["inner.weight", "inner.bias", "shortcut.weight"], projected.Parameters().Select(static p => p.Name));
        Assert.Equal([3], projected.Forward(Tensor.Ones(2)).Shape);
        Refused("Residual: the module gives shape [3], the way around it [2]", static () => new Residual(new Linear(2, 3, s_key)).Forward(Tensor.Ones(2)));
    }

    [Fact]
    public void What_goes_wrong_deep_inside_names_the_path()
    {
        Refused("encoder.layers.2 Linear(4 → 2): the last axis of the input has to have 4 elements, but its shape is [5, 3].", static () => new Deep().Forward(Tensor.Ones(5, 2)));
        Refused("layers.1.inner Linear(7 → 7): the last axis", static () =>
            new Sequential(new Function(Relu), new Residual(new Linear(7, 7, s_key))).Forward(Tensor.Ones(2)));
        Refused("blocks.1 Linear(3 → 3)", static () => new Listed().Forward(Tensor.Ones(2)));
        var deep = new Deep();
        Refused("encoder.layers.2 Linear(4 → 2)", () => Grad((Deep m) => Sum(m.Forward(Tensor.Ones(5, 2))))(deep));
        Refused("encoder.layers.1 MaxPool1D(2): MaxPool1D: ", static () => new Deep(new MaxPool1D(2)).Forward(Tensor.Ones(2)));
    }

    private static void Refused(string message, Func<object?> use) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(use).Message, StringComparison.Ordinal);

    private static void Near(double[] expected, Tensor actual) => Near(Tensor.From(expected).Reshape(actual.Shape), actual, 1e-6);

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        double[] a = expected.Cast(Double).ToArray<double>(), b = actual.Cast(Double).ToArray<double>();
        Assert.Equal(a.Length, b.Length);
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], tolerance * (1 + Math.Abs(a[i])));
    }

    private sealed class Deep(Module<Tensor, Tensor>? middle = null) : Module<Tensor, Tensor>
    {
        private readonly Sequential _encoder = new(new Linear(2, 3, s_key), middle ?? new Function(Relu), new Linear(4, 2, s_key));

        public override Tensor Forward(Tensor x) => _encoder.Forward(x);
    }

    private sealed class Listed : Module<Tensor, Tensor>
    {
        public List<Linear> Blocks { get; } = [new(2, 2, s_key), new(3, 3, s_key)];

        public override Tensor Forward(Tensor x) => Blocks.Aggregate(x, static (h, block) => block.Forward(h));
    }
}
