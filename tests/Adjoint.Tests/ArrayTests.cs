using Xunit;

namespace Adjoint.Tests;

/// <summary>Arrays of any rank, arrays in arrays and sequences.</summary>
public sealed class ArrayTests
{
    [Fact]
    public void Arrays_of_any_rank_come_and_go()
    {
        int[,,] three = { { { 1, 2 }, { 3, 4 }, { 5, 6 } } };
        Tensor x = Tensor.From(three);
        Assert.Equal([1, 3, 2], x.Shape);
        Assert.Equal(DType.Int32, x.DType);
        Assert.Equal(4, (int)x[0, 1, 1]);
        Assert.Equal(three, (int[,,])x.ToArrayND<int>());
        double[,,,,,,,] eight = new double[1, 2, 1, 2, 1, 2, 1, 2];
        eight[0, 1, 0, 1, 0, 1, 0, 1] = 7;
        Assert.Equal(7, (double)Tensor.From(eight)[0, 1, 0, 1, 0, 1, 0, 1]);
        for (int rank = 0; rank <= 8; rank++)
        {
            Tensor y = Tensor.Arange(1 << rank).Cast(DType.Float32).Reshape([.. Enumerable.Repeat(2L, rank)]);
            Array array = y.ToArrayND<float>();
            Assert.Equal(Math.Max(1, rank), array.Rank);
            Assert.Equal(Enumerable.Range(0, 1 << rank).Select(static i => (float)i), array.Cast<float>());
        }
    }

    [Fact]
    public void Views_and_empty_tensors_make_arrays()
    {
        Assert.Equal(new[,] { { 1, 3 }, { 2, 4 } }, (int[,])Tensor.From([1, 2, 3, 4], 2, 2).T.ToArrayND<int>());
        Assert.Equal([2, 0, 3], Tensor.From(new float[2, 0, 3]).Shape);
        Assert.Empty(Tensor.From(new float[2, 0, 3]).ToArrayND<float>());
        Assert.Contains("ToArrayND", Assert.Throws<ArgumentException>(static () => Tensor.Ones(2).ToArrayND<int>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_in_arrays_are_stacked()
    {
        float[][][] nested = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]];
        Tensor x = Tensor.From(nested);
        Assert.Equal([2, 2, 2], x.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], x.Reshape(-1).ToArray<float>());
        Assert.Throws<ArgumentException>(static () => Tensor.From((Array)new float[][][] { [[1], [2]], [[1]] }));
        Assert.Contains("array 1 is null", Assert.Throws<ArgumentNullException>(static () => Tensor.From(new float[][][] { [[1]], null! })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Tensor.From(Array.Empty<float[][]>()));
    }

    [Fact]
    public void Lists_and_other_sequences_are_vectors_and_matrices()
    {
        Assert.Equal([1f, 2f], Tensor.From(new List<float> { 1, 2 }).ToArray<float>());
        Assert.Equal([0, 1, 4], Tensor.From(Enumerable.Range(0, 3).Select(static i => i * i)).ToArray<int>());
        List<List<double>> rows = [[1, 2, 3], [4, 5, 6]];
        Assert.Equal([2, 3], Tensor.From(rows).Shape);
        Assert.Equal(6, (double)Tensor.From(rows)[1, 2]);
        Assert.Contains("row 1 has 1", Assert.Throws<ArgumentException>(static () => Tensor.From(new List<int[]> { new[] { 1, 2 }, new[] { 3 } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_that_no_tensor_has_are_refused()
    {
        Assert.Contains("System.String", Assert.Throws<NotSupportedException>(static () => Tensor.From(new string[1, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(static () => Tensor.From(new uint[1, 1, 1]));
        Assert.Throws<ArgumentNullException>(static () => Tensor.From((Array)null!));
    }
}
