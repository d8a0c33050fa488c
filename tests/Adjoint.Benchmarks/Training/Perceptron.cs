using static Adjoint.Ops;

using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>Layers with relu between them, trained to classify.</summary>
public abstract class Perceptron(int batch, params int[] widths) : TrainingStep
{
    private Sequential _model = null!;
    private TorchLinear[] _torchModel = [];
    private Tensor _images = 0, _labels = 0;
    private torch.Tensor _torchImages = null!, _torchLabels = null!;

    private protected override Module Model => _model;

    private protected override IEnumerable<TorchParameter> TorchParameters => _torchModel.SelectMany(static l => l.Parameters);

    private protected override void MakeModels()
    {
        var key = new RandomKey(5);
        Linear[] layers = [.. Enumerable.Range(0, widths.Length - 1).Select(i => new Linear(widths[i], widths[i + 1], key.FoldIn(i)))];
        _model = new Sequential([.. layers.SelectMany<Linear, Module<Tensor, Tensor>>(static l => [new Function(Relu), l]).Skip(1)]);
        _torchModel = [.. layers.Select(static l => new TorchLinear(l))];
        (_images, _labels) = (key.FoldIn(100).Uniform(batch, widths[0]), key.FoldIn(101).Integers(0, widths[^1], batch));
        (_torchImages, _torchLabels) = (_images.ToTorch(), _labels.ToTorch());
    }

    private protected override Tensor Loss() => Losses.CrossEntropy(_model.Forward(_images), _labels);

    private protected override torch.Tensor TorchLoss()
    {
        var x = _torchModel[0].Forward(_torchImages);
        foreach (var layer in _torchModel.Skip(1)) x = layer.Forward(x.relu());
        return torch.nn.functional.cross_entropy(x, _torchLabels);
    }
}

/// <summary>784-128-10, batch 64.</summary>
public class SmallPerceptron() : Perceptron(64, 784, 128, 10);

/// <summary>784-512-512-10, batch 128.</summary>
public class LargePerceptron() : Perceptron(128, 784, 512, 512, 10);
