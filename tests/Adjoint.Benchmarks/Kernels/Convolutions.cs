using BenchmarkDotNet.Attributes;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>
/// A convolution as layers of LeNet and ResNet-18 have it: "channels x height x width, outputs, kernel, stride, padding". Its gradients
/// are those of the sum of the output times fixed numbers, so that each is one backward convolution beside the forward one.
/// </summary>
public class Convolution : Comparison
{
    public enum Part
    {
        Value,
        InputGradient,
        WeightGradient,
    }

    private Func<Tensor> _ours = null!;
    private Func<torch.Tensor> _theirs = null!;

    [Params("1x28x28 6 5 1 2", "6x14x14 16 5 1 0", "3x224x224 64 7 2 3", "64x56x56 64 3 1 1", "64x56x56 128 3 2 1", "64x56x56 128 1 2 0",
        "128x28x28 128 3 1 1", "256x14x14 256 3 1 1", "512x7x7 512 3 1 1")]
    public string Layer { get; set; } = "";

    [Params(1, 16)]
    public int Images { get; set; }

    [ParamsAllValues]
    public Part Product { get; set; }

    protected override double Tolerance => 1e-3;

    protected override void Make()
    {
        int[] numbers = [.. Layer.Split(' ', 'x').Select(int.Parse)];
        var (channels, height, width, outputs) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        var (kernel, stride, padding) = (numbers[4], numbers[5], numbers[6]);
        Tensor x = new RandomKey(30).Normal(Images, channels, height, width), w = new RandomKey(31).Normal(outputs, channels, kernel, kernel);
        Tensor output = Conv2D(x, w, stride: stride, padding: padding);
        Tensor factors = new RandomKey(32).Normal(output.Shape.ToArray());
        torch.Tensor tx = x.ToTorch(), tw = w.ToTorch(), tf = factors.ToTorch();
        torch.Tensor Convolve(torch.Tensor image, torch.Tensor weight) =>
            torch.nn.functional.conv2d(image, weight, strides: [stride, stride], padding: [padding, padding]);
        switch (Product)
        {
            case Part.Value:
                _ours = () => Conv2D(x, w, stride: stride, padding: padding);
                _theirs = () => Convolve(tx, tw);
                break;
            case Part.InputGradient:
                _ours = Pulled(image => Conv2D(image, w, stride: stride, padding: padding), x, factors);
                _theirs = Pulled(image => Convolve(image, tw), tx, tf);
                break;
            case Part.WeightGradient:
                _ours = Pulled(weight => Conv2D(x, weight, stride: stride, padding: padding), w, factors);
                _theirs = Pulled(weight => Convolve(tx, weight), tw, tf);
                break;
        }
    }

    protected override object Ours() => _ours();

    protected override torch.Tensor[] Theirs() => [_theirs()];

    private static Func<Tensor> Pulled(Func<Tensor, Tensor> f, Tensor x, Tensor factors) => () => Vjp(f, x).Pullback(factors);

    private static Func<torch.Tensor> Pulled(Func<torch.Tensor, torch.Tensor> f, torch.Tensor x, torch.Tensor factors) => () =>
    {
        var leaf = x.detach().requires_grad_();
        return torch.autograd.grad([f(leaf)], [leaf], [factors])[0];
    };
}
