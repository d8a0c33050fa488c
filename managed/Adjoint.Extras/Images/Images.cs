using StbImageSharp;

using StbImageWriteSharp;

using PngColors = StbImageWriteSharp.ColorComponents;
using SourceColors = StbImageSharp.ColorComponents;

namespace Adjoint.Extras;

/// <summary>Where the colours of an image lie in its tensor.</summary>
public enum ImageLayout
{
    /// <summary>[channels, height, width], as convolutions take images.</summary>
    ChannelsFirst,

    /// <summary>[height, width, channels], as files hold them.</summary>
    ChannelsLast,
}

/// <summary>Images in files: PNG and JPEG (BMP, TGA and GIF too) into uint8 tensors, and such tensors as PNG.</summary>
/// <remarks>
/// Images stay bytes, a quarter of the memory of float32, until they are needed: <c>Cast(images, DType.Float32) / 255</c>. Of a PNG of 16
/// bits a colour the upper eight are read.
/// </remarks>
/// <example>
/// <code>
/// Tensor cat = Images.Load("cat.jpg", channels: 3);               // uint8 [3, height, width]
/// Tensor x = Cast(cat, DType.Float32) / 255;
/// Images.SavePng("grey.png", Cast(Mean(x, 0) * 255, DType.UInt8));
/// </code>
/// </example>
public static class Images
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="layout">Where the colours are to lie.</param>
    /// <param name="channels">1 for grey, 2 for grey and opacity, 3 for red, green and blue, 4 for these and opacity; if left out, those of the file.</param>
    /// <param name="maxPixels">Files that claim more pixels than this are refused before memory is taken for them.</param>
    /// <returns>A uint8 tensor [channels, height, width] or [height, width, channels].</returns>
    /// <exception cref="InvalidDataException">The file is no image that can be read, or has too many pixels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not 1 to 4 channels.</exception>
    public static Tensor Load(string path, ImageLayout layout = ImageLayout.ChannelsFirst, int? channels = null, long maxPixels = 100_000_000)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Decode(File.ReadAllBytes(path), layout, channels, maxPixels, Path.GetFileName(path));
    }

    /// <summary>Reads an image out of the bytes of a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="layout">Where the colours are to lie.</param>
    /// <param name="channels">As of <see cref="Load"/>.</param>
    /// <param name="maxPixels">As of <see cref="Load"/>.</param>
    /// <returns>A uint8 tensor [channels, height, width] or [height, width, channels].</returns>
    /// <exception cref="InvalidDataException">The bytes are no image that can be read, or one with too many pixels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not 1 to 4 channels.</exception>
    public static Tensor Decode(byte[] file, ImageLayout layout = ImageLayout.ChannelsFirst, int? channels = null, long maxPixels = 100_000_000)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Decode(file, layout, channels, maxPixels, "The image");
    }

    /// <summary>Writes an image as PNG.</summary>
    /// <param name="path">Where; a file that is there is replaced, whole or not at all.</param>
    /// <param name="image">A uint8 tensor of one to four channels, or [height, width] in grey.</param>
    /// <param name="layout">Where its colours lie.</param>
    /// <exception cref="ArgumentException">The tensor is no image.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(string path, Tensor image, ImageLayout layout = ImageLayout.ChannelsFirst)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] file = EncodePng(image, layout);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>The bytes of a PNG file of an image.</summary>
    /// <param name="image">A uint8 tensor of one to four channels, or [height, width] in grey.</param>
    /// <param name="layout">Where its colours lie.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">The tensor is no image.</exception>
    public static byte[] EncodePng(Tensor image, ImageLayout layout = ImageLayout.ChannelsFirst)
    {
        Tensor last = ChannelsLast(image, layout);
        var file = new MemoryStream();
        new ImageWriter().WritePng(last.ToArray<byte>(), (int)last.Shape[1], (int)last.Shape[0], (PngColors)(int)last.Shape[2], file);
        return file.ToArray();
    }

    internal static Tensor ChannelsLast(Tensor image, ImageLayout layout)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.DType != DType.UInt8)
            throw new ArgumentException($"An image is written from bytes, not from {image.DType}: Cast(image * 255, DType.UInt8) of numbers from 0 to 1.", nameof(image));
        Tensor last = image.Rank == 2 ? Ops.ExpandDims(image, -1)
            : image.Rank == 3 ? layout == ImageLayout.ChannelsFirst ? Ops.Permute(image, 1, 2, 0) : image
            : throw NoImage(image, layout);
        return last.Shape[2] is >= 1 and <= 4 && last.Count is > 0 and <= int.MaxValue / 2 ? last : throw NoImage(image, layout);
    }

    private static Tensor Decode(byte[] file, ImageLayout layout, int? channels, long maxPixels, string source)
    {
        if (channels is < 1 or > 4) throw new ArgumentOutOfRangeException(nameof(channels), FormattableString.Invariant($"An image has 1 to 4 channels, not {channels}."));
        ImageResult image;
        try
        {
            ImageInfo info = ImageInfo.FromStream(new MemoryStream(file)) ?? throw new InvalidDataException($"{source} is no PNG, JPEG, BMP, TGA or GIF file.");
            if ((long)info.Width * info.Height > maxPixels)
                throw new InvalidDataException($"{source} claims {info.Width} x {info.Height} pixels, more than {maxPixels}. Raise maxPixels if that is right.");
            image = ImageResult.FromMemory(file, (SourceColors)(channels ?? 0));
        }
        catch (Exception e) when (e is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"{source} is an image that cannot be read: {e.Message}", e); // the decoder fails in many ways
        }

        int depth = channels ?? (int)image.Comp;
        Tensor last = Tensor.From(image.Data.AsSpan(0, checked(image.Width * image.Height * depth)), image.Height, image.Width, depth);
        return layout == ImageLayout.ChannelsLast ? last : Ops.Permute(last, 2, 0, 1).Contiguous();
    }

    private static ArgumentException NoImage(Tensor image, ImageLayout layout) => new(
        $"A tensor of shape {image.Shape} is no image: that has [height, width] or {(layout == ImageLayout.ChannelsFirst ? "[channels, height, width]" : "[height, width, channels]")} "
        + "with 1 to 4 channels.",
        nameof(image));
}
