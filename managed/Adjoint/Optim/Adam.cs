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
    protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => _rule.Step([value], [gradient], [state], LearningRate, inPlace: false)[0];

    private protected override void Apply(IReadOnlyList<ParameterChange> changes)
    {
        if (AdamRule.IsEachOnce(changes)) _rule.Apply(changes, LearningRate);
        else base.Apply(changes);
    }

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
    protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => _rule.Step([value], [gradient], [state], LearningRate, inPlace: false)[0];

    private protected override void Apply(IReadOnlyList<ParameterChange> changes)
    {
        if (AdamRule.IsEachOnce(changes)) _rule.Apply(changes, LearningRate);
        else base.Apply(changes);
    }

    private protected override bool Trains(DType dtype) => dtype.IsFloating;
}

/// <summary>What Adam and AdamW share: one call of the core for all parameters, their gradients and what is remembered of them.</summary>
internal sealed unsafe class AdamRule(double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
{
    private const string Mean = "mean", Squares = "squares", Operation = nameof(Adam);

    /// <summary>Whether no parameter is changed twice, the second time from what the first has made of it.</summary>
    public static bool IsEachOnce(IReadOnlyList<ParameterChange> changes) => changes.DistinctBy(static c => c.State).Count() == changes.Count;

    /// <summary>Changes all parameters, or none when there is no room for the new ones.</summary>
    public void Apply(IReadOnlyList<ParameterChange> changes, double learningRate)
    {
        using var scope = new TensorScope(); // gives everything back at once but the new values and states, which are in slots
        foreach (ParameterChange change in changes)
            change.State.Begin();
        Tensor[] next = Step(
            [.. changes.Select(static c => c.State.Parameter.Value)], [.. changes.Select(static c => c.Gradient)], [.. changes.Select(static c => c.State)], learningRate, inPlace: true);
        for (int i = 0; i < next.Length; i++)
            changes[i].State.Parameter.Value = next[i];
    }

    /// <summary>The new values. Means and squares are replaced or, in place, written over where they lie if nobody else looks at them.</summary>
    public Tensor[] Step(ReadOnlySpan<Tensor> values, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<OptimizerState> states, double learningRate, bool inPlace)
    {
        int count = values.Length;
        var options = new adj_adam_options[count];
        var means = new Tensor?[count];
        var squares = new Tensor?[count];
        for (int i = 0; i < count; i++)
        {
            Slot? mean = states[i].Find(Mean), square = states[i].Find(Squares);
            options[i] = Options(states[i].Steps, inPlace && mean is not { IsShared: true } && square is not { IsShared: true }, learningRate);
            (means[i], squares[i]) = (mean?.Held, square?.Held);
        }

        adj_tensor[] before = Handles(means), squaresBefore = Handles(squares), next = new adj_tensor[count], nextMeans = new adj_tensor[count], nextSquares = new adj_tensor[count];
        adj_status status;
        fixed (adj_adam_options* o = options)
        fixed (adj_tensor* p = Handles(values), g = Handles(gradients), m = before, v = squaresBefore, np = next, nm = nextMeans, nv = nextSquares)
            status = NativeMethods.adj_adam(o, count, p, g, m, v, np, nm, nv);
        Status.Check(status, (Tensor?[])[.. values, .. gradients, .. means, .. squares], Operation);
        for (int i = 0; i < count; i++)
        {
            if (nextMeans[i].id != before[i].id) states[i].Put(Mean, Tensor.Adopt(nextMeans[i]));
            if (nextSquares[i].id != squaresBefore[i].id) states[i].Put(Squares, Tensor.Adopt(nextSquares[i]));
        }

        return [.. next.Select(Tensor.Adopt)];
    }

    private adj_adam_options Options(long step, bool inPlace, double learningRate) => new()
    {
        learning_rate = learningRate,
        beta1 = beta1,
        beta2 = beta2,
        epsilon = epsilon,
        weight_decay = weightDecay,
        decoupled = decoupled ? 1 : 0,
        in_place = inPlace ? 1 : 0,
        step = step,
    };

    private static adj_tensor[] Handles(ReadOnlySpan<Tensor?> tensors)
    {
        var handles = new adj_tensor[tensors.Length];
        for (int i = 0; i < handles.Length; i++)
            handles[i] = Tensor.HandleIfAny(tensors[i], Operation);
        return handles;
    }
}
