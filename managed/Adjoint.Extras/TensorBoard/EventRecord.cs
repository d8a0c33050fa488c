using System.Buffers.Binary;
using System.Numerics;

namespace Adjoint.Extras;

/// <summary>A record of a TFRecord file: length, its checksum, the bytes, their checksum.</summary>
internal static class EventRecord
{
    private const int HeadLength = 12;
    private const int SumLength = 4;

    public static byte[] Of(ReadOnlySpan<byte> message)
    {
        byte[] record = new byte[HeadLength + message.Length + SumLength];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedSum(record.AsSpan(0, sizeof(ulong))));
        message.CopyTo(record.AsSpan(HeadLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeadLength + message.Length), MaskedSum(message));
        return record;
    }

    /// <summary>CRC-32C (Castagnoli).</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = ~0u;
        foreach (byte b in bytes)
            sum = BitOperations.Crc32C(sum, b);
        return ~sum;
    }

    // Sums of bytes that hold sums themselves are weak: TensorFlow turns and shifts them.
    private static uint MaskedSum(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Sum(bytes), 15) + 0xa282ead8;
}
