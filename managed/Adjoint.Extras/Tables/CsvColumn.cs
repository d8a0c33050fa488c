using System.Globalization;
using System.Numerics;

namespace Adjoint.Extras;

/// <summary>A column that <see cref="Csv"/> is to read: its name, and what its fields are.</summary>
public sealed class CsvColumn
{
    private readonly Func<FieldReader> _reader;

    private CsvColumn(string name, Func<FieldReader> reader)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        _reader = reader;
    }

    /// <summary>The name in the header.</summary>
    public string Name { get; }

    /// <summary>A column of numbers, or of truth values: true, false, 1, 0.</summary>
    /// <param name="name">The name in the header.</param>
    /// <param name="dtype">Their type; complex numbers and bfloat16 cannot be read.</param>
    /// <param name="missing">What stands for a missing value; if left out, a missing value is an error.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentException">Numbers of this type cannot be read, or what stands for missing ones is none of the type.</exception>
    public static CsvColumn Numbers(string name, DType dtype = DType.Float32, double? missing = null) => new(name, dtype switch
    {
        DType.Bool => Fields<bool>(TryParse, dtype, missing is { } m ? m != 0 : null),
        DType.UInt8 => Integers<byte>(dtype, missing),
        DType.Int8 => Integers<sbyte>(dtype, missing),
        DType.Int16 => Integers<short>(dtype, missing),
        DType.Int32 => Integers<int>(dtype, missing),
        DType.Int64 => Integers<long>(dtype, missing),
        DType.Float16 => Floats<Half>(dtype, missing),
        DType.Float32 => Floats<float>(dtype, missing),
        DType.Float64 => Floats<double>(dtype, missing),
        _ => throw new ArgumentException($"CsvColumn.Numbers: column '{name}' cannot be read as {dtype}. Read it as Float32 or Float64 and cast it.", nameof(dtype)),
    });

    /// <summary>A column of labels, which become int64 numbers of classes.</summary>
    /// <param name="name">The name in the header.</param>
    /// <param name="classes">The labels in the order of their numbers; another label is an error. If left out, those that occur, in ordinal order.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentException">A label is given twice.</exception>
    public static CsvColumn Labels(string name, IReadOnlyList<string>? classes = null)
    {
        if (classes is not null && classes.Distinct(StringComparer.Ordinal).Count() != classes.Count)
            throw new ArgumentException($"CsvColumn.Labels: column '{name}' is given a label twice.", nameof(classes));
        return new(name, () => new LabelReader(classes));
    }

    internal FieldReader Reader() => _reader();

    private static Func<FieldReader> Integers<T>(DType dtype, double? missing)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (missing is { } m && !(Math.Floor(m) == m && m >= double.CreateChecked(T.MinValue) && m < double.CreateChecked(T.MaxValue) + 1))
            throw new ArgumentException(FormattableString.Invariant($"CsvColumn.Numbers: {m} cannot stand for missing values of type {dtype}."), nameof(missing));
        return Fields(
            static (ReadOnlySpan<char> text, out T value) => T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value),
            dtype, missing is { } given ? T.CreateChecked(given) : null);
    }

    private static Func<FieldReader> Floats<T>(DType dtype, double? missing)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Fields(
            // A number beyond the range is read as infinite; the words for that have letters.
            static (ReadOnlySpan<char> text, out T value) =>
                T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && (!T.IsInfinity(value) || !text.ContainsAnyInRange('0', '9')),
            dtype, missing is { } given ? T.CreateSaturating(given) : null);

    private static Func<FieldReader> Fields<T>(NumberReader<T>.TryParse parse, DType dtype, T? missing)
        where T : unmanaged
        => () => new NumberReader<T>(parse, dtype, missing);

    private static bool TryParse(ReadOnlySpan<char> text, out bool value)
    {
        value = text is "1";
        return text is "0" or "1" || bool.TryParse(text, out value);
    }
}
