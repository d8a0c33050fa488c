namespace Adjoint;

/// <summary>NumPy's files of one array: <c>numpy.save</c> and <c>numpy.load</c>.</summary>
/// <remarks>
/// Versions 1 to 3, both orders of axes and both orders of bytes are read; row-major files of version 1 are written. bfloat16 is kept
/// as <c>V2</c>, as ml_dtypes does. Pickled objects are never run.
/// </remarks>
/// <example>
/// <code>
/// Npy.Save("x.npy", Tensor.Ones(2, 3));
/// Console.WriteLine(Npy.Load("x.npy").Shape);   // [2, 3]
/// </code>
/// </example>
public static class Npy
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array.</returns>
    /// <exception cref="InvalidDataException">It is no npy file, is cut short or damaged; the message names file and fault.</exception>
    /// <exception cref="NotSupportedException">Tensors have no such type: uint16, uint32, uint64, text, dates, records or objects.</exception>
    public static Tensor Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var file = new FileReader(stream, stream.Name);
        Tensor x = Read(file, stream.Name);
        file.RequireEnd();
        return x;
    }

    /// <summary>Reads an array where a stream stands, and leaves the stream behind it: there may be another one.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <returns>The array.</returns>
    /// <exception cref="InvalidDataException">There is no array, or it is cut short or damaged.</exception>
    /// <exception cref="NotSupportedException">Tensors have no such type.</exception>
    public static Tensor Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string name = FileReader.NameOf(stream);
        return Read(new FileReader(stream, name), name);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="x">The array.</param>
    public static void Save(string path, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        AtomicFile.Write(path, stream => Save(stream, x));
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <param name="x">The array.</param>
    public static void Save(Stream stream, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(x);
        stream.Write(NpyHeader.Of(x));
        x.WriteBytes(stream);
    }

    /// <summary>The elements that stand behind a header.</summary>
    internal static Tensor Elements(NpyHeader header, FileReader file)
    {
        long[] shape = header.IsFortran ? [.. Enumerable.Reverse(header.Shape)] : header.Shape;
        Tensor x = file.Elements(header.DType!.Value, shape, "the array", header.IsReversed);
        return header.IsFortran ? Ops.Transpose(x).Contiguous() : x;
    }

    private static Tensor Read(FileReader file, string name)
    {
        NpyHeader header = NpyHeader.Read(file);
        return header.Fault is { } fault ? throw new NotSupportedException($"{name}: {fault}") : Elements(header, file);
    }
}
