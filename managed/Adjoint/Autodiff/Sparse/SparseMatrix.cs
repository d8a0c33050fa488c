using System.Globalization;
using System.Text;

namespace Adjoint;

/// <summary>
/// A matrix of which only the entries that can be other than zero are there, row by row (compressed sparse rows). <see cref="Autodiff"/>.SparseJacobian
/// and SparseHessian return it. Transforms go through its values as through those of any tensor.
/// </summary>
/// <example>
/// <code>
/// var differences = SparseJacobian((Tensor x) => Square(x[1..] - x[..^1]));
/// SparseMatrix j = differences([1f, 3f, 6f]);
/// Console.WriteLine(j.Values);      // [-4.  4. -6.  6.]
/// Console.WriteLine(j.ToDense()[1]);   // [ 0. -6.  6.]
/// Console.WriteLine(j * Tensor.Ones(3));   // [0. 0.]
/// </code>
/// </example>
public sealed class SparseMatrix
{
    private const int MostPrinted = 20;

    internal SparseMatrix(SparsityPattern pattern, Tensor values, int colors)
    {
        Pattern = pattern;
        Values = values;
        Colors = colors;
    }

    /// <summary>Where the entries are. Matrices that one function returns for arguments of the same shapes share it.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The entries: a vector, in the order of <see cref="ColumnIndices"/>.</summary>
    public Tensor Values { get; }

    /// <summary>How many products with vectors the entries were calculated from: the number of colors. A dense matrix takes one for each row or column.</summary>
    public int Colors { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Pattern.RowCount;

    /// <summary>The number of columns.</summary>
    public int ColumnCount => Pattern.ColumnCount;

    /// <summary>Where each row's entries begin, and at last where the last one's end.</summary>
    public ReadOnlySpan<int> RowPointers => Pattern.RowPointers;

    /// <summary>The column of each entry; in ascending order within a row.</summary>
    public ReadOnlySpan<int> ColumnIndices => Pattern.ColumnIndices;

    /// <summary>The product A x.</summary>
    /// <param name="a">A matrix, m x n.</param>
    /// <param name="x">A vector of n elements, or a matrix [n, k].</param>
    /// <returns>A vector of m elements, or a matrix [m, k].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor operator *(SparseMatrix a, Tensor x) => Multiply(a, x);

    /// <summary>The product A x.</summary>
    /// <param name="a">A matrix, m x n.</param>
    /// <param name="x">A vector of n elements, or a matrix [n, k].</param>
    /// <returns>A vector of m elements, or a matrix [m, k].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Multiply(SparseMatrix a, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank is not (1 or 2) || x.Shape[0] != a.ColumnCount)
            throw new ArgumentException(FormattableString.Invariant(
                $"SparseMatrix: a matrix of {a.RowCount} x {a.ColumnCount} cannot be multiplied with shape {x.ShapeText}; a vector of {a.ColumnCount} elements or a matrix of as many rows is needed."), nameof(x));
        Tensor values = x.Rank == 1 ? a.Values : a.Values.Reshape(-1, 1);
        Tensor terms = values * Ops.Take(x, Indices(a.ColumnIndices));
        return Ops.IndexAdd(Tensor.Zeros([a.RowCount, .. terms.Shape[1..]], terms.DType), Indices(a.Pattern.RowIndices()), terms);
    }

    /// <summary>The matrix with rows and columns exchanged.</summary>
    /// <returns>The matrix.</returns>
    public SparseMatrix Transpose()
    {
        var (pattern, places) = Pattern.Transposed();
        return new SparseMatrix(pattern, Ops.Take(Values, Indices(places)), Colors);
    }

    /// <summary>The matrix with all of its zeros.</summary>
    /// <returns>A tensor of rows and columns.</returns>
    public Tensor ToDense()
    {
        int[] rows = Pattern.RowIndices();
        long[] places = new long[rows.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = (long)rows[i] * ColumnCount + ColumnIndices[i];
        return Ops.IndexAdd(Tensor.Zeros([(long)RowCount * ColumnCount], Values.DType), Tensor.From(places), Values).Reshape(RowCount, ColumnCount);
    }

    /// <summary>The size, and the first entries with their rows and columns.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Values.DType} {Pattern}"));
        if (Values.IsSymbolic) return text.ToString();
        int[] rows = Pattern.RowIndices();
        for (int i = 0; i < Math.Min(rows.Length, MostPrinted); i++)
            text.Append(CultureInfo.InvariantCulture, $"\n({rows[i]}, {ColumnIndices[i]}): {Values[i]}");
        return rows.Length > MostPrinted ? text.Append("\n...").ToString() : text.ToString();
    }

    private static Tensor Indices(ReadOnlySpan<int> numbers) => Tensor.From(numbers);
}
