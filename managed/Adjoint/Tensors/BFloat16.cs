using System.Globalization;

namespace Adjoint;

/// <summary>
/// A floating number of 16 bits with the range of a float and 8 bits of precision: the upper half of a float. It computes as float.
/// </summary>
public readonly struct BFloat16 : IEquatable<BFloat16>, IComparable<BFloat16>, IFormattable
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>The number with these bits.</summary>
    /// <param name="bits">Sign, eight bits of exponent, seven of the mantissa.</param>
    /// <returns>The number.</returns>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>The bits of the number.</summary>
    /// <returns>The sixteen bits.</returns>
    public ushort ToBits() => _bits;

    /// <summary>The nearest number, the even one of two; NaN stays NaN.</summary>
    /// <param name="value">A float.</param>
    /// <returns>The nearest number of this type.</returns>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return new(float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The nearest number, the even one of two, rounded once.</summary>
    /// <param name="value">A double.</param>
    /// <returns>The nearest number of this type.</returns>
    public static explicit operator BFloat16(double value)
    {
        float nearest = (float)value;
        if (nearest == value || double.IsNaN(value)) return (BFloat16)nearest;
        // Towards the float whose last bit is odd, so that the second rounding sees on which side the number lies.
        uint bits = BitConverter.SingleToUInt32Bits(nearest);
        if (Math.Abs((double)nearest) > Math.Abs(value)) bits--;
        return (BFloat16)BitConverter.UInt32BitsToSingle(bits | 1);
    }

    /// <summary>The same number as a float.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The same number.</returns>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << 16);

    /// <summary>Whether both are the same number; NaN equals nothing.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    /// <returns>True if they are.</returns>
    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == right;

    /// <summary>Whether the numbers differ.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    /// <returns>True if they do.</returns>
    public static bool operator !=(BFloat16 left, BFloat16 right) => (float)left != right;

    /// <summary>Whether the first is below the second.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    /// <returns>True if that holds; false beside NaN.</returns>
    public static bool operator <(BFloat16 left, BFloat16 right) => (float)left < right;

    /// <summary>Whether the first is at most the second.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    /// <returns>True if that holds; false beside NaN.</returns>
    public static bool operator <=(BFloat16 left, BFloat16 right) => (float)left <= right;

    /// <summary>Whether the first is above the second.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    /// <returns>True if that holds; false beside NaN.</returns>
    public static bool operator >(BFloat16 left, BFloat16 right) => (float)left > right;

    /// <summary>Whether the first is at least the second.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    /// <returns>True if that holds; false beside NaN.</returns>
    public static bool operator >=(BFloat16 left, BFloat16 right) => (float)left >= right;

    /// <inheritdoc/>
    public int CompareTo(BFloat16 other) => ((float)this).CompareTo(other);

    /// <inheritdoc/>
    public bool Equals(BFloat16 other) => ((float)this).Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ((float)this).ToString(format, formatProvider);

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);
}
