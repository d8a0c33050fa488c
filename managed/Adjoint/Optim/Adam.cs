using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015): steps by the mean of gradients over the root of
/// the mean of their squares, both corrected for starting at zero.
/// </summary>
/// <param name="learningRate">The length of a step.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <operation native="adam" formula="p − η m̂ / (√v̂ + ε)" numpy="–" jax="optax.adam" torch="torch.optim.Adam" mindspore="nn.Adam"/>
/// <example>
/// <code>
/// var model = new Linear(3, 1, new RandomKey(0));
/// var optimizer = new Adam(learningRate: 0.01);
/// Tensor x = Tensor.Ones(8, 3), y = Tensor.Zeros(8, 1);
/// var step = ValueAndGrad(() => Losses.MeanSquaredError(model.Forward(x), y), weights: model.TrainableParameters());
/// for (int i = 0; i &lt; 100; i++)
/// {
///     var (loss, gradients) = step();
///     optimizer.Update(gradients);
/// }
/// </code>
/// </example>
public sealed class Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
    : Optimizer(learningRate)
{
    private readonly AdamRule _rule = new(
        Decay(beta1, nameof(beta1)), Decay(beta2, nameof(beta2)), AtLeastZero(epsilon, nameof(epsilon)), AtLeastZero(weightDecay, nameof(weightDecay)), decoupled: false);

    /// <inheritdoc/>
    protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => _rule.Step(value, gradient, state, LearningRate);

    private protected override bool Trains(DType dtype) => dtype.IsFloating;
}

/// <summary>
/// Adam with the decay of weights apart from the gradient (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019).
/// </summary>
/// <param name="learningRate">The length of a step.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <operation native="adam" formula="p − η m̂ / (√v̂ + ε) − η λ p"
///     numpy="–" jax="optax.adamw" torch="torch.optim.AdamW" mindspore="nn.AdamWeightDecay"/>
public sealed class AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
    : Optimizer(learningRate)
{
    private readonly AdamRule _rule = new(
        Decay(beta1, nameof(beta1)), Decay(beta2, nameof(beta2)), AtLeastZero(epsilon, nameof(epsilon)), AtLeastZero(weightDecay, nameof(weightDecay)), decoupled: true);

    /// <inheritdoc/>
    protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => _rule.Step(value, gradient, state, LearningRate);

    private protected override bool Trains(DType dtype) => dtype.IsFloating;
}

/// <summary>What Adam and AdamW share: one pass of the core over the parameter, its gradient and what is remembered of it.</summary>
internal sealed unsafe class AdamRule(double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
{
    private const string Mean = "mean", Squares = "squares";

    /// <summary>The new parameter. Mean and squares are replaced, or written over where they lie if nobody else looks at them.</summary>
    public Tensor Step(Tensor value, Tensor gradient, OptimizerState state, double learningRate)
    {
        Slot? means = state.Find(Mean), squares = state.Find(Squares);
        var options = new adj_adam_options
        {
            learning_rate = learningRate,
            beta1 = beta1,
            beta2 = beta2,
            epsilon = epsilon,
            weight_decay = weightDecay,
            decoupled = decoupled ? 1 : 0,
            in_place = means is { IsShared: true } || squares is { IsShared: true } ? 0 : 1,
            step = state.Steps,
        };
        Tensor? mean = means?.Held, square = squares?.Held;
        const string operation = nameof(Adam);
        adj_tensor before = Tensor.HandleIfAny(mean, operation), squaresBefore = Tensor.HandleIfAny(square, operation);
        adj_tensor next, nextMean, nextSquare;
        adj_status status = NativeMethods.adj_adam(
            &options, Tensor.HandleOf(value, operation), Tensor.HandleOf(gradient, operation), before, squaresBefore, &next, &nextMean, &nextSquare);
        Status.Check(status, (ReadOnlySpan<Tensor?>)[value, gradient, mean, square], nameof(Adam));
        if (nextMean.id != before.id) state.Put(Mean, Tensor.Adopt(nextMean));
        if (nextSquare.id != squaresBefore.id) state.Put(Squares, Tensor.Adopt(nextSquare));
        return Tensor.Adopt(next);
    }
}
