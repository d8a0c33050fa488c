namespace Adjoint;

/// <summary>While it is open, notes the shapes of what modules give on this thread.</summary>
internal sealed class OutputShapes : IDisposable
{
    [ThreadStatic]
    private static OutputShapes? t_open;

    private readonly OutputShapes? _outer = t_open;
    private readonly Dictionary<Module, string> _shapes = new(ReferenceEqualityComparer.Instance);

    public OutputShapes() => t_open = this;

    /// <summary>The shapes that a module gave last; empty where it was not seen.</summary>
    public string Of(Module module) => _shapes.GetValueOrDefault(module, "");

    public static void Note<TOut>(Module module, TOut output)
    {
        if (t_open is not { } open) return;
        open._shapes[module] = output is Tensor y ? y.ShapeText : string.Join(", ", Tree.Leaves(output).Select(static y => y.ShapeText));
    }

    public void Dispose() => t_open = _outer;
}
