namespace Adjoint;

/// <summary>
/// A model that computes with shorter numbers than those it is trained in (Micikevicius et al., "Mixed precision training", ICLR 2018): its
/// parameters stay what they are, float32 say; input and parameters are rounded to the other type before it computes, and the output comes back in the type of
/// the parameters, so that a loss is not rounded.
/// </summary>
/// <remarks>
/// It is the model that is trained, saved and loaded. With float16 the loss needs a factor, lest gradients vanish: <see cref="LossScaling"/>. Whether
/// it pays is told in docs/mixed-precision.md.
/// </remarks>
/// <example>
/// <code>
/// var model = new Sequential { new Linear(4, 16, new RandomKey(0)), Relu, new Linear(16, 1, new RandomKey(1)) };
/// var mixed = new MixedPrecision(model, DType.BFloat16);
/// var step = ValueAndGrad((Tensor x, Tensor y) => Losses.MeanSquaredError(mixed.Forward(x), y), weights: model.TrainableParameters());
/// </code>
/// </example>
public sealed partial class MixedPrecision : Module<Tensor, Tensor>
{
    private readonly DType _dtype, _outside;

    /// <summary>Makes a model of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dtype">The type that it computes in: <see cref="DType.BFloat16"/> or <see cref="DType.Float16"/>, or another floating one.</param>
    /// <exception cref="ArgumentException">The type is not floating.</exception>
    public MixedPrecision(Module<Tensor, Tensor> model, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!dtype.IsFloating) throw new ArgumentException($"MixedPrecision: a model computes with floating numbers, not with {dtype}.", nameof(dtype));
        (Model, _dtype, _outside) = (model, dtype, ModuleMembers.Of(model).Parameters.FirstOrDefault()?.Slot.DType ?? DType.Default);
        ModuleMembers.Adopt(this);
    }

    /// <summary>The model.</summary>
    public Module<Tensor, Tensor> Model { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Mode mode)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Model.Cast(_dtype).Forward(x.DType.IsFloating ? Ops.Cast(x, _dtype) : x, mode);
        return y.DType == _dtype ? Ops.Cast(y, _outside) : y;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"MixedPrecision({_dtype})";

    // In PyTorch there is nothing around the model.
    /// <inheritdoc/>
    internal override IEnumerable<TorchTensor> TorchState() => Model.TorchState();
}
