namespace Adjoint;

/// <summary>What layers ask of their input. Messages begin with the path to the layer.</summary>
internal static class LayerInput
{
    /// <summary>The extent of the last axis.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static void RequireWidth(Tensor x, long width, Module layer, string name = "x")
    {
        ArgumentNullException.ThrowIfNull(x, name);
        if (x.Rank > 0 && x.Shape[^1] == width) return;
        throw new ArgumentException(
            $"{layer.Place}: the last axis of {(name == "x" ? "the input" : name)} has to have {width} elements, but its shape is {x.ShapeText}. "
            + "Reshape the input, or make the layer for another width.", name);
    }

    /// <summary>A sequence: places behind any other axes, each with so many features.</summary>
    /// <exception cref="ArgumentException">The input is none, or has other features.</exception>
    public static void RequirePlaces(Tensor x, long width, Module layer)
    {
        RequireWidth(x, width, layer);
        if (x.Rank < 2) throw new ArgumentException($"{layer.Place}: the input has to be [..., places, {width}], but its shape is {x.ShapeText}.", nameof(x));
    }

    /// <summary>Channels along axis 1.</summary>
    /// <exception cref="ArgumentException">There are others.</exception>
    public static void RequireChannels(Tensor x, long channels, Module layer)
    {
        if (x.Rank >= 2 && x.Shape[1] == channels) return;
        throw new ArgumentException(
            $"{layer.Place}: axis 1 of the input has to have {channels} channels, but its shape is {x.ShapeText}. "
            + "The input is [batch, channels, ...]; make the layer for another number of channels, or move the axis.", nameof(x));
    }

    /// <summary>Images, of so many axes, alone or in a batch.</summary>
    /// <exception cref="ArgumentException">The input has other axes, or other channels.</exception>
    public static void RequireImages(Tensor x, long channels, int axes, Module layer)
    {
        if ((x.Rank == axes + 1 || x.Rank == axes + 2) && x.Shape[^(axes + 1)] == channels) return;
        throw new ArgumentException(
            $"{layer.Place}: the input has to be [batch, {channels}, {Extents(axes)}] or [{channels}, {Extents(axes)}], but its shape is {x.ShapeText}. "
            + "Reshape the input, or make the layer for another number of channels.", nameof(x));
    }

    private static string Extents(int axes) => axes switch { 1 => "length", 2 => "height, width", _ => "depth, height, width" };
}
