using System.Globalization;

using Adjoint.Native;

namespace Adjoint;

// Tensors as text.
public sealed unsafe partial class Tensor
{
    /// <summary>
    /// The elements as NumPy prints them, long dimensions shortened, with the type unless it is float32. Of a symbolic or dead
    /// tensor, what is known.
    /// </summary>
    public override string ToString()
    {
        if (IsDisposed) return "Tensor (disposed)";
        adj_tensor_info info;
        if (NativeMethods.adj_info(Handle, &info) != adj_status.ADJ_OK) return "Tensor (its transform has ended)";
        if (info.has_value == 0) return $"Tensor (symbolic, {(DType)info.dtype}, shape {ShapeText})";
        return new TensorPrinter(this).Print();
    }
}

/// <summary>Prints a tensor the way NumPy does: common width, common number of digits, nested brackets.</summary>
internal sealed class TensorPrinter(Tensor tensor)
{
    private const int LongestShown = 1000;
    private const int AtEdges = 3;
    private const int Digits = 8;

    private readonly long[] _shape = tensor.Shape.ToArray();
    private readonly bool _shorten = tensor.Count > LongestShown;

    public string Print()
    {
        string suffix = tensor.DType == DType.Float32 ? "" : $", dtype={tensor.DType}";
        if (tensor.Count == 0) return $"[] (shape {tensor.ShapeText}{suffix})";
        List<string> cells = Cells(Shown());
        int width = cells.Max(static c => c.Length);
        int next = 0;
        string body = Block(0, 0, cells, width, ref next);
        return body + (suffix.Length == 0 ? "" : $" ({suffix[2..]})");
    }

    // The elements that appear, in the order in which they do. Only those are fetched.
    private List<double> Shown()
    {
        var parts = new List<Tensor> { tensor };
        for (int d = 0; d < _shape.Length; d++)
        {
            if (!IsShortened(d)) continue;
            var indices = new TensorIndex[d + 1];
            Array.Fill(indices, TensorIndex.All);
            indices[d] = Tensor.From([.. EdgePlaces(_shape[d])]);
            parts[0] = parts[0][indices];
        }

        if (tensor.DType is DType.Int64) return [.. parts[0].ToArray<long>().Select(static v => BitConverter.Int64BitsToDouble(v))];
        return [.. Ops.Cast(parts[0], DType.Float64).ToArray<double>()];
    }

    private static IEnumerable<long> EdgePlaces(long extent)
    {
        for (long i = 0; i < AtEdges; i++) yield return i;
        for (long i = extent - AtEdges; i < extent; i++) yield return i;
    }

    private bool IsShortened(int d) => _shorten && _shape[d] > 2 * AtEdges;

    private List<string> Cells(List<double> values)
    {
        switch (tensor.DType)
        {
            case DType.Bool:
                return [.. values.Select(static v => v != 0 ? "True" : "False")];
            case DType.Int32:
                return [.. values.Select(static v => v.ToString("0", CultureInfo.InvariantCulture))];
            case DType.Int64:
                return [.. values.Select(static v => BitConverter.DoubleToInt64Bits(v).ToString(CultureInfo.InvariantCulture))];
            default:
                return Numbers(values);
        }
    }

    private List<string> Numbers(List<double> values)
    {
        double[] sizes = [.. values.Where(static v => double.IsFinite(v) && v != 0).Select(Math.Abs)];
        double largest = sizes.Length > 0 ? sizes.Max() : 0, smallest = sizes.Length > 0 ? sizes.Min() : 0;
        bool scientific = largest >= 1e8 || (sizes.Length > 0 && (smallest < 1e-4 || largest / smallest > 1e3 && smallest < 1e-3));
        List<string> texts = [.. values.Select(v => Number(v, scientific))];
        if (scientific) return texts;
        // As many decimals as the longest needs, the others filled with blanks as NumPy does.
        int decimals = texts.Max(static t => Decimals(t));
        return [.. texts.Select(t => t.Contains('.') ? t + new string(' ', decimals - Decimals(t)) : t)];
    }

    private string Number(double value, bool scientific)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        if (scientific)
        {
            string mantissa = tensor.DType == DType.Float32
                ? ((float)value).ToString("0.########e+00", CultureInfo.InvariantCulture)
                : value.ToString("0.########e+00", CultureInfo.InvariantCulture);
            return mantissa.Contains('.') ? mantissa : mantissa.Replace("e", ".e", StringComparison.Ordinal);
        }

        // A float has its own shortest digits, fewer than those of the double it converts to.
        decimal exact = tensor.DType == DType.Float32 ? Shortest((float)value) : (decimal)value;
        string shortest = Math.Round(exact, Digits).ToString("0.########", CultureInfo.InvariantCulture);
        return shortest.Contains('.') ? shortest : shortest + ".";
    }

    private static decimal Shortest(float value) =>
        decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int Decimals(string text) => text.Contains('.') ? text.Length - text.IndexOf('.') - 1 : 0;

    private string Block(int d, int indent, List<string> cells, int width, ref int next)
    {
        if (d == _shape.Length) return d == 0 ? cells[next++].TrimEnd() : cells[next++].PadLeft(width);
        bool innermost = d == _shape.Length - 1;
        string separator = innermost ? " " : new string('\n', _shape.Length - 1 - d) + new string(' ', indent + 1);
        var items = new List<string>();
        long shown = IsShortened(d) ? 2 * AtEdges : _shape[d];
        for (long i = 0; i < shown; i++)
        {
            if (IsShortened(d) && i == AtEdges) items.Add("...");
            items.Add(Block(d + 1, indent + 1, cells, width, ref next));
        }

        return "[" + string.Join(separator, items) + "]";
    }
}
