namespace Adjoint;

// Channels that become pixels, and change places.
public static unsafe partial class Ops
{
    /// <summary>Makes an image larger by a factor, its pixels being taken from as many channels as a square of them needs.</summary>
    /// <param name="x">Shape [..., channels · factor², height, width].</param>
    /// <param name="factor">The factor r.</param>
    /// <returns>Shape [..., channels, height · r, width · r]. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentException">x has less than three dimensions, or the channels are no multiple of factor².</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is less than 1.</exception>
    /// <operation formula="y[c, h r + i, w r + j] = x[c r² + i r + j, h, w]" numpy="–" jax="–" torch="F.pixel_shuffle" mindspore="ops.pixel_shuffle"/>
    public static Tensor PixelShuffle(Tensor x, long factor)
    {
        _ = Handle(x);
        long[] shape = ImageShape(x, factor, nameof(PixelShuffle));
        (long channels, long height, long width) = (shape[^3], shape[^2], shape[^1]);
        if (channels % checked(factor * factor) != 0)
        {
            throw new ArgumentException(
                $"PixelShuffle: the {channels} channels of x of shape {x.ShapeText} are no multiple of {factor * factor}, the square of the factor.", nameof(x));
        }

        Tensor parts = Reshape(x, [.. shape[..^3], channels / (factor * factor), factor, factor, height, width]);
        return Reshape(Moved(parts, [0, 3, 1, 4, 2]), [.. shape[..^3], channels / (factor * factor), height * factor, width * factor]);
    }

    /// <summary>Makes an image smaller by a factor, the pixels of each square becoming channels: the other direction of <see cref="PixelShuffle"/>.</summary>
    /// <param name="x">Shape [..., channels, height · factor, width · factor].</param>
    /// <param name="factor">The factor r.</param>
    /// <returns>Shape [..., channels · r², height, width]. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentException">x has less than three dimensions, or its height or width is no multiple of the factor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is less than 1.</exception>
    /// <operation formula="y[c r² + i r + j, h, w] = x[c, h r + i, w r + j]" numpy="–" jax="–" torch="F.pixel_unshuffle" mindspore="ops.pixel_unshuffle"/>
    public static Tensor PixelUnshuffle(Tensor x, long factor)
    {
        _ = Handle(x);
        long[] shape = ImageShape(x, factor, nameof(PixelUnshuffle));
        (long channels, long height, long width) = (shape[^3], shape[^2] / factor, shape[^1] / factor);
        if (height * factor != shape[^2] || width * factor != shape[^1])
            throw new ArgumentException($"PixelUnshuffle: height and width of x of shape {x.ShapeText} must be multiples of the factor, {factor}.", nameof(x));
        Tensor parts = Reshape(x, [.. shape[..^3], channels, height, factor, width, factor]);
        return Reshape(Moved(parts, [0, 2, 4, 1, 3]), [.. shape[..^3], checked(channels * factor * factor), height, width]);
    }

    /// <summary>Deals channels out: after the first of each group come the second of each, and so on.</summary>
    /// <param name="x">Shape [n, channels, ...].</param>
    /// <param name="groups">Into how many groups of neighbours the channels fall.</param>
    /// <returns>A tensor of the same shape. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentException">x has less than two dimensions, or the channels are no multiple of the groups.</exception>
    /// <operation formula="y[n, i g + j] = x[n, j channels / g + i]" numpy="–" jax="–" torch="F.channel_shuffle" mindspore="nn.ChannelShuffle"/>
    public static Tensor ChannelShuffle(Tensor x, long groups)
    {
        _ = Handle(x);
        if (x.Rank < 2) throw new ArgumentException($"ChannelShuffle: x of shape {x.ShapeText} has no channels; it has the shape [n, channels, ...].", nameof(x));
        long channels = x.Shape[1];
        if (groups < 1 || channels % groups != 0)
            throw new ArgumentException($"ChannelShuffle: the {channels} channels of x of shape {x.ShapeText} do not fall into {groups} groups.", nameof(groups));
        long[] shape = x.Shape.ToArray();
        return Reshape(SwapAxes(Reshape(x, [shape[0], groups, channels / groups, .. shape[2..]]), 1, 2), shape);
    }

    private static long[] ImageShape(Tensor x, long factor, string operation)
    {
        if (factor < 1) throw new ArgumentOutOfRangeException(nameof(factor), FormattableString.Invariant($"{operation}: a factor of {factor}; it must be at least 1."));
        if (x.Rank < 3) throw new ArgumentException($"{operation}: x of shape {x.ShapeText} is no image; it has the shape [..., channels, height, width].", nameof(x));
        return x.Shape.ToArray();
    }

    // The last axes in another order.
    private static Tensor Moved(Tensor x, ReadOnlySpan<int> order)
    {
        var all = new long[x.Rank];
        int others = x.Rank - order.Length;
        for (int i = 0; i < x.Rank; i++) all[i] = i < others ? i : others + order[i - others];
        return Permute(x, all);
    }
}
