using System.Buffers.Binary;

using StbImageWriteSharp;

using Xunit;

namespace Adjoint.Extras.Tests;

/// <summary>Images in files become bytes in tensors, and the other way.</summary>
public sealed class ImageTests
{
    // Two rows of three pixels: red, green, blue; white, black, grey.
    private static readonly byte[] s_pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128, 128, 128];
    private static readonly Tensor s_image = Tensor.From(s_pixels, 2, 3, 3);

    [Fact]
    public void A_png_comes_back_as_it_was()
    {
        using var folder = new Folder();
        Images.SavePng(folder["x.png"], s_image, ImageLayout.ChannelsLast);
        Assert.Equal(s_pixels, Images.Load(folder["x.png"], ImageLayout.ChannelsLast).ToArray<byte>());
        Tensor first = Images.Load(folder["x.png"]);
        Assert.Equal([3, 2, 3], first.Shape.ToArray());
        Assert.Equal([255, 0, 0, 255, 0, 128], first[0].ToArray<byte>()); // red
        Images.SavePng(folder["y.png"], first);
        Assert.Equal(File.ReadAllBytes(folder["x.png"]), File.ReadAllBytes(folder["y.png"]));
    }

    [Fact]
    public void A_file_is_replaced_whole()
    {
        using var folder = new Folder();
        Images.SavePng(folder["x.png"], s_image, ImageLayout.ChannelsLast);
        byte[] before = File.ReadAllBytes(folder["x.png"]), read = new byte[before.Length];
        using (var old = new FileStream(folder["x.png"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            Images.SavePng(folder["x.png"], Tensor.Zeros([40, 40], DType.UInt8));
            old.ReadExactly(read); // who has it open sees the old one to its end
        }

        Assert.Equal(before, read);
        Assert.Equal([40, 40], Images.Load(folder["x.png"])[0].Shape.ToArray());
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(folder["x.png"])!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Images_have_one_to_four_channels(int channels)
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 4 * channels).Select(static i => (byte)(i * 3))];
        byte[] file = Images.EncodePng(Tensor.From(pixels, 5, 4, channels), ImageLayout.ChannelsLast);
        Assert.Equal(pixels, Images.Decode(file, ImageLayout.ChannelsLast).ToArray<byte>());
        Assert.Equal([3, 5, 4], Images.Decode(file, channels: 3).Shape.ToArray());
    }

    [Fact]
    public void A_matrix_is_grey()
    {
        Tensor grey = Tensor.From((byte[])[0, 50, 100, 150], 2, 2);
        Assert.Equal([0, 50, 100, 150], Images.Decode(Images.EncodePng(grey)).ToArray<byte>());
        Assert.Equal([1, 2, 2], Images.Decode(Images.EncodePng(grey)).Shape.ToArray());
    }

    [Fact]
    public void A_jpeg_comes_back_nearly()
    {
        byte[] pixels = [.. Enumerable.Repeat((byte[])[200, 100, 50], 64).SelectMany(static p => p)];
        var file = new MemoryStream();
        new ImageWriter().WriteJpg(pixels, 8, 8, ColorComponents.RedGreenBlue, file, 95);
        Tensor image = Images.Decode(file.ToArray(), ImageLayout.ChannelsLast);
        Assert.Equal([8, 8, 3], image.Shape.ToArray());
        Assert.All(image.ToArray<byte>().Zip(pixels), static p => Assert.InRange(p.First - p.Second, -6, 6));
    }

    [Fact]
    public void Files_that_are_broken_or_too_large_are_refused()
    {
        byte[] png = Images.EncodePng(s_image, ImageLayout.ChannelsLast);
        foreach (byte[] broken in (byte[][])[[], [1, 2, 3], png[..20], png[..^30]])
            Assert.Throws<InvalidDataException>(() => Images.Decode(broken));
        byte[] huge = [.. png];
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), 12_000); // the width in the header
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(20), 12_000);
        Assert.Contains("12000 x 12000", Assert.Throws<InvalidDataException>(() => Images.Decode(huge)).Message);
        Assert.Contains("more than 5", Assert.Throws<InvalidDataException>(() => Images.Decode(png, maxPixels: 5)).Message);
        using var folder = new Folder();
        File.WriteAllBytes(folder["x.png"], png[..20]);
        Assert.Contains("x.png", Assert.Throws<InvalidDataException>(() => Images.Load(folder["x.png"])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Images.Decode(png, channels: 5));
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Assert.Contains("Cast", Assert.Throws<ArgumentException>(() => Images.EncodePng(Tensor.Ones(2, 2))).Message);
        Assert.Contains("[5, 2, 2]", Assert.Throws<ArgumentException>(() => Images.EncodePng(Tensor.Zeros([5, 2, 2], DType.UInt8))).Message);
        Assert.Throws<ArgumentException>(() => Images.EncodePng(Tensor.Zeros([4], DType.UInt8)));
        Assert.Throws<ArgumentException>(() => Images.EncodePng(Tensor.Zeros([3, 0, 2], DType.UInt8)));
    }
}
