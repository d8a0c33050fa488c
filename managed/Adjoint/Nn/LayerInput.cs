namespace Adjoint;

/// <summary>What layers ask of their input.</summary>
internal static class LayerInput
{
    /// <summary>The extent of the last axis.</summary>
    /// <exception cref="ArgumentException">It is another; the message says so in the name of the layer.</exception>
    public static void RequireWidth(Tensor x, long width, Module layer)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank > 0 && x.Shape[^1] == width) return;
        throw new ArgumentException(
            $"{layer.Description}: the last axis of the input has to have {width} elements, but its shape is {x.ShapeText}. "
            + "Reshape the input, or make the layer for another width.", nameof(x));
    }
}
