namespace Adjoint;

/// <summary>The bilinear map of two tensors' last axes: yₖ = Σ aᵢ Wₖᵢⱼ bⱼ + biasₖ.</summary>
/// <remarks>The two inputs have the same axes before the last one; so has the output.</remarks>
public sealed partial class Bilinear : Module<(Tensor First, Tensor Second), Tensor>
{
    private readonly long _first, _second, _outputs;

    /// <summary>Makes a layer whose parameters are drawn from U(−1/√first, 1/√first) unless initialisers are given.</summary>
    /// <param name="first">The extent of the last axis of the first input.</param>
    /// <param name="second">The extent of the last axis of the second input.</param>
    /// <param name="outputs">The extent of the last axis of the output.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="bias">Whether there is an offset.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What W begins with.</param>
    /// <param name="biasInitializer">What the offset begins with.</param>
    public Bilinear(
        long first, long second, long outputs, RandomKey key, bool bias = true, DType? dtype = null, Initializer? weightInitializer = null,
        Initializer? biasInitializer = null)
    {
        (_first, _second, _outputs) = (Limits.Positive(first), Limits.Positive(second), Limits.Positive(outputs));
        var values = new FirstValues(key, new Fans(first, outputs), dtype);
        Weight = values.Draw("weight", 0, [outputs, first, second], weightInitializer);
        if (bias) Bias = values.Draw("bias", 1, [outputs], biasInitializer);
    }

    /// <summary>W, of shape [outputs, first, second].</summary>
    public Parameter Weight { get; }

    /// <summary>The offset, of shape [outputs], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Computes the map of two tensors.</summary>
    /// <param name="x">The tensors.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public override Tensor Forward((Tensor First, Tensor Second) x)
    {
        LayerInput.RequireWidth(x.First, _first, this, "the first input");
        LayerInput.RequireWidth(x.Second, _second, this, "the second input");
        if (!x.First.Shape[..^1].SequenceEqual(x.Second.Shape[..^1]))
            throw new ArgumentException($"{Place}: the inputs have shapes {x.First.ShapeText} and {x.Second.ShapeText}; before the last axis they have to agree.", nameof(x));
        Tensor y = Ops.Bilinear(x.First, x.Second, Weight.Value, Bias?.Value);
        OutputShapes.Note(this, y);
        return y;
    }

    /// <summary>Computes the map of two tensors.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="second">The second one, of the same shape before the last axis.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Forward(Tensor first, Tensor second) => Forward((first, second));

    /// <inheritdoc/>
    protected override string Describe() => $"Bilinear({_first}, {_second} → {_outputs})";
}
