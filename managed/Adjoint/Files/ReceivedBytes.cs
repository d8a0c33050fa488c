using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Adjoint;

/// <summary>
/// Bytes out of a stream, in native memory, since a tensor may have more of them than an array. The memory grows with what comes, not
/// with what a file claims.
/// </summary>
internal sealed unsafe class ReceivedBytes : IDisposable
{
    private const int AtFirst = 1 << 20, AtOnce = 1 << 26;

    /// <summary>Reads so many bytes.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public ReceivedBytes(Stream stream, long count)
    {
        long present = stream.CanSeek ? stream.Length - stream.Position : 0;
        long room = 0;
        try
        {
            while (Count < count)
            {
                if (Count == room)
                {
                    room = Math.Min(count, Math.Max(Math.Max(AtFirst, present), 2 * room));
                    Start = (byte*)NativeMemory.Realloc(Start, (nuint)room);
                }

                int read = stream.Read(new Span<byte>(Start + Count, (int)Math.Min(AtOnce, room - Count)));
                if (read == 0) throw new EndOfStreamException();
                Count += read;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public byte* Start { get; private set; }

    public long Count { get; private set; }

    /// <summary>Turns the bytes of every number of a size around.</summary>
    public void ReverseNumbers(int size)
    {
        for (long at = 0; at < Count; at += AtOnce)
        {
            var part = new Span<byte>(Start + at, (int)Math.Min(AtOnce, Count - at));
            switch (size)
            {
                case 2:
                    Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(part);
                    BinaryPrimitives.ReverseEndianness(words, words);
                    break;
                case 4:
                    Span<uint> doubleWords = MemoryMarshal.Cast<byte, uint>(part);
                    BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                    break;
                case 8:
                    Span<ulong> quadWords = MemoryMarshal.Cast<byte, ulong>(part);
                    BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                    break;
                default:
                    break; // a byte is the same from both ends
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(Start);
        Start = null;
    }
}
