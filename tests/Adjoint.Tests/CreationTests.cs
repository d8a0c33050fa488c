using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Every way to make a tensor: what it holds, and what it refuses.</summary>
public sealed class CreationTests
{
    [Fact]
    public void From_span_copies_the_elements()
    {
        float[] values = [1, 2, 3];
        Tensor x = Tensor.From(values.AsSpan()[1..]);
        values[1] = 99;
        Assert.Equal([2f, 3f], x.ToArray<float>());
        Assert.Equal([2], x.Shape.ToArray());
    }

    [Fact]
    public void From_array_with_shape_fills_row_by_row()
    {
        Tensor x = Tensor.From([1L, 2, 3, 4, 5, 6], 3, 2);
        Assert.Equal([3, 2], x.Shape.ToArray());
        Assert.Equal(4, (long)x[1, 1]);
        Assert.Equal(5, (long)x[2, 0]);
    }

    [Fact]
    public void From_matrix_keeps_rows_and_columns()
    {
        Tensor x = Tensor.From(new[,] { { true, false, true }, { false, false, true } });
        Assert.Equal([2, 3], x.Shape.ToArray());
        Assert.Equal([true, false, true, false, false, true], x.ToArray<bool>());
    }

    [Fact]
    public void From_empty_matrix_keeps_its_extents()
    {
        Assert.Equal([0, 3], Tensor.From(new double[0, 3]).Shape.ToArray());
        Assert.Equal([3, 0], Tensor.From(new double[3, 0]).Shape.ToArray());
    }

    [Fact]
    public void From_nothing_is_an_empty_vector()
    {
        Tensor x = Tensor.From(Array.Empty<int>());
        Assert.Equal([0], x.Shape.ToArray());
        Assert.Equal(DType.Int32, x.DType);
        Assert.Empty(x.ToArray<int>());
    }

    [Fact]
    public void From_one_element_without_extents_is_a_scalar() => Assert.Equal(0, Tensor.From([5.0], []).Rank);

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(0)]
    public void From_wrong_number_of_elements_names_the_shape(int count)
    {
        var e = Assert.Throws<ArgumentException>(() => Tensor.From(new float[count], 2, 3));
        Assert.Contains("[2, 3]", e.Message);
        Assert.Contains("24", e.Message);
        Assert.Contains($"{4 * count} bytes", e.Message);
    }

    [Fact]
    public void From_negative_extents_is_refused_though_their_product_fits() =>
        Assert.Contains("[-2, -2]", Assert.Throws<ArgumentException>(() => Tensor.From(new float[4], -2, -2)).Message);

    [Fact]
    public void From_product_of_extents_beyond_64_bits_is_refused() =>
        Assert.Throws<ArgumentException>(() => Tensor.From(Array.Empty<float>(), 1L << 32, 1L << 32));

    [Fact]
    public void From_null_names_the_parameter()
    {
        Assert.Equal("values", Assert.Throws<ArgumentNullException>(() => Tensor.From((int[])null!)).ParamName);
        Assert.Equal("values", Assert.Throws<ArgumentNullException>(() => Tensor.From((int[])null!, 1)).ParamName);
        Assert.Equal("values", Assert.Throws<ArgumentNullException>(() => Tensor.From((int[,])null!)).ParamName);
    }

    [Fact]
    public void From_elements_of_another_type_names_the_type() =>
        Assert.Contains("System.UInt32", Assert.Throws<NotSupportedException>(() => Tensor.From(new uint[3])).Message);

    [Fact]
    public void Elements_survive_the_way_there_and_back() =>
        Gen.Double.Array[0, 50].Sample(static values => Assert.Equal(values, Tensor.From(values).ToArray<double>()));

    [Fact]
    public void Long_elements_survive_the_way_there_and_back() =>
        Gen.Long.Array[0, 50].Sample(static values => Assert.Equal(values, Tensor.From(values).ToArray<long>()));

    [Fact]
    public void Scalar_has_no_dimensions()
    {
        Tensor x = Tensor.Scalar(2.5);
        Assert.Equal(0, x.Rank);
        Assert.Equal(1, x.Count);
        Assert.Equal(DType.Float64, x.DType);
        Assert.Equal(2.5, (double)x);
    }

    [Fact]
    public void Scalar_takes_the_type_of_its_value()
    {
        Assert.Equal(DType.Bool, Tensor.Scalar(true).DType);
        Assert.Equal(DType.Int32, Tensor.Scalar(1).DType);
        Assert.Equal(DType.Int64, Tensor.Scalar(1L).DType);
        Assert.Equal(DType.Float32, Tensor.Scalar(1f).DType);
    }

    [Fact]
    public void Collection_expression_has_the_type_of_its_elements()
    {
        Tensor doubles = [1.0, 2], singles = [1f, 2], wholes = [1, 2], empty = [];
        Assert.Equal([1.0, 2.0], doubles.ToArray<double>());
        Assert.Equal([1f, 2f], singles.ToArray<float>());
        Assert.Equal([1L, 2], wholes.ToArray<long>());
        Assert.Equal([0], empty.Shape.ToArray());
        Assert.Equal(DType.Float64, empty.DType);
    }

    [Fact]
    public void Collection_expression_of_collections_and_tensors_stacks_them()
    {
        Tensor a = Tensor.From([1f, 2f]), matrix = [[1, 2], [3, 4]], stack = [a, a * 2];
        Assert.Equal([1L, 2, 3, 4], matrix.Reshape(4).ToArray<long>());
        Assert.Equal([2, 2], stack.Shape.ToArray());
        Assert.Equal(DType.Float32, stack.DType);
    }

    [Fact]
    public void Collection_expression_spreads_other_collections()
    {
        double[] middle = [2, 3];
        Tensor x = [1, .. middle, 4], y = [0, .. x];
        Assert.Equal([1.0, 2, 3, 4], x.ToArray<double>());
        Assert.Equal([0.0, 1, 2, 3, 4], y.ToArray<double>());
    }

    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Zeros_and_ones_exist_in_every_type(DType dtype)
    {
        Tensor zeros = Tensor.Zeros([2, 2], dtype), ones = Tensor.Ones([2, 2], dtype);
        Assert.Equal(dtype, zeros.DType);
        Assert.Equal(dtype, ones.DType);
        Assert.Equal([0.0, 0, 0, 0], zeros.Cast(DType.Float64).ToArray<double>());
        Assert.Equal([1.0, 1, 1, 1], ones.Cast(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Zeros_without_extents_is_a_scalar() => Assert.Equal(0f, Tensor.Zeros().ToScalar<float>());

    [Fact]
    public void Full_repeats_its_value()
    {
        Assert.Equal([2.5f, 2.5f, 2.5f], Tensor.Full([3], 2.5f).ToArray<float>());
        Assert.Equal([-7, -7], Tensor.Full([2], -7, DType.Int32).ToArray<int>());
        Assert.All(Tensor.Full([2], double.NaN).ToArray<double>(), static v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Full_of_an_integer_type_cuts_decimals_off() =>
        Assert.Equal([2L, 2L], Tensor.Full([2], 2.9, DType.Int64).ToArray<long>());

    [Fact]
    public void Full_of_any_size_takes_the_memory_of_one_element() => Assert.Equal(1L << 50, Tensor.Full([1L << 25, 1L << 25], 1).Count);

    [Fact]
    public void Full_of_an_unknown_type_is_refused() =>
        Assert.Contains("99", Assert.Throws<ArgumentException>(static () => Tensor.Full([2], 1, (DType)99)).Message);

    [Fact]
    public void ZerosLike_and_OnesLike_take_shape_and_type()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], 2, 2);
        Assert.True(Tensor.ZerosLike(x).ElementwiseEquals(Tensor.Zeros([2, 2], DType.Int32)));
        Assert.True(Tensor.OnesLike(x).ElementwiseEquals(Tensor.Ones([2, 2], DType.Int32)));
    }

    [Fact]
    public void ZerosLike_inside_a_transform_does_not_depend_on_it() =>
        Assert.Equal([0.0, 0.0], Autodiff.Grad(static (Tensor x) => Tensor.OnesLike(x))(Tensor.From([3.0, 4.0])).ToArray<double>());

    [Fact]
    public void Arange_counts_up_from_zero()
    {
        Tensor x = Tensor.Arange(4);
        Assert.Equal(DType.Int64, x.DType);
        Assert.Equal([0L, 1, 2, 3], x.ToArray<long>());
    }

    [Theory]
    [InlineData(0, 1, 0.25, 4)]
    [InlineData(0, 1, 0.3, 4)]
    [InlineData(5, 0, -2, 3)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(1, 2, -1, 0)]
    [InlineData(-1.5, 2, 1, 4)]
    public void Arange_stops_before_its_end(double start, double stop, double step, int count)
    {
        double[] expected = [.. Enumerable.Range(0, count).Select(i => start + i * step)];
        Assert.Equal(expected, Tensor.Arange(start, stop, step, DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Arange_of_floats_does_not_add_up_errors() =>
        Assert.Equal(99_999 * 0.1, Tensor.Arange(0, 10_000, 0.1, DType.Float64)[^1].ToDouble());

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0, double.PositiveInfinity, 1)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(0, 1, double.NaN)]
    public void Arange_without_an_end_to_reach_is_refused(double start, double stop, double step) =>
        Assert.Contains("Arange", Assert.Throws<ArgumentException>(() => Tensor.Arange(start, stop, step)).Message);

    [Fact]
    public void Arange_beyond_all_counting_is_refused()
    {
        Assert.ThrowsAny<Exception>(() => Tensor.Arange(long.MaxValue));
        Assert.ThrowsAny<Exception>(() => Tensor.Arange(0, 1e300));
    }

    [Fact]
    public void Linspace_holds_both_ends_exactly()
    {
        double[] values = Tensor.Linspace(-0.1, 0.7, 11, DType.Float64).ToArray<double>();
        Assert.Equal(-0.1, values[0]);
        Assert.Equal(0.7, values[^1]);
        for (int i = 0; i < 11; i++) Assert.Equal(-0.1 + i * 0.08, values[i], 1e-15);
    }

    [Fact]
    public void Linspace_may_run_downwards() => Assert.Equal([3.0, 2, 1], Tensor.Linspace(3, 1, 3).ToArray<double>());

    [Fact]
    public void Linspace_of_one_is_its_start()
    {
        Assert.Equal([3.0], Tensor.Linspace(3, 9, 1).ToArray<double>());
        Assert.Empty(Tensor.Linspace(3, 9, 0).ToArray<double>());
    }

    [Fact]
    public void Linspace_of_integers_or_of_a_negative_count_is_refused()
    {
        Assert.Contains("int32", Assert.Throws<ArgumentException>(() => Tensor.Linspace(0, 1, 3, DType.Int32)).Message);
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Linspace(0, 1, -1)).Message);
    }

    [Fact]
    public void Eye_has_ones_on_its_diagonal() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[-6, 6]).Sample(static (rows, columns, diagonal) =>
        {
            int[] expected = [.. from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, columns) select j - i == diagonal ? 1 : 0];
            Tensor x = Tensor.Eye(rows, columns, diagonal, DType.Int32);
            Assert.Equal([rows, columns], x.Shape.ToArray());
            Assert.Equal(expected, x.ToArray<int>());
        });

    [Fact]
    public void Eye_is_square_when_no_columns_are_given() => Assert.Equal([3, 3], Tensor.Eye(3).Shape.ToArray());

    [Fact]
    public void Eye_of_negative_rows_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Eye(-1));
}
