using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Making tensors, reading them, and the types that come out.</summary>
public sealed class TensorTests
{
    [Fact]
    public void Element_types_follow_the_values()
    {
        Assert.Equal(DType.Float32, Tensor.From([1f, 2f]).DType);
        Assert.Equal(DType.Float64, Tensor.From([1.0, 2.0]).DType);
        Assert.Equal(DType.Int32, Tensor.From([1, 2]).DType);
        Assert.Equal(DType.Int64, Tensor.From([1L, 2L]).DType);
        Assert.Equal(DType.Bool, Tensor.From([true, false]).DType);
        Assert.Throws<NotSupportedException>(() => Tensor.From(['a']));
    }

    [Fact]
    public void Elements_come_back_in_row_major_order()
    {
        Tensor x = Tensor.From(new[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([2, 3], x.Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], x.ToArray<int>());
        Assert.Equal([1, 4, 2, 5, 3, 6], x.T.ToArray<int>());
        int[] copy = new int[6];
        x.T.CopyTo<int>(copy);
        Assert.Equal([1, 4, 2, 5, 3, 6], copy);
    }

    [Fact]
    public void Collection_expressions_make_vectors()
    {
        Tensor x = [1, 2.5, 3];
        Assert.Equal([1.0, 2.5, 3.0], x.ToArray<double>());
    }

    [Fact]
    public void Filled_tensors_have_their_values()
    {
        Assert.Equal([0f, 0f], Tensor.Zeros(2).ToArray<float>());
        Assert.Equal([1.0], Tensor.Ones([1], DType.Float64).ToArray<double>());
        Assert.Equal([7L, 7L], Tensor.Full([2], 7, DType.Int64).ToArray<long>());
        Assert.Equal([1f, 0f, 0f, 0f, 1f, 0f], Tensor.Eye(2, 3).ToArray<float>());
        Assert.Equal([0f, 1f, 0f, 0f], Tensor.Eye(2, diagonal: 1).ToArray<float>());
        Assert.Equal([0L, 1L, 2L], Tensor.Arange(3).ToArray<long>());
        Assert.Equal([1.0, 0.5, 0.0], Tensor.Arange(1, -0.5, -0.5, DType.Float64).ToArray<double>());
        Assert.Equal(0, Tensor.Arange(3, 1).Count);
        Assert.Equal([0.0, 0.25, 0.5, 0.75, 1.0], Tensor.Linspace(0, 1, 5, DType.Float64).ToArray<double>());
        Assert.Equal([0f, 0f], Tensor.ZerosLike(Tensor.From([3f, 4f])).ToArray<float>());
        Assert.Equal([true, false], OneHot(Tensor.From([0]), 2, DType.Bool).ToArray<bool>());
    }

    [Fact]
    public void Elements_are_read_and_copied_by_their_type()
    {
        Tensor x = Tensor.From([1.0, 2.0, 3.0]);
        Assert.Equal(2.0, x.Read(static (ReadOnlySpan<double> e) => e[1]));
        Assert.Throws<ArgumentException>(() => x.Read<float>(static _ => { }));
        Assert.Throws<ArgumentException>(() => x.CopyTo(new double[2].AsSpan()));
    }

    [Fact]
    public void One_element_becomes_a_number()
    {
        Assert.Equal(2.5, (double)Tensor.From([2.5f], 1, 1));
        Assert.Equal(7, Tensor.Scalar(7L).ToScalar<int>());
        Assert.True((bool)Tensor.Scalar(true));
        Assert.Throws<OverflowException>(() => Tensor.Scalar(long.MaxValue).ToScalar<int>());
        Assert.Throws<ArgumentException>(() => (double)Tensor.Ones(2));
    }

    [Fact]
    public void Equality_is_that_of_references_and_elements_have_their_own()
    {
        Tensor x = Tensor.From([1f, 2f]), y = Tensor.From([1f, 2f]);
#pragma warning disable ADJ014 // what it warns of is what is tested
        Assert.False(x.Equals(y));
#pragma warning restore ADJ014
        Assert.True(x.ElementwiseEquals(y));
        Assert.False(x.ElementwiseEquals(Tensor.From([1.0, 2.0])));
        Assert.False(x.ElementwiseEquals(Tensor.From([1f, float.NaN])));
        Assert.Equal([true, false], Equal(x, Tensor.From([1f, 3f])).ToArray<bool>());
    }

    // The table of docs/types.md.
    [Theory]
    [InlineData(DType.Bool, DType.Int32, DType.Int32)]
    [InlineData(DType.Bool, DType.Float32, DType.Float32)]
    [InlineData(DType.Int32, DType.Int64, DType.Int64)]
    [InlineData(DType.Int32, DType.Float32, DType.Float32)]
    [InlineData(DType.Int64, DType.Float32, DType.Float32)]
    [InlineData(DType.Int64, DType.Float64, DType.Float64)]
    [InlineData(DType.Float32, DType.Float64, DType.Float64)]
    [InlineData(DType.Int32, DType.Int32, DType.Int32)]
    [InlineData(DType.Bool, DType.Bool, DType.Int32)]
    public void Types_promote(DType a, DType b, DType expected)
    {
        Assert.Equal(expected, (Tensor.Ones([2], a) + Tensor.Ones([2], b)).DType);
        Assert.Equal(expected, (Tensor.Ones([2], b) * Tensor.Ones([2], a)).DType);
    }

    [Fact]
    public void Numbers_adapt_to_the_tensor_beside_them()
    {
        Assert.Equal(DType.Float32, (2.0 * Tensor.Ones(2)).DType);
        Assert.Equal(DType.Float32, (2 * Tensor.Ones(2)).DType);
        Assert.Equal(DType.Float32, Maximum(Tensor.Ones(2), 0.0).DType);
        Assert.Equal(DType.Int32, (Tensor.From([1, 2]) * 2).DType);
        Assert.Equal(DType.Float32, (Tensor.From([1, 2]) * 2.5).DType);
        Assert.Equal(DType.Float32, (Tensor.From([1, 2]) / 2).DType);
        Assert.Equal(0.1, (double)(Tensor.Scalar(1.0) * 0.1));
        Tensor number = 0.1;
        Assert.Equal(DType.Float64, (number * Tensor.Ones([2], DType.Float64)).DType);
        Assert.Equal(0.1, (double)(number * Tensor.Scalar(1.0)));
    }

    [Fact]
    public void Conversions_truncate_and_saturate()
    {
        Assert.Equal([1, -1, int.MaxValue, int.MinValue, 0],
            Tensor.From([1.9, -1.9, 1e20, -1e20, double.NaN]).Cast(DType.Int32).ToArray<int>());
        Assert.Equal([false, true, true], Tensor.From([0f, -0.5f, float.NaN]).Cast(DType.Bool).ToArray<bool>());
    }

    [Fact]
    public void Reductions_of_nothing_have_their_neutral_element()
    {
        Tensor nothing = Tensor.Zeros(0, 3);
        Assert.Equal(0, (double)Sum(nothing));
        Assert.Equal(1, (double)Prod(nothing));
        Assert.Equal([double.NegativeInfinity], [(double)LogSumExp(nothing)]);
        Assert.True((bool)All(nothing));
        Assert.False((bool)Any(nothing));
        Assert.Throws<ArgumentException>(() => Max(nothing));
        Assert.Throws<ArgumentException>(() => ArgMax(nothing, 0));
    }

    [Fact]
    public void NaN_is_handed_on()
    {
        Tensor x = Tensor.From([1.0, double.NaN, 3.0]);
        Assert.True(double.IsNaN((double)Max(x)));
        Assert.True(double.IsNaN((double)Min(x)));
        Assert.Equal(1, (double)ArgMax(x));
        Assert.Equal([false, true, false], IsNaN(x).ToArray<bool>());
        Assert.True(double.IsNaN(Relu(x).ToArray<double>()[1]));
    }

    [Fact]
    public void Weights_of_the_binary_cross_entropy_count_as_in_its_formula()
    {
        Tensor x = Tensor.From([0.3, -1.2]), t = Tensor.From([1.0, 0.0]), w = Tensor.From([2.0, 3.0]), p = Tensor.From([5.0, 7.0]);
        double[] expected = [-2 * 5 * Math.Log(Sigma(0.3)), -3 * Math.Log(1 - Sigma(-1.2))];
        double[] actual = BinaryCrossEntropyWithLogits(x, t, w, p, Reduction.None).ToArray<double>();
        Assert.Equal(expected[0], actual[0], 1e-12);
        Assert.Equal(expected[1], actual[1], 1e-12);
        Assert.Equal((expected[0] + expected[1]) / 2, (double)BinaryCrossEntropyWithLogits(x, t, w, p), 1e-12);

        static double Sigma(double v) => 1 / (1 + Math.Exp(-v));
    }
}
