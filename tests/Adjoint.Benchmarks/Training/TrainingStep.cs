using static Adjoint.Autodiff;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>
/// A step of training a model: loss, gradients, Adam. Three steps are compared, so the gradients and the updates agree too.
/// </summary>
public abstract class TrainingStep : Comparison
{
    private const double LearningRate = 1e-3;

    private readonly Adam _optimizer = new(LearningRate);
    private Func<(Tensor, Gradients)> _valueAndGradient = null!;
    private torch.optim.Optimizer _torchOptimizer = null!;

    protected override int Checks => 3;

    protected override void Make()
    {
        MakeModels();
        _valueAndGradient = ValueAndGrad(Loss, weights: Model.TrainableParameters());
        _torchOptimizer = torch.optim.Adam(TorchParameters, LearningRate);
    }

    protected override object Ours()
    {
        var (loss, gradients) = _valueAndGradient();
        _optimizer.Update(gradients);
        return loss;
    }

    protected override torch.Tensor[] Theirs()
    {
        _torchOptimizer.zero_grad();
        var loss = TorchLoss();
        loss.backward();
        _torchOptimizer.step();
        return [loss];
    }

    /// <summary>Makes both models with the same weights, and the data.</summary>
    private protected abstract void MakeModels();

    private protected abstract Module Model { get; }

    private protected abstract IEnumerable<TorchSharp.Modules.Parameter> TorchParameters { get; }

    private protected abstract Tensor Loss();

    private protected abstract torch.Tensor TorchLoss();
}
