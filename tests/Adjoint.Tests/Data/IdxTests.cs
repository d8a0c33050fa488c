using System.IO.Compression;

using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Files of the format that MNIST has.</summary>
public sealed class IdxTests
{
    [Fact]
    public void Every_type_is_read_with_the_highest_byte_first()
    {
        Assert.Equal([1, 2, 3, 4], Read(8, [2, 2], [1, 2, 3, 4]).Reshape(-1).ToArray<byte>());
        Assert.Equal([2, 2], Read(8, [2, 2], [1, 2, 3, 4]).Shape);
        Assert.Equal([-1], Read(9, [1], [0xff]).ToArray<sbyte>());
        Assert.Equal([258], Read(11, [1], [1, 2]).ToArray<short>());
        Assert.Equal([-2], Read(12, [1], [0xff, 0xff, 0xff, 0xfe]).ToArray<int>());
        Assert.Equal([1f], Read(13, [1], [0x3f, 0x80, 0, 0]).ToArray<float>());
        Assert.Equal([1.0], Read(14, [1], [0x3f, 0xf0, 0, 0, 0, 0, 0, 0]).ToArray<double>());
        Assert.Equal([0, 3], Read(8, [0, 3], []).Shape);
    }

    [Fact]
    public void Compressed_files_are_read_as_they_are()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["plain"], FileOf(8, [3], [1, 2, 3]));
        File.WriteAllBytes(folder["plain.gz"], Compressed(FileOf(8, [3], [1, 2, 3])));
        Assert.Equal([1, 2, 3], Idx.Load(folder["plain"]).ToArray<byte>());
        Assert.Equal([1, 2, 3], Idx.Load(folder["plain.gz"]).ToArray<byte>());
        Assert.Equal([1, 2, 3], Idx.Load(new OneWay(File.OpenRead(folder["plain"]))).ToArray<byte>());
    }

    [Fact]
    public void What_is_no_such_file_is_refused()
    {
        Assert.Contains("0 are left", Refused([]), StringComparison.Ordinal);
        Assert.Contains("begins with 00010801", Refused([0, 1, 8, 1, 0, 0, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("begins with 00000A01", Refused([0, 0, 10, 1, 0, 0, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("9 axes", Refused([0, 0, 8, 9, .. new byte[36]]), StringComparison.Ordinal);
        Assert.Contains("takes 4294967295 bytes, but 2 are left", Refused([0, 0, 8, 1, 255, 255, 255, 255, 1, 2]), StringComparison.Ordinal);
        Assert.Contains("more elements", Refused([0, 0, 8, 3, .. Enumerable.Repeat((byte)255, 12)]), StringComparison.Ordinal);
        Assert.Contains("more behind", Refused(FileOf(8, [1], [1, 2])), StringComparison.Ordinal);
        Assert.Contains("ends before or is damaged", Refused(Compressed(FileOf(8, [9], [1, 2]))), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_give_tensors_or_a_clear_error()
    {
        foreach (byte[] file in (byte[][])[FileOf(12, [2, 1], [1, 2, 3, 4, 5, 6, 7, 8]), Compressed(FileOf(8, [2, 3], [1, 2, 3, 4, 5, 6]))])
            Mutations.Of(file).Sample(static bytes => Mutations.Try(() => _ = Idx.Load(new MemoryStream(bytes)).Count, bytes), iter: 10_000);
    }

    private static string Refused(byte[] file) => Assert.Throws<InvalidDataException>(() => Idx.Load(new MemoryStream(file))).Message;

    private static Tensor Read(byte type, int[] shape, byte[] elements) => Idx.Load(new MemoryStream(FileOf(type, shape, elements)));

    private static byte[] FileOf(byte type, int[] shape, byte[] elements) =>
        [0, 0, type, (byte)shape.Length, .. shape.SelectMany(static e => BitConverter.GetBytes(e).Reverse()), .. elements];

    private static byte[] Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionMode.Compress)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
