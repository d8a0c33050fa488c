namespace Adjoint;

/// <summary>
/// Reads a file that may be hostile, cut short or of another kind: what it claims is held against what is there before anything is made
/// of it, and every fault names the file.
/// </summary>
/// <param name="stream">Where the bytes come from.</param>
/// <param name="name">What messages call the file.</param>
/// <param name="length">How many bytes there should be, if something beside the stream says so.</param>
internal sealed class FileReader(Stream stream, string name, long? length = null)
{
    private readonly long? _end = length ?? (stream.CanSeek ? stream.Length - stream.Position : null);
    private long _at;

    /// <summary>What messages call a stream.</summary>
    public static string NameOf(Stream stream) => stream is FileStream file ? file.Name : "The stream";

    /// <summary>The bytes that are left, where that is known.</summary>
    public long? Left => _end - _at;

    /// <summary>What is wrong with the file.</summary>
    public InvalidDataException Fault(string what, Exception? cause = null) => new($"{name}: {what}", cause);

    /// <summary>The next bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">What they are, for messages.</param>
    public unsafe byte[] Bytes(int count, string what)
    {
        using ReceivedBytes bytes = Receive(count, what);
        return new ReadOnlySpan<byte>(bytes.Start, count).ToArray();
    }

    /// <summary>A tensor of the next bytes.</summary>
    /// <param name="dtype">Its type.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="isReversed">Whether the first byte of a number is that of the highest value.</param>
    public unsafe Tensor Elements(DType dtype, ReadOnlySpan<long> shape, string what, bool isReversed = false)
    {
        using ReceivedBytes bytes = Receive(BytesOf(dtype, shape, what), what);
        if (isReversed) bytes.ReverseNumbers(dtype.IsComplex ? dtype.Size / 2 : dtype.Size);
        try
        {
            return Tensor.FromBytes(dtype, shape, bytes.Start, bytes.Count, "Load");
        }
        catch (ArgumentException e)
        {
            throw Fault($"{what} is no tensor: {e.Message}", e);
        }
    }

    /// <summary>The bytes that a tensor takes.</summary>
    /// <exception cref="InvalidDataException">An extent is below 0, or there is no such number.</exception>
    public long BytesOf(DType dtype, ReadOnlySpan<long> shape, string what)
    {
        long count = dtype.Size;
        foreach (long extent in shape)
        {
            if (extent < 0) throw Fault($"{what} has the extent {extent}, which is below 0.");
            if (extent != 0 && count > long.MaxValue / extent) throw Fault($"{what} has more elements than can be counted.");
            count *= extent;
        }

        return count;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count, string what)
    {
        const int portion = 1 << 20;
        for (; count > 0; count -= portion)
            Receive(Math.Min(count, portion), what).Dispose();
    }

    /// <summary>Makes sure that nothing is left.</summary>
    public void RequireEnd()
    {
        try
        {
            if (Left is > 0 || stream.ReadByte() >= 0) throw Fault("there is more behind the end of what it says it holds.");
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw Fault("its end is damaged.", e);
        }
    }

    private ReceivedBytes Receive(long count, string what)
    {
        if (Left < count) throw Fault($"{what} takes {count} bytes, but {Left} are left.");
        try
        {
            var bytes = new ReceivedBytes(stream, count);
            _at += count;
            return bytes;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw Fault($"{what} takes {count} bytes, but the file ends before or is damaged.", e);
        }
    }
}
