using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Files that were damaged at random, and files of random bytes.</summary>
internal static class Mutations
{
    /// <summary>Bytes of a valid file some of which are changed, taken out, put in or cut off, or nothing but random bytes.</summary>
    public static Gen<byte[]> Of(byte[] file)
    {
        Gen<Func<List<byte>, List<byte>>> change = Gen.Select(Gen.Int[0, 5], Gen.Int[0, file.Length - 1], Gen.Byte, Gen.Int[1, 8]).Select(
            static (kind, at, value, count) => (Func<List<byte>, List<byte>>)(bytes =>
            {
                at = Math.Min(at, bytes.Count);
                count = Math.Min(count, bytes.Count - at);
                switch (kind)
                {
                    case 0 when at < bytes.Count: bytes[at] = value; break;
                    case 1 when at < bytes.Count: bytes[at] ^= (byte)(1 << (value & 7)); break;
                    case 2: bytes.Insert(at, value); break;
                    case 3: bytes.RemoveRange(at, count); break;
                    case 4: bytes.InsertRange(at, bytes.GetRange(at, count)); break;
                    default: bytes.RemoveRange(at, bytes.Count - at); break;
                }

                return bytes;
            }));
        Gen<byte[]> changed = change.List[1, 4].Select(changes => changes.Aggregate(new List<byte>(file), static (bytes, c) => c(bytes)).ToArray());
        return Gen.Frequency((9, changed), (1, Gen.Byte.Array[0, 200]));
    }

    /// <summary>Reads a file: it is valid, or it is refused as one that is not.</summary>
    public static void Try(Action read, byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            Assert.NotEmpty(e.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8 << 20) + (100L * file.Length));
    }
}

/// <summary>A stream that goes forwards only and gives a few bytes at a time, as one from the network.</summary>
internal sealed class OneWay(Stream stream) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, Math.Min(count, 1000));

    public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

    public override void Flush() => stream.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
