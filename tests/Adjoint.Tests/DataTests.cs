using Xunit;

namespace Adjoint.Tests;

/// <summary>Elements out of tensors.</summary>
public sealed class DataTests
{
    [Fact]
    public void More_elements_than_an_array_holds_are_an_overflow_that_says_so()
    {
        Tensor x = Tensor.Ones(1).BroadcastTo(1L << 40);
        Assert.All<Action>(
            [() => x.ToArray<float>(), () => x.Reshape(1 << 20, 1 << 20).ToArray2D<float>()],
            static read => Assert.Contains("1099511627776 elements", Assert.Throws<OverflowException>(read).Message));
        Assert.Contains("[1099511627776, 0]", Assert.Throws<OverflowException>(static () => Tensor.Zeros(1L << 40, 0).ToArray2D<float>()).Message);
        Assert.Contains("1099511627776", Assert.Throws<ArgumentException>(() => x.CopyTo<float>(new float[3])).Message);
    }

    [Fact]
    public void ToArray_follows_the_order_of_the_view()
    {
        Tensor x = Tensor.From([1, 2, 3, 4, 5, 6], 2, 3);
        Assert.Equal([1, 4, 2, 5, 3, 6], x.T.ToArray<int>());
        Assert.Equal([3, 6], x[.., 2].ToArray<int>());
        Assert.Equal([1, 1, 1], x[0, 0].BroadcastTo(3).ToArray<int>());
    }

    [Fact]
    public void ToArray_is_a_copy()
    {
        Tensor x = Tensor.From([1, 2]);
        x.ToArray<int>()[0] = 9;
        Assert.Equal([1, 2], x.ToArray<int>());
    }

    [Fact]
    public void ToArray_of_another_type_is_refused()
    {
        Assert.Contains("ToArray", Assert.Throws<ArgumentException>(static () => Tensor.From([1f]).ToArray<int>()).Message);
        Assert.Throws<NotSupportedException>(static () => Tensor.From([1f]).ToArray<uint>());
        Assert.Throws<ArgumentException>(static () => Tensor.From([true]).ToArray<int>());
    }

    [Fact]
    public void CopyTo_fills_its_places()
    {
        double[] places = [9, 9, 9, 9];
        Tensor.From([1.0, 2.0]).CopyTo(places.AsSpan(1, 2));
        Assert.Equal([9.0, 1, 2, 9], places);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void CopyTo_another_number_of_places_is_refused(int places)
    {
        float[] destination = new float[places];
        var e = Assert.Throws<ArgumentException>(() => Tensor.Ones(3).CopyTo(destination.AsSpan()));
        Assert.Contains("3", e.Message);
        Assert.Contains($"{places}", e.Message);
        Assert.All(destination, static v => Assert.Equal(0f, v));
    }

    [Fact]
    public void CopyTo_of_another_type_is_refused() =>
        Assert.Contains("CopyTo", Assert.Throws<ArgumentException>(static () => Tensor.Ones(3).CopyTo(new int[3].AsSpan())).Message);

    [Fact]
    public void ToScalar_converts_the_element()
    {
        Tensor x = Tensor.From([2.75], 1, 1);
        Assert.Equal(2.75f, x.ToScalar<float>());
        Assert.Equal(2.75, x.ToScalar<double>());
        Assert.Equal(2, x.ToScalar<int>());
        Assert.Equal(2L, x.ToScalar<long>());
        Assert.True(x.ToScalar<bool>());
        Assert.Equal(1.0, Tensor.Scalar(true).ToScalar<double>());
        Assert.False(Tensor.Scalar(0).ToScalar<bool>());
    }

    [Fact]
    public void ToScalar_keeps_every_digit_of_a_long() =>
        Assert.Equal((1L << 53) + 1, Tensor.Scalar((1L << 53) + 1).ToScalar<long>());

    [Fact]
    public void ToScalar_of_what_does_not_fit_is_an_overflow()
    {
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(1L << 31).ToScalar<int>());
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(3e9f).ToScalar<int>());
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(1e300).ToScalar<long>());
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(double.NaN).ToScalar<int>());
        Assert.Equal(int.MinValue, Tensor.Scalar((double)int.MinValue).ToScalar<int>());
        Assert.Equal(long.MinValue, Tensor.Scalar((double)long.MinValue).ToScalar<long>());
    }

    [Fact]
    public void ToScalar_of_several_elements_names_the_shape()
    {
        Assert.Contains("[1, 3]", Assert.Throws<ArgumentException>(static () => Tensor.Ones(1, 3).ToScalar<float>()).Message);
        Assert.Throws<ArgumentException>(static () => Tensor.Zeros(0).ToScalar<float>());
    }

    [Fact]
    public void ToScalar_of_another_type_is_refused() =>
        Assert.Contains("Char", Assert.Throws<NotSupportedException>(static () => Tensor.Scalar(1f).ToScalar<char>()).Message);

    [Fact]
    public void Casts_read_the_element()
    {
        Tensor x = Tensor.Scalar(-3.5f);
        Assert.Equal(-3.5f, (float)x);
        Assert.Equal(-3.5, (double)x);
        Assert.Equal(-3, (int)x);
        Assert.Equal(-3L, (long)x);
        Assert.True((bool)x);
        Assert.Throws<ArgumentNullException>(static () => (float)(Tensor)null!);
        Assert.Throws<ArgumentNullException>(static () => (bool)(Tensor)null!);
    }

    [Fact]
    public void Enumeration_runs_through_the_slices_of_the_first_axis()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], 2, 2);
        Assert.Equal([1, 3, 2, 4], x.T.SelectMany(static row => row.ToArray<int>()));
        Assert.Throws<InvalidOperationException>(static () => Tensor.Scalar(1).First());
    }

    [Fact]
    public void Enumeration_is_followed()
    {
        Tensor Squares(Tensor x)
        {
            Tensor sum = 0.0;
            foreach (Tensor row in x) sum += Ops.Sum(row * row);
            return sum;
        }

        Assert.Equal([2.0, 4, 6, 8], Autodiff.Grad(Squares)(Tensor.From([1.0, 2, 3, 4], 2, 2)).Reshape(-1).ToArray<double>());
    }

    [Fact]
    public void Contiguous_tensors_stay_themselves()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], 2, 2);
        Assert.True(x.IsContiguous);
        Assert.Same(x, x.Contiguous());
        Assert.False(x.T.IsContiguous);
        Assert.True(x.T.Contiguous().IsContiguous);
    }

    [Fact]
    public void ElementwiseEquals_compares_type_shape_and_elements()
    {
        Tensor x = Tensor.From([1f, 2f]);
        Assert.True(x.ElementwiseEquals(Tensor.From([1f, 2f])));
        Assert.False(x.ElementwiseEquals(Tensor.From([1f, 3f])));
        Assert.False(x.ElementwiseEquals(Tensor.From([1f, 2f], 2, 1)));
        Assert.False(x.ElementwiseEquals(Tensor.From([1, 2])));
        Assert.True(Tensor.Zeros(0).ElementwiseEquals(Tensor.Zeros(0)));
        Tensor nan = Tensor.From([double.NaN]);
        Assert.False(nan.ElementwiseEquals(nan));
    }

    [Fact]
    public void Sizes_and_kinds_of_types_are_those_of_their_elements()
    {
        Assert.Equal([1, 1, 1, 2, 4, 8, 2, 2, 4, 8, 8, 16], Enum.GetValues<DType>().Order().Select(static t => t.Size));
        Assert.Equal([DType.Float16, DType.BFloat16, DType.Float32, DType.Float64], Enum.GetValues<DType>().Where(static t => t.IsFloating).Order());
        Assert.Equal(DType.Int64, DTypes.Of<long>());
    }
}
