namespace Adjoint;

/// <summary>
/// A module of one tensor that says in its own name, and with the path to it, what it cannot take: "encoder.2 Linear(784 → 128): ...".
/// </summary>
public abstract partial class Layer : Module<Tensor, Tensor>
{
    private protected Layer()
    {
    }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input does not fit the layer.</exception>
    public sealed override Tensor Forward(Tensor x, Mode mode)
    {
        ArgumentNullException.ThrowIfNull(x);
        try
        {
            Tensor y = Compute(x, mode);
            OutputShapes.Note(this, y);
            return y;
        }
        catch (ArgumentException e) when (!e.Message.StartsWith(Place, StringComparison.Ordinal))
        {
            string message = $"{Place}: {e.Message}";
            throw e is ArgumentOutOfRangeException ? new ArgumentOutOfRangeException(message, e) : new ArgumentException(message, e);
        }
    }

    /// <summary>Computes the output of an input that is not null.</summary>
    private protected abstract Tensor Compute(Tensor x, Mode mode);
}
