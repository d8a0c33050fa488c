using Xunit;

namespace Adjoint.Tests;

/// <summary>Tensors as text. What is expected of arrays was printed by NumPy.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData(new[] { 1f, 2.5f, -3.25f }, "[ 1.    2.5  -3.25]")]
    [InlineData(new[] { 2.5f, 1f }, "[2.5 1. ]")]
    [InlineData(new[] { 0f }, "[0.]")]
    [InlineData(new[] { -0f, 1f }, "[-0.  1.]")]
    [InlineData(new[] { 0.1f, 100f }, "[  0.1 100. ]")]
    [InlineData(new[] { 0.33333334f, 0.6666667f }, "[0.33333334 0.6666667 ]")]
    [InlineData(new[] { 1234.5678f }, "[1234.5677]")]
    [InlineData(new[] { 0.001f, 0.5f }, "[0.001 0.5  ]")]
    public void Floats_line_up_at_the_point(float[] values, string expected) => Assert.Equal(expected, Tensor.From(values).ToString());

    [Theory]
    [InlineData(new[] { 1f, 1000.5f }, "[1.0000e+00 1.0005e+03]")]
    [InlineData(new[] { 1e10f, 1.5e-5f }, "[1.0e+10 1.5e-05]")]
    [InlineData(new[] { -1e-5f, 2e5f }, "[-1.e-05  2.e+05]")]
    [InlineData(new[] { 0f, 1e-5f }, "[0.e+00 1.e-05]")]
    [InlineData(new[] { 1e8f }, "[1.e+08]")]
    [InlineData(new[] { 0.1f, 16777216f }, "[1.0000000e-01 1.6777216e+07]")]
    [InlineData(new[] { float.NaN, 1e10f, float.NegativeInfinity }, "[   nan 1.e+10   -inf]")]
    public void Floats_of_sizes_far_apart_have_exponents(float[] values, string expected) =>
        Assert.Equal(expected, Tensor.From(values).ToString());

    [Theory]
    [InlineData(new[] { 1 / 3.0, 2 / 3.0 }, "[0.33333333 0.66666667]")]
    [InlineData(new[] { 12345678.12345678, 1e6 }, "[12345678.12345678  1000000.        ]")]
    [InlineData(new[] { 1e100, 1.5 }, "[1.0e+100 1.5e+000]")]
    [InlineData(new[] { 1e-310 }, "[1.e-310]")]
    [InlineData(new[] { 0.1 + 0.2 }, "[0.3]")]
    public void Doubles_show_eight_decimals_at_most(double[] values, string expected) =>
        Assert.Equal(expected + " (dtype=Float64)", Tensor.From(values).ToString());

    [Fact]
    public void Values_that_are_not_finite_are_named()
    {
        Assert.Equal("[ nan 1.25]", Tensor.From([float.NaN, 1.25f]).ToString());
        Assert.Equal("[ inf -inf   1.]", Tensor.From([float.PositiveInfinity, float.NegativeInfinity, 1f]).ToString());
        Assert.Equal("[nan nan]", Tensor.From([float.NaN, float.NaN]).ToString());
    }

    [Fact]
    public void Integers_share_a_width() => Assert.Equal("[   1  -20 3000] (dtype=Int32)", Tensor.From([1, -20, 3000]).ToString());

    [Fact]
    public void Long_integers_show_every_digit() =>
        Assert.Equal(
            "[-9223372036854775808  9223372036854775807     9007199254740993] (dtype=Int64)",
            Tensor.From([long.MinValue, long.MaxValue, (1L << 53) + 1]).ToString());

    [Fact]
    public void Truth_values_are_as_wide_as_False()
    {
        Assert.Equal("[ True False] (dtype=Bool)", Tensor.From([true, false]).ToString());
        Assert.Equal("[ True  True] (dtype=Bool)", Tensor.From([true, true]).ToString());
    }

    [Fact]
    public void Matrices_have_a_row_a_line() =>
        Assert.Equal("[[ 1.5   2.  ]\n [ 3.   -4.25]]", Tensor.From([1.5f, 2f, 3f, -4.25f], 2, 2).ToString());

    [Fact]
    public void Blocks_of_three_dimensions_stand_apart() =>
        Assert.Equal(
            "[[[ 0  1]\n  [ 2  3]]\n\n [[ 4  5]\n  [ 6  7]]\n\n [[ 8  9]\n  [10 11]]] (dtype=Int64)",
            Tensor.Arange(12).Reshape(3, 2, 2).ToString());

    [Fact]
    public void Blocks_of_four_dimensions_stand_further_apart() =>
        Assert.Equal("[[[[0]]]\n\n\n [[[1]]]] (dtype=Int64)", Tensor.Arange(2).Reshape(2, 1, 1, 1).ToString());

    [Fact]
    public void Views_print_what_they_show() =>
        Assert.Equal("[[0 3]\n [1 4]\n [2 5]] (dtype=Int64)", Tensor.Arange(6).Reshape(2, 3).T.ToString());

    [Theory]
    [InlineData(2.5f, "2.5")]
    [InlineData(-1f, "-1.")]
    [InlineData(float.NaN, "nan")]
    [InlineData(1e-5f, "1.e-05")]
    public void Scalars_have_no_brackets(float value, string expected) => Assert.Equal(expected, Tensor.Scalar(value).ToString());

    [Fact]
    public void Scalars_of_other_types_name_them()
    {
        Assert.Equal("7 (dtype=Int32)", Tensor.Scalar(7).ToString());
        Assert.Equal("True (dtype=Bool)", Tensor.Scalar(true).ToString());
    }

    [Fact]
    public void Empty_tensors_show_their_shape()
    {
        Assert.Equal("[] (shape [0])", Tensor.Zeros(0).ToString());
        Assert.Equal("[] (shape [3, 0], dtype=Int32)", Tensor.Zeros([3, 0], DType.Int32).ToString());
    }

    [Fact]
    public void Thousand_elements_are_shown_in_full() => Assert.DoesNotContain("...", Tensor.Arange(1000).ToString());

    [Fact]
    public void Long_vectors_show_three_at_each_end() =>
        Assert.Equal("[   0    1    2 ... 9997 9998 9999] (dtype=Int64)", Tensor.Arange(10_000).ToString());

    [Fact]
    public void Width_comes_from_what_is_shown() =>
        Assert.Equal("[0. 0. 0. ... 0. 0. 0.]", Tensor.Zeros(2000).With(12345.678f, 1000).ToString());

    [Fact]
    public void Long_matrices_show_three_of_rows_and_columns() =>
        Assert.Equal(
            "[[   0    1    2 ...   97   98   99]\n [ 100  101  102 ...  197  198  199]\n [ 200  201  202 ...  297  298  299]\n ...\n"
            + " [9700 9701 9702 ... 9797 9798 9799]\n [9800 9801 9802 ... 9897 9898 9899]\n [9900 9901 9902 ... 9997 9998 9999]] (dtype=Int64)",
            Tensor.Arange(10_000).Reshape(100, 100).ToString());

    [Fact]
    public void Short_dimensions_of_long_tensors_are_shown_in_full() =>
        Assert.Equal("[[   0    1]\n [   2    3]\n [   4    5]\n ...\n [1994 1995]\n [1996 1997]\n [1998 1999]] (dtype=Int64)",
            Tensor.Arange(2000).Reshape(1000, 2).ToString());

    [Fact]
    public void Only_what_is_shown_is_computed() =>
        Assert.Equal("[1. 1. 1. ... 1. 1. 1.]", Tensor.Ones(1L << 50).ToString());

    [Fact]
    public void Culture_does_not_matter()
    {
        var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = culture;
        try
        {
            Assert.Equal("[-1.5]", Tensor.From([-1.5f]).ToString());
            Assert.Equal("[-1.e-09]", Tensor.From([-1e-9f]).ToString());
            Assert.Equal("[-1] (dtype=Int64)", Tensor.From([-1L]).ToString());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Disposed_tensors_say_so()
    {
        Tensor x = Tensor.Ones(2);
        x.Dispose();
        Assert.Equal("Tensor (disposed)", x.ToString());
    }

    [Fact]
    public void Escaped_tensors_say_so()
    {
        Tensor x;
        using (new TensorScope()) x = Tensor.Ones(2) + 1;
        Assert.Contains("ended", x.ToString());
    }

    [Fact]
    public void Followed_tensors_show_their_values()
    {
        string? text = null;
        Autodiff.Grad((Tensor x) =>
        {
            text = (x * 2).ToString();
            return x;
        })(Tensor.From([1f, 2f]));
        Assert.Equal("[2. 4.]", text);
    }

    [Fact]
    public void Entries_between_brackets_print_as_they_are_written()
    {
        Assert.Equal("-2", ((TensorIndex)(^2)).ToString());
        Assert.Equal("1::2", TensorIndex.Slice(1, null, 2).ToString().Replace(":2:2", "::2", StringComparison.Ordinal));
        Assert.Equal("..", TensorIndex.All.ToString());
    }

    [Fact]
    public void Parameters_print_name_type_and_shape()
    {
        var p = new Parameter(Tensor.Ones(2, 3), "w") { IsFrozen = true };
        Assert.Equal("w (Float32, [2, 3], frozen)", p.ToString());
    }
}
