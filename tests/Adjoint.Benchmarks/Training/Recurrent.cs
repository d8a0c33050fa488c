using static Adjoint.Ops;

using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>An LSTM of 128 over 50 steps, batch 32; TorchSharp has a module of its own for it.</summary>
public class LstmStep : TrainingStep
{
    private const int Width = 128, Steps = 50, Batch = 32;

    private Cell _cell = null!;
    private TorchSharp.Modules.LSTM _torchModel = null!;
    private Tensor _sequence = 0;
    private torch.Tensor _torchSequence = null!;

    private protected override Module Model => _cell;

    private protected override IEnumerable<TorchParameter> TorchParameters => _torchModel.parameters();

    private protected override void MakeModels()
    {
        var key = new RandomKey(7);
        _cell = new Cell(key);
        _sequence = key.FoldIn(3).Normal(Steps, Batch, Width);
        _torchSequence = _sequence.ToTorch();
        _torchModel = torch.nn.LSTM(Width, Width);
        using var off = torch.no_grad();
        Tensor[] weights = [_cell.Input.Value, _cell.Hidden.Value, _cell.Bias.Value, Tensor.Zeros(4 * Width)];
        foreach (var (to, from) in _torchModel.parameters().Zip(weights)) to.copy_(from.ToTorch());
        _torchModel.parameters().Last().requires_grad_(false); // ours has one bias for both products
    }

    private protected override Tensor Loss()
    {
        Tensor start = Tensor.Zeros(Batch, Width);
        return Mean(Square(Lstm(_sequence, start, start, _cell.Input.Value, _cell.Hidden.Value, _cell.Bias.Value).Hidden));
    }

    private protected override torch.Tensor TorchLoss()
    {
        var (outputs, _, _) = _torchModel.forward(_torchSequence, null);
        return outputs[Steps - 1].square().mean();
    }

    private sealed class Cell(RandomKey key) : Module
    {
        private static readonly double s_limit = 1 / Math.Sqrt(Width);

        public Parameter Input { get; } = new((2 * key.FoldIn(0).Uniform(4 * Width, Width) - 1) * s_limit);

        public Parameter Hidden { get; } = new((2 * key.FoldIn(1).Uniform(4 * Width, Width) - 1) * s_limit);

        public Parameter Bias { get; } = new((2 * key.FoldIn(2).Uniform(4 * Width) - 1) * s_limit);
    }
}
