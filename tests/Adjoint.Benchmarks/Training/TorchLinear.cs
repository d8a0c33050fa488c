using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>The affine map of TorchSharp with the weights of one of ours, stored [outputs, inputs] as it does.</summary>
internal sealed class TorchLinear(Linear like)
{
    private readonly TorchParameter _weight = like.Weight.Value.T.ToTorchParameter(), _bias = like.Bias!.Value.ToTorchParameter();

    public IEnumerable<TorchParameter> Parameters => [_weight, _bias];

    public torch.Tensor Forward(torch.Tensor x) => torch.nn.functional.linear(x, _weight, _bias);
}
