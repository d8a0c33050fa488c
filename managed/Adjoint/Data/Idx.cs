using System.Buffers.Binary;
using System.IO.Compression;

using Adjoint.Native;

namespace Adjoint;

/// <summary>Files of the IDX format, in which MNIST and its successors are given, compressed by gzip or not.</summary>
/// <example>
/// <code>
/// var train = new TensorDataset(Idx.Load("train-images-idx3-ubyte.gz"), Idx.Load("train-labels-idx1-ubyte.gz"));
/// foreach (var (images, labels) in train.Map(x => x.Cast(DType.Float32) / 255).Batches(64)) ...
/// </code>
/// </example>
public static class Idx
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array: uint8 for images and labels, and int8, int16, int32, float32 or float64 where the file says so.</returns>
    /// <exception cref="InvalidDataException">It is no such file, is cut short or damaged; the message names file and fault.</exception>
    public static Tensor Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream. One that cannot seek is taken to be uncompressed.</param>
    /// <returns>The array.</returns>
    /// <exception cref="InvalidDataException">It is no such file, is cut short or damaged.</exception>
    public static Tensor Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string name = FileReader.NameOf(stream);
        if (!IsCompressed(stream)) return Read(new FileReader(stream, name));
        using var inflated = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        return Read(new FileReader(inflated, name));
    }

    // Two bytes of 0, the type, the number of axes; the extents, and the elements, all with the highest byte first.
    private static Tensor Read(FileReader file)
    {
        byte[] magic = file.Bytes(4, "the beginning of an IDX file");
        if (magic[0] != 0 || magic[1] != 0 || TypeOf(magic[2]) is not { } dtype)
            throw file.Fault($"it begins with {Convert.ToHexString(magic)}, not as an IDX file does.");
        if (magic[3] > NativeMethods.ADJ_MAX_RANK) throw file.Fault($"it has {magic[3]} axes; tensors have at most {NativeMethods.ADJ_MAX_RANK}.");
        byte[] extents = file.Bytes(magic[3] * sizeof(uint), "the shape");
        long[] shape = [.. Enumerable.Range(0, magic[3]).Select(i => (long)BinaryPrimitives.ReadUInt32BigEndian(extents.AsSpan(i * sizeof(uint))))];
        Tensor x = file.Elements(dtype, shape, "the array", isReversed: true);
        file.RequireEnd();
        return x;
    }

    private static DType? TypeOf(byte code) => code switch
    {
        0x08 => DType.UInt8,
        0x09 => DType.Int8,
        0x0b => DType.Int16,
        0x0c => DType.Int32,
        0x0d => DType.Float32,
        0x0e => DType.Float64,
        _ => null,
    };

    // A gzip file begins with 1f 8b, where an IDX file has two bytes of 0.
    private static bool IsCompressed(Stream stream)
    {
        if (!stream.CanSeek) return false;
        int first = stream.ReadByte();
        if (first >= 0) stream.Position--;
        return first == 0x1f;
    }
}
