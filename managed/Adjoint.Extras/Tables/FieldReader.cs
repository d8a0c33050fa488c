using System.Runtime.InteropServices;

namespace Adjoint.Extras;

/// <summary>Collects the fields of a column.</summary>
internal abstract class FieldReader
{
    /// <summary>Takes a field.</summary>
    /// <param name="text">What stands there, without white space around it.</param>
    /// <param name="isMissing">Whether that says that there is no value.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public abstract string? Add(ReadOnlySpan<char> text, bool isMissing);

    /// <summary>The column.</summary>
    public abstract Tensor ToTensor();

    /// <summary>The labels by their numbers, if it is one of labels.</summary>
    public virtual IReadOnlyList<string>? Classes => null;
}

/// <summary>Collects numbers.</summary>
internal sealed class NumberReader<T>(NumberReader<T>.TryParse parse, DType dtype, T? missing) : FieldReader
    where T : unmanaged
{
    private readonly List<T> _values = [];

    public delegate bool TryParse(ReadOnlySpan<char> text, out T value);

    public override string? Add(ReadOnlySpan<char> text, bool isMissing)
    {
        T value;
        if (isMissing)
        {
            if (missing is null) return "the value is missing; say what stands for it (missing: ...)";
            value = missing.Value;
        }
        else if (!parse(text, out value))
        {
            return $"'{Shortened(text)}' is no {dtype}";
        }

        _values.Add(value);
        return null;
    }

    public override Tensor ToTensor() => Tensor.From<T>(CollectionsMarshal.AsSpan(_values));

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}...";
}

/// <summary>Collects labels and numbers them.</summary>
internal sealed class LabelReader : FieldReader
{
    private readonly List<long> _numbers = [];
    private readonly OrderedDictionary<string, long> _known = new(StringComparer.Ordinal);
    private readonly bool _isOpen;

    /// <summary>Begins a column.</summary>
    /// <param name="classes">All labels there are; null for those that occur.</param>
    public LabelReader(IReadOnlyList<string>? classes)
    {
        _isOpen = classes is null;
        foreach (string label in classes ?? [])
            _known.Add(label, _known.Count);
    }

    public override IReadOnlyList<string> Classes => _isOpen ? [.. _known.Keys.Order(StringComparer.Ordinal)] : [.. _known.Keys];

    public override string? Add(ReadOnlySpan<char> text, bool isMissing)
    {
        if (isMissing) return "the label is missing";
        string label = text.ToString();
        if (!_known.TryGetValue(label, out long number))
        {
            if (!_isOpen) return $"'{label}' is none of the labels {string.Join(", ", _known.Keys)}";
            _known.Add(label, number = _known.Count);
        }

        _numbers.Add(number);
        return null;
    }

    public override Tensor ToTensor()
    {
        if (!_isOpen) return Tensor.From<long>(CollectionsMarshal.AsSpan(_numbers));
        // Numbers by first occurrence become those by order, which do not depend on the order of rows.
        long[] places = new long[_known.Count];
        foreach ((int place, string label) in Classes.Index())
            places[_known[label]] = place;
        return Tensor.From(_numbers.ConvertAll(number => places[number]).ToArray());
    }
}
