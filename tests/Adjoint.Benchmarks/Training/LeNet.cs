using static Adjoint.Ops;

using torch = TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>LeNet-5 on 28 x 28 images, batch 64: two convolutions with max pooling, three affine layers.</summary>
public class LeNetStep : TrainingStep
{
    private const int Batch = 64, Classes = 10;

    private Network _model = null!;
    private TorchParameter[] _convolutions = [];
    private TorchLinear[] _layers = [];
    private Tensor _images = 0, _labels = 0;
    private torch.Tensor _torchImages = null!, _torchLabels = null!;

    private protected override Module Model => _model;

    private protected override IEnumerable<TorchParameter> TorchParameters => [.. _convolutions, .. _layers.SelectMany(static l => l.Parameters)];

    private protected override void MakeModels()
    {
        var key = new RandomKey(9);
        _model = new Network(key);
        _convolutions = [.. new[] { _model.First, _model.FirstBias, _model.Second, _model.SecondBias }.Select(static p => p.Value.ToTorchParameter())];
        _layers = [.. _model.Layers.Select(static l => new TorchLinear(l))];
        (_images, _labels) = (key.FoldIn(100).Uniform(Batch, 1, 28, 28), key.FoldIn(101).Integers(0, Classes, Batch));
        (_torchImages, _torchLabels) = (_images.ToTorch(), _labels.ToTorch());
    }

    private protected override Tensor Loss() => Losses.CrossEntropy(_model.Forward(_images), _labels);

    private protected override torch.Tensor TorchLoss()
    {
        var x = F.max_pool2d(F.conv2d(_torchImages, _convolutions[0], _convolutions[1], padding: [2, 2]).relu(), [2, 2]);
        x = F.max_pool2d(F.conv2d(x, _convolutions[2], _convolutions[3]).relu(), [2, 2]).reshape(Batch, -1);
        x = _layers[1].Forward(_layers[0].Forward(x).relu()).relu();
        return F.cross_entropy(_layers[2].Forward(x), _torchLabels);
    }

    private sealed class Network(RandomKey key) : Module<Tensor, Tensor>
    {
        public Parameter First { get; } = new(key.FoldIn(0).Normal(6, 1, 5, 5) * 0.2);

        public Parameter FirstBias { get; } = new(Tensor.Zeros(6));

        public Parameter Second { get; } = new(key.FoldIn(1).Normal(16, 6, 5, 5) * 0.08);

        public Parameter SecondBias { get; } = new(Tensor.Zeros(16));

        public Linear[] Layers { get; } = [new(400, 120, key.FoldIn(2)), new(120, 84, key.FoldIn(3)), new(84, Classes, key.FoldIn(4))];

        public override Tensor Forward(Tensor x)
        {
            x = MaxPool2D(Relu(Conv2D(x, First, FirstBias, padding: 2)), 2);
            x = MaxPool2D(Relu(Conv2D(x, Second, SecondBias)), 2).Reshape(x.Shape[0], -1);
            return Layers[2].Forward(Relu(Layers[1].Forward(Relu(Layers[0].Forward(x)))));
        }
    }
}
