namespace Adjoint;

/// <summary>A module with a way around it: y = inner(x) + x, or inner(x) + shortcut(x) (He et al., 2016).</summary>
public sealed partial class Residual : Module<Tensor, Tensor>
{
    /// <summary>Puts a way around a module.</summary>
    /// <param name="inner">The module.</param>
    /// <param name="shortcut">What stands on the way around it, such as a convolution that changes the shape; the input itself if null.</param>
    public Residual(Module<Tensor, Tensor> inner, Module<Tensor, Tensor>? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
        Shortcut = shortcut;
        ModuleMembers.Adopt(this);
    }

    /// <summary>The module.</summary>
    public Module<Tensor, Tensor> Inner { get; }

    /// <summary>What stands on the way around it, if anything.</summary>
    public Module<Tensor, Tensor>? Shortcut { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The two ways give different shapes.</exception>
    public override Tensor Forward(Tensor x, Mode mode)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Inner.Forward(x, mode.FoldIn(0)), around = Shortcut is null ? x : Shortcut.Forward(x, mode.FoldIn(1));
        OutputShapes.Note(Inner, y);
        if (Shortcut is not null) OutputShapes.Note(Shortcut, around);
        if (y.Shape == around.Shape) return y + around;
        throw new ArgumentException(
            $"{Place}: the module gives shape {y.ShapeText}, the way around it {around.ShapeText}; give a shortcut that makes them the same.", nameof(x));
    }
}
