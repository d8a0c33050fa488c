namespace Adjoint;

/// <summary>A stream whose checksum, as zip files have it, is that of all bytes read so far.</summary>
internal sealed class Crc32Stream(Stream stream) : Stream
{
    private static readonly uint[] s_table = Table();
    private uint _remainder = uint.MaxValue;

    public uint Crc => ~_remainder;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = stream.Read(buffer);
        uint remainder = _remainder;
        foreach (byte b in buffer[..read])
            remainder = s_table[(byte)remainder ^ b] ^ (remainder >> 8);
        _remainder = remainder;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) stream.Dispose();
        base.Dispose(disposing);
    }

    // The remainders of the bytes by the polynomial 0xEDB88320.
    private static uint[] Table()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint remainder = i;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320);
            table[i] = remainder;
        }

        return table;
    }
}
