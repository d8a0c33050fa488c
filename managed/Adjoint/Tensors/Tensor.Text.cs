using System.Globalization;

using Adjoint.Native;

namespace Adjoint;

// Tensors as text.
public sealed unsafe partial class Tensor
{
    /// <summary>
    /// The elements as NumPy prints them, long dimensions shortened; behind those of an array stands the type unless it is float32. Of
    /// a symbolic or dead tensor, what is known.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString() => WhyNoValue() ?? new TensorPrinter(this).Print();

    /// <summary>The elements, each as a number of its type is with this format: <c>$"{loss:F4}"</c>. Long dimensions are shortened.</summary>
    /// <param name="format">A format of numbers; null or "" for what <see cref="ToString()"/> prints.</param>
    /// <param name="formatProvider">The culture; null for that of the thread, as for numbers.</param>
    /// <returns>The text.</returns>
    /// <exception cref="FormatException">The elements have no such format.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : WhyNoValue() ?? new TensorPrinter(this).Print(format, formatProvider);

    /// <summary>Writes what <see cref="ToString(string, IFormatProvider)"/> gives.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="charsWritten">How long it is.</param>
    /// <param name="format">A format of numbers.</param>
    /// <param name="provider">The culture.</param>
    /// <returns>Whether there is room for it.</returns>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        string text = ToString(format.ToString(), provider);
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    /// <summary>Type and shape.</summary>
    internal string Caption => IsDisposed ? "disposed" : $"{DType} {Shape}";

    private string DebuggerText => WhyNoValue() ?? $"{Caption}: {new TensorPrinter(this).Elements().ReplaceLineEndings(" ")}";

    private string? WhyNoValue()
    {
        if (IsDisposed) return "Tensor (disposed)";
        adj_tensor_info info;
        adj_status status = NativeMethods.adj_info(HandleOf(this), &info);
        GC.KeepAlive(this);
        if (status != adj_status.ADJ_OK) return "Tensor (its transform has ended)";
        return info.has_value != 0 ? null : $"Tensor (symbolic, {(DType)info.dtype}, shape {ShapeText})";
    }
}

/// <summary>Prints a tensor the way NumPy does: common width, common number of digits, nested brackets.</summary>
internal sealed class TensorPrinter(Tensor tensor)
{
    private const int LongestShown = 1000;
    private const int MostShortened = 2000; // enough for three at each end of four dimensions
    private const int Digits = 8;

    private readonly long[] _shape = tensor.Shape.ToArray();
    private readonly int _edge = Edge(tensor); // how many are shown at each end of a long dimension; 0 where all are

    /// <summary>The elements, and what they do not show: their type, and where there are none, the shape.</summary>
    public string Print()
    {
        string type = tensor.DType == DType.Float32 ? "" : $"dtype={tensor.DType}";
        if (tensor.Count == 0) return $"[] (shape {tensor.ShapeText}{(type.Length > 0 ? ", " + type : "")})";
        return Elements() + (type.Length > 0 && _shape.Length > 0 ? $" ({type})" : "");
    }

    /// <summary>The elements alone.</summary>
    public string Elements() => tensor.Count == 0 ? "[]" : _shape.Length == 0 ? ScalarPrinter.Print(tensor) : Table(Cells(Shown()));

    /// <summary>The elements, each in a format of numbers.</summary>
    public string Print(string format, IFormatProvider? provider) =>
        tensor.Count == 0 ? "[]" : Table(FormattedElements.Of(Shown(), format, provider));

    private string Table(IReadOnlyList<string> cells)
    {
        int width = cells.Max(static c => c.Length);
        int next = 0;
        return Block(0, 0, cells, width, ref next);
    }

    // The elements that appear, in the order in which they do. Only those are fetched.
    private Tensor Shown()
    {
        return From(tensor, 0);

        // The inner dimensions are cut before the outer ones are joined, so that no more is ever copied than is shown.
        Tensor From(Tensor part, int d)
        {
            if (d == _shape.Length) return part;
            if (!IsShortened(d)) return From(part, d + 1);
            var indices = new TensorIndex[d + 1];
            Array.Fill(indices, TensorIndex.All);
            indices[d] = .._edge;
            Tensor first = From(part[indices], d + 1);
            indices[d] = ^_edge..;
            return Ops.Concat([first, From(part[indices], d + 1)], d);
        }
    }

    // Three at each end, as NumPy has it, or fewer where dimensions are so many that there would still be too much.
    private static int Edge(Tensor tensor)
    {
        if (tensor.Count <= LongestShown) return 0;
        int edge = 3;
        while (edge > 1 && tensor.Shape.Aggregate(1L, (count, extent) => count * Math.Min(extent, 2 * edge)) > MostShortened) edge--;
        return edge;
    }

    private bool IsShortened(int d) => _edge > 0 && _shape[d] > 2 * _edge;

    private List<string> Cells(Tensor shown)
    {
        if (tensor.DType == DType.Bool) return [.. shown.ToArray<bool>().Select(static v => v ? " True" : "False")];
        if (tensor.DType.IsInteger)
            return [.. Ops.Cast(shown, DType.Int64).ToArray<long>().Select(static v => v.ToString(CultureInfo.InvariantCulture))];
        return tensor.DType.IsComplex ? Complex(shown) : Numbers(Values(shown));
    }

    private static List<double> Values(Tensor shown) => [.. Ops.Cast(shown, DType.Float64).ToArray<double>()];

    // Both parts as a column of numbers each; the second has its sign always.
    private List<string> Complex(Tensor shown)
    {
        List<double> imaginary = Values(Ops.Imaginary(shown));
        List<string> left = Numbers(Values(Ops.Real(shown)));
        List<string> right = [.. Numbers([.. imaginary.Select(Math.Abs)]).Zip(imaginary, static (text, v) => (double.IsNegative(v) ? "-" : "+") + text)];
        int width = left.Max(static c => c.Length), rightWidth = right.Max(static c => c.Length);
        return [.. left.Zip(right, (a, b) => a.PadLeft(width) + (b.PadLeft(rightWidth).TrimEnd() + "j").PadRight(rightWidth + 1))];
    }

    private List<string> Numbers(List<double> values)
    {
        double[] sizes = [.. values.Where(static v => double.IsFinite(v) && v != 0).Select(Math.Abs)];
        double largest = sizes.Length > 0 ? sizes.Max() : 0, smallest = sizes.Length > 0 ? sizes.Min() : 0;
        return sizes.Length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e3)
            ? Scientific(values, isWide: largest >= 1e100 || smallest < 1e-99)
            : Positional(values);
    }

    // As many decimals as the longest needs, the others filled with blanks.
    private List<string> Positional(List<double> values)
    {
        int[] decimals = [.. values.Select(v => Decimals(v, 'F'))];
        int most = decimals.Max();
        return [.. values.Zip(decimals, Text)];

        string Text(double value, int count) => double.IsFinite(value)
            ? value.ToString($"F{count}", CultureInfo.InvariantCulture) + (count == 0 ? "." : "") + new string(' ', most - count)
            : NotFinite(value);
    }

    // All with as many decimals as the longest needs.
    private List<string> Scientific(List<double> values, bool isWide)
    {
        int decimals = values.Max(v => Decimals(v, 'E'));
        string format = (decimals == 0 ? "0'.'" : "0." + new string('0', decimals)) + (isWide ? "e+000" : "e+00");
        return [.. values.Select(v => double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : NotFinite(v))];
    }

    // The fewest that read back as the same number as the most do; a float needs fewer than the double it converts to.
    private int Decimals(double value, char format)
    {
        int count = 0;
        if (!double.IsFinite(value)) return count;
        double wanted = Read(Digits);
        while (Read(count) != wanted) count++;
        return count;

        double Read(int decimals)
        {
            string text = value.ToString($"{format}{decimals}", CultureInfo.InvariantCulture);
            return InType(double.Parse(text, CultureInfo.InvariantCulture));
        }
    }

    // A number as the elements hold it.
    private double InType(double value) => tensor.DType switch
    {
        DType.Float16 => (double)(Half)value,
        DType.BFloat16 => (BFloat16)value,
        DType.Float32 or DType.Complex64 => (float)value,
        _ => value,
    };

    internal static string NotFinite(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";

    private string Block(int d, int indent, IReadOnlyList<string> cells, int width, ref int next)
    {
        if (d == _shape.Length) return d == 0 ? cells[next++].Trim() : cells[next++].PadLeft(width);
        bool innermost = d == _shape.Length - 1;
        string separator = innermost ? " " : new string('\n', _shape.Length - 1 - d) + new string(' ', indent + 1);
        var items = new List<string>();
        long shown = IsShortened(d) ? 2 * _edge : _shape[d];
        for (long i = 0; i < shown; i++)
        {
            if (IsShortened(d) && i == _edge) items.Add("...");
            items.Add(Block(d + 1, indent + 1, cells, width, ref next));
        }

        return "[" + string.Join(separator, items) + "]";
    }
}
