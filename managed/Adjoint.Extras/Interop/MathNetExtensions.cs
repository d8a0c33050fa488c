using MathNet.Numerics.LinearAlgebra;

using Complex = System.Numerics.Complex;

namespace Adjoint.Extras;

/// <summary>To and from the matrices and vectors of Math.NET Numerics, of float, double and <see cref="Complex"/>.</summary>
/// <example>
/// <code>
/// Matrix&lt;double> m = Tensor.Eye(3, DType.Float64).ToMatrix&lt;double>();
/// Tensor x = m.Inverse().ToTensor();
/// </code>
/// </example>
public static class MathNetExtensions
{
    /// <summary>A copy as a matrix.</summary>
    /// <typeparam name="T">float, double or <see cref="Complex"/>, as the elements are.</typeparam>
    /// <param name="x">A tensor of two dimensions.</param>
    /// <returns>A dense matrix.</returns>
    /// <exception cref="ArgumentException">The tensor has not two dimensions, or other elements.</exception>
    /// <exception cref="NotSupportedException">Matrices of Math.NET hold no such elements.</exception>
    public static Matrix<T> ToMatrix<T>(this Tensor x)
        where T : unmanaged, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(x);
        Require<T>(nameof(ToMatrix));
        if (x.Rank != 2) throw new ArgumentException($"ToMatrix: a tensor of shape {x.Shape} is no matrix; reshape it to two dimensions.", nameof(x));
        return Matrix<T>.Build.DenseOfRowMajor(checked((int)x.Shape[0]), checked((int)x.Shape[1]), x.ToArray<T>());
    }

    /// <summary>A copy as a vector.</summary>
    /// <typeparam name="T">float, double or <see cref="Complex"/>, as the elements are.</typeparam>
    /// <param name="x">A tensor of one dimension.</param>
    /// <returns>A dense vector.</returns>
    /// <exception cref="ArgumentException">The tensor has not one dimension, or other elements.</exception>
    /// <exception cref="NotSupportedException">Vectors of Math.NET hold no such elements.</exception>
    public static Vector<T> ToVector<T>(this Tensor x)
        where T : unmanaged, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(x);
        Require<T>(nameof(ToVector));
        if (x.Rank != 1) throw new ArgumentException($"ToVector: a tensor of shape {x.Shape} is no vector; reshape it to one dimension.", nameof(x));
        return Vector<T>.Build.Dense(x.ToArray<T>());
    }

    /// <summary>A copy of a matrix, dense or sparse.</summary>
    /// <typeparam name="T">float, double or <see cref="Complex"/>.</typeparam>
    /// <param name="matrix">The matrix.</param>
    /// <returns>A tensor [rows, columns].</returns>
    public static Tensor ToTensor<T>(this Matrix<T> matrix)
        where T : unmanaged, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Tensor.From(matrix.ToRowMajorArray(), matrix.RowCount, matrix.ColumnCount);
    }

    /// <summary>A copy of a vector, dense or sparse.</summary>
    /// <typeparam name="T">float, double or <see cref="Complex"/>.</typeparam>
    /// <param name="vector">The vector.</param>
    /// <returns>A tensor of one dimension.</returns>
    public static Tensor ToTensor<T>(this Vector<T> vector)
        where T : unmanaged, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(vector);
        return Tensor.From(vector.ToArray());
    }

    private static void Require<T>(string operation)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(Complex))
            throw new NotSupportedException($"{operation}: Math.NET Numerics computes with float, double and Complex, not with {typeof(T)}. Cast the tensor first.");
    }
}
