using System.Numerics;
using System.Numerics.Tensors;

using MathNet.Numerics.LinearAlgebra;

using Xunit;

using NumericsTensors = System.Numerics.Tensors;

namespace Adjoint.Extras.Tests;

/// <summary>Arrays of other libraries, both ways.</summary>
public sealed class InteropTests
{
    private static readonly Tensor s_matrix = Tensor.From(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });

    [Fact]
    public void Tensors_of_System_Numerics_come_back_as_they_were()
    {
        NumericsTensors.Tensor<double> numerics = Ops.Transpose(s_matrix).ToNumericsTensor<double>();
        Assert.Equal([3, 2], numerics.Lengths.ToArray());
        Assert.Equal(4.0, numerics[0, 1]);
        Assert.Equal(new[,] { { 1.0, 4 }, { 2, 5 }, { 3, 6 } }, numerics.ToTensor().ToArray2D<double>());
        Assert.Equal([0, 2], Tensor.Zeros(0, 2).ToNumericsTensor<float>().ToTensor().Shape.ToArray());
        Tensor scalar = Tensor.Scalar(5L).ToNumericsTensor<long>().ToTensor();
        Assert.Equal([1], scalar.Shape.ToArray());
        Assert.Equal(5L, (long)scalar);
        Assert.Throws<ArgumentException>(() => s_matrix.ToNumericsTensor<float>());
    }

    [Fact]
    public void A_slice_of_a_tensor_of_System_Numerics_is_read_by_its_strides()
    {
        NumericsTensors.Tensor<int> all = NumericsTensors.Tensor.Create([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal(new[,] { { 2, 3 }, { 5, 6 } }, all.Slice(.., 1..).ToTensor().ToArray2D<int>());
    }

    [Fact]
    public void A_span_shows_the_elements_in_their_shape()
    {
        double corner = 0;
        s_matrix.ReadTensorSpan((ReadOnlyTensorSpan<double> span) => corner = span[1, 2]);
        Assert.Equal(6.0, corner);
    }

    [Fact]
    public void Matrices_and_vectors_of_Math_NET_come_back_as_they_were()
    {
        Matrix<double> matrix = s_matrix.ToMatrix<double>();
        Assert.Equal((2, 3), (matrix.RowCount, matrix.ColumnCount));
        Assert.Equal(6.0, matrix[1, 2]);
        Assert.Equal(s_matrix.ToArray2D<double>(), matrix.ToTensor().ToArray2D<double>());
        Assert.Equal(new[,] { { 0f, 0 }, { 7, 0 } }, Matrix<float>.Build.Sparse(2, 2, (i, j) => i > j ? 7 : 0).ToTensor().ToArray2D<float>());
        MathNet.Numerics.LinearAlgebra.Vector<Complex> vector = Tensor.From([new Complex(1, 2), new Complex(3, 4)]).ToVector<Complex>();
        Assert.Equal(new Complex(3, 4), vector[1]);
        Assert.Equal([new Complex(1, 2), new Complex(3, 4)], vector.ToTensor().ToArray<Complex>());
    }

    [Fact]
    public void What_Math_NET_does_not_hold_is_refused()
    {
        Assert.Contains("Cast", Assert.Throws<NotSupportedException>(() => Tensor.Zeros([2, 2], DType.Int64).ToMatrix<long>()).Message);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => Tensor.Ones(2).ToMatrix<float>()).Message);
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => s_matrix.ToVector<double>()).Message);
        Assert.Throws<ArgumentException>(() => s_matrix.ToMatrix<float>());
    }
}
