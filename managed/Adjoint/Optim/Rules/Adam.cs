using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015): steps by the mean of gradients over the root of
/// the mean of their squares, both corrected for starting at zero.
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="amsgrad">Whether to divide by the largest mean of squares so far (Reddi, Kale and Kumar, "On the convergence of Adam and beyond", ICLR 2018).</param>
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
public sealed class Adam(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsgrad = false)
    : RuleOptimizer(learningRate ?? 1e-3, new AdamRule(beta1, beta2, epsilon, amsgrad), weightDecay)
{
    private readonly AdamKernel? _kernel = amsgrad ? null : new(beta1, beta2, epsilon, weightDecay, decoupled: false);

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        Tensor rate = Begin(leaves);
        return _kernel?.Step(gradients, leaves, rate) ?? StepEach(gradients, leaves);
    }
}

/// <summary>
/// Adam with the decay of weights apart from the gradient (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <param name="amsgrad">Whether to divide by the largest mean of squares so far.</param>
/// <operation native="adam" formula="p − η m̂ / (√v̂ + ε) − η λ p"
///     numpy="–" jax="optax.adamw" torch="torch.optim.AdamW" mindspore="nn.AdamWeightDecay"/>
public sealed class AdamW(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2, bool amsgrad = false)
    : RuleOptimizer(learningRate ?? 1e-3, new AdamRule(beta1, beta2, epsilon, amsgrad), weightDecay, decoupled: true)
{
    private readonly AdamKernel? _kernel = amsgrad ? null : new(beta1, beta2, epsilon, weightDecay, decoupled: true);

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        Tensor rate = Begin(leaves);
        return _kernel?.Step(gradients, leaves, rate) ?? StepEach(gradients, leaves);
    }
}

/// <summary>The direction of Adam, made of operations that transforms can follow.</summary>
internal sealed class AdamRule(double beta1, double beta2, double epsilon, bool amsgrad = false) : FloatingRule
{
    public const string Mean = "mean", Squares = "squares", Largest = "largestSquares";

    private readonly double _beta1 = Limits.BelowOne(beta1), _beta2 = Limits.BelowOne(beta2), _epsilon = Limits.AtLeast(0.0, epsilon);

    protected override void Start(Tensor value, OptimizerState state)
    {
        StartAtZero(value, state, Mean, Squares);
        if (amsgrad) StartAtZero(value, state, Largest);
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor mean = Average(state, Mean, _beta1, gradient), squares = Average(state, Squares, _beta2, Square(gradient));
        if (amsgrad) state[Largest] = squares = Maximum(state.Get(Largest), squares);
        return mean / Seen(state, _beta1) / (Root(squares) / Sqrt(Seen(state, _beta2)) + _epsilon);
    }
}
