using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>A step of training the character model: 4 layers, 4 heads, 128 wide, context 64, batch 16.</summary>
public class CharGptStep : TrainingStep
{
    private const int Batch = 16;

    private CharGpt _model = null!;
    private TorchCharGpt _torchModel = null!;
    private Tensor _text = 0, _next = 0;
    private torch.Tensor _torchText = null!, _torchNext = null!;

    private protected override Module Model => _model;

    private protected override IEnumerable<TorchParameter> TorchParameters => _torchModel.Parameters;

    private protected override void MakeModels()
    {
        var key = new RandomKey(8);
        _model = new CharGpt(key);
        _torchModel = new TorchCharGpt(_model);
        _text = key.FoldIn(100).Integers(0, CharGpt.Characters, Batch, CharGpt.Context);
        _next = key.FoldIn(101).Integers(0, CharGpt.Characters, Batch * CharGpt.Context);
        (_torchText, _torchNext) = (_text.ToTorch(), _next.ToTorch());
    }

    private protected override Tensor Loss() =>
        Losses.CrossEntropy(_model.Forward(_text).Reshape(Batch * CharGpt.Context, CharGpt.Characters), _next);

    private protected override torch.Tensor TorchLoss() =>
        torch.nn.functional.cross_entropy(_torchModel.Forward(_torchText).view(-1, CharGpt.Characters), _torchNext);
}
