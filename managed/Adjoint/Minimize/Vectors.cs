using System.Numerics;
using System.Runtime.InteropServices;

namespace Adjoint;

/// <summary>
/// The vectors of minimisers. They are arrays of double, whatever the type of the function: most problems are small, and an operation on
/// a tensor costs as much as one on a hundred such numbers.
/// </summary>
internal static class Vectors
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(a), right = MemoryMarshal.Cast<double, Vector<double>>(b);
        var sums = Vector<double>.Zero;
        for (int i = 0; i < left.Length; i++)
            sums += left[i] * right[i];
        double sum = Vector.Sum(sums);
        for (int i = left.Length * Vector<double>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Adds a multiple of a vector to another where that lies.</summary>
    public static void Add(Span<double> to, double factor, ReadOnlySpan<double> v)
    {
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(to);
        ReadOnlySpan<Vector<double>> terms = MemoryMarshal.Cast<double, Vector<double>>(v);
        for (int i = 0; i < sums.Length; i++)
            sums[i] += factor * terms[i];
        for (int i = sums.Length * Vector<double>.Count; i < to.Length; i++)
            to[i] += factor * v[i];
    }

    /// <summary>x + factor · v.</summary>
    public static double[] Sum(ReadOnlySpan<double> x, double factor, ReadOnlySpan<double> v)
    {
        double[] sum = x.ToArray();
        Add(sum, factor, v);
        return sum;
    }

    public static double[] Difference(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Sum(a, -1, b);

    public static double[] Scaled(double factor, ReadOnlySpan<double> v)
    {
        double[] scaled = v.ToArray();
        Scale(scaled, factor);
        return scaled;
    }

    public static void Scale(Span<double> v, double factor)
    {
        for (int i = 0; i < v.Length; i++)
            v[i] *= factor;
    }

    /// <summary>The Euclidean norm, of vectors whose squares are too large or too small, too.</summary>
    public static double Norm(ReadOnlySpan<double> v)
    {
        double norm = Math.Sqrt(Dot(v, v));
        if (norm is > 1e-140 and < 1e140) return norm;
        double largest = MaxAbs(v);
        return largest is > 0 and < double.PositiveInfinity ? largest * ScaledNorm(v, largest) : largest;
    }

    /// <summary>The largest size of an element; NaN if one is.</summary>
    public static double MaxAbs(ReadOnlySpan<double> v)
    {
        double largest = 0;
        foreach (double element in v)
            largest = Math.Max(largest, Math.Abs(element));
        return largest;
    }

    private static double ScaledNorm(ReadOnlySpan<double> v, double scale)
    {
        double sum = 0;
        foreach (double element in v)
            sum += element / scale * (element / scale);
        return Math.Sqrt(sum);
    }
}
