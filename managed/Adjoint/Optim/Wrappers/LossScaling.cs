using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Takes gradients of a loss that was multiplied by a large number, lest they vanish in float16, and divides them again (Micikevicius et al., "Mixed
/// precision training", ICLR 2018). An update whose gradients are not all finite is left out: the factor was too large, and becomes smaller; after many that
/// went well it becomes larger.
/// </summary>
/// <remarks>
/// What changes lies in slots beside those of the optimizer inside: "lossScaling.scale", "lossScaling.good" (updates since the factor changed) and
/// "lossScaling.skipped". bfloat16 has the range of float32 and needs none of this.
/// </remarks>
/// <example>
/// <code>
/// var model = new Linear(3, 1, new RandomKey(0));
/// var mixed = new MixedPrecision(model, DType.Float16);
/// var optimizer = new LossScaling(new Adam(1e-3));
/// var step = ValueAndGrad((Tensor x, Tensor y) => optimizer.Scaled(Losses.MeanSquaredError(mixed.Forward(x), y)), weights: model.TrainableParameters());
/// var (scaled, gradients) = step(Tensor.Ones(8, 3), Tensor.Zeros(8, 1));
/// optimizer.Update(gradients);
/// </code>
/// </example>
public sealed class LossScaling : OptimizerWrapper
{
    private const string ScaleName = "scale", GoodName = "good", SkippedName = "skipped";

    private readonly double _growth, _backoff;
    private readonly long _every;
    private readonly NumberSlot<double> _scale;

    /// <summary>Makes an optimizer whose factor changes, as in PyTorch's GradScaler.</summary>
    /// <param name="inner">What steps.</param>
    /// <param name="scale">The factor at first; above 0.</param>
    /// <param name="growth">What it is multiplied by after many updates that went well; at least 1.</param>
    /// <param name="backoff">What it is multiplied by where gradients are not finite; above 0 and at most 1.</param>
    /// <param name="every">How many updates have to go well before it grows; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of these bounds.</exception>
    public LossScaling(Optimizer inner, double scale = 65536, double growth = 2, double backoff = 0.5, long every = 2000)
        : base(inner)
    {
        (_growth, _backoff) = (Limits.AtLeast(1.0, growth), Limits.AtMost(1.0, Limits.Positive(backoff)));
        _every = Limits.Positive(every);
        _scale = new NumberSlot<double>(Limits.Positive(scale), ScaleName);
    }

    /// <summary>The factor of the next loss.</summary>
    public double Scale => _scale.Number;

    internal override IEnumerable<(string Name, Slot Slot)> OwnSlots => [.. Inner.OwnSlots, (OwnName(ScaleName), _scale)];

    /// <summary>Makes an optimizer whose factor stays; updates whose gradients are not finite are left out all the same.</summary>
    /// <param name="inner">What steps.</param>
    /// <param name="scale">The factor; above 0.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 0.</exception>
    public static LossScaling Static(Optimizer inner, double scale) => new(inner, scale, growth: 1, backoff: 1);

    /// <summary>A loss multiplied by the factor: what to differentiate.</summary>
    /// <param name="loss">The loss.</param>
    /// <returns>The larger loss, of the same type.</returns>
    public Tensor Scaled(Tensor loss) => loss * Scale;

    /// <summary>The same by the factor of a state, where parameters are a tree.</summary>
    /// <typeparam name="T">The type of the parameters.</typeparam>
    /// <param name="loss">The loss.</param>
    /// <param name="state">The state of the update before.</param>
    /// <returns>The larger loss, of the same type.</returns>
    public Tensor Scaled<T>(Tensor loss, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(state);
        return loss * Cast(state[OwnName(ScaleName)], loss.DType);
    }

    internal override void Start(UpdateLeaves leaves)
    {
        Inner.Start(leaves);
        OptimizerState own = Own(leaves).Shared;
        own.SetFirst(ScaleName, () => _scale.Held!);
        own.SetFirst(GoodName, static () => Tensor.Scalar(0L));
        own.SetFirst(SkippedName, static () => Tensor.Scalar(0L));
    }

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        OptimizerState own = Own(leaves).Shared;
        Tensor scale = own.Number(ScaleName), isFinite = ApplyIfFinite.AreFinite(gradients);
        Tensor good = Where(isFinite, own.Get(GoodName) + 1, 0L), isDue = Equal(good, _every);
        own[ScaleName] = scale * Where(isFinite, Where(isDue, _growth, 1.0), _backoff);
        own[GoodName] = Where(isDue, 0L, good);
        own[SkippedName] = own.Get(SkippedName) + Where(isFinite, 0L, 1L);
        return ApplyIfFinite.StepIf(isFinite, Inner, Array.ConvertAll(gradients, g => g / scale), leaves);
    }
}
