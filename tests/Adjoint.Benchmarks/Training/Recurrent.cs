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
        _sequence = key.FoldIn(2).Normal(Steps, Batch, Width);
        _torchSequence = _sequence.ToTorch();
        _torchModel = torch.nn.LSTM(Width, Width);
        using var off = torch.no_grad();
        Tensor[] weights = [_cell.Input.Weight.Value.T, _cell.Hidden.Weight.Value.T, _cell.Input.Bias!.Value, Tensor.Zeros(4 * Width)];
        foreach (var (to, from) in _torchModel.parameters().Zip(weights)) to.copy_(from.ToTorch());
        _torchModel.parameters().Last().requires_grad_(false); // ours has one bias for both products
    }

    private protected override Tensor Loss()
    {
        Tensor hidden = Tensor.Zeros(Batch, Width), memory = Tensor.Zeros(Batch, Width);
        Tensor inputs = _cell.Input.Forward(_sequence); // of all steps at once, as TorchSharp's module does
        for (int i = 0; i < Steps; i++) (hidden, memory) = _cell.Next(inputs[i], hidden, memory);
        return Mean(Square(hidden));
    }

    private protected override torch.Tensor TorchLoss()
    {
        var (outputs, _, _) = _torchModel.forward(_torchSequence, null);
        return outputs[Steps - 1].square().mean();
    }

    private sealed class Cell(RandomKey key) : Module
    {
        public Linear Input { get; } = new(Width, 4 * Width, key.FoldIn(0));

        public Linear Hidden { get; } = new(Width, 4 * Width, key.FoldIn(1), bias: false);

        public (Tensor Hidden, Tensor Memory) Next(Tensor input, Tensor hidden, Tensor memory)
        {
            Tensor[] gates = Split(input + Hidden.Forward(hidden), 4, -1);
            memory = Sigmoid(gates[1]) * memory + Sigmoid(gates[0]) * Tanh(gates[2]);
            return (Sigmoid(gates[3]) * Tanh(memory), memory);
        }
    }
}
