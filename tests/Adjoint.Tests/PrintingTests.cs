using Xunit;

namespace Adjoint.Tests;

/// <summary>Tensors as text, the way NumPy prints them.</summary>
public sealed class PrintingTests
{
    [Fact]
    public void Vectors_share_a_width() => Assert.Equal("[ 1.    2.5  -3.25]", Tensor.From([1f, 2.5f, -3.25f]).ToString());

    [Fact]
    public void Matrices_are_rows_below_each_other() =>
        Assert.Equal("[[1. 2.]\n [3. 4.]]", Tensor.From([1f, 2f, 3f, 4f], 2, 2).ToString());

    [Fact]
    public void Blocks_are_set_apart_by_a_line() =>
        Assert.Equal("[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]] (dtype=Int64)", Tensor.Arange(8).Reshape(2, 2, 2).ToString());

    [Fact]
    public void Scalars_stand_alone() => Assert.Equal("2.5", Tensor.Scalar(2.5f).ToString());

    [Fact]
    public void Other_types_are_named()
    {
        Assert.Equal("[0.5] (dtype=Float64)", Tensor.From([0.5]).ToString());
        Assert.Equal("[ True False] (dtype=Bool)", Tensor.From([true, false]).ToString());
        Assert.Equal("[ 1 -2] (dtype=Int32)", Tensor.From([1, -2]).ToString());
    }

    [Fact]
    public void A_float_shows_its_own_digits() => Assert.Equal("[0.1]", Tensor.From([0.1f]).ToString());

    [Fact]
    public void Sizes_far_apart_are_written_with_exponents() => Assert.Equal("[1.e+10 1.e-05]", Tensor.From([1e10f, 1e-5f]).ToString());

    [Fact]
    public void What_is_no_number_is_named() =>
        Assert.Equal("[ nan  inf -inf   1.]", Tensor.From([float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1f]).ToString());

    [Fact]
    public void Empty_tensors_tell_their_shape() => Assert.Equal("[] (shape [0, 3])", Tensor.Zeros(0, 3).ToString());

    [Fact]
    public void Long_ones_are_shortened() =>
        Assert.Equal("[0 1 2 ... 9997 9998 9999]", Tensor.Arange(10_000).ToString().Replace("   ", "", StringComparison.Ordinal).Replace(" (dtype=Int64)", "", StringComparison.Ordinal));

    [Theory]
    [InlineData(new long[] { 1L << 40 })]
    [InlineData(new long[] { 1L << 20, 1L << 20 })]
    [InlineData(new long[] { 1 << 13, 1 << 13, 1 << 14 })]
    [InlineData(new long[] { 32, 32, 32, 32, 32, 32, 32, 32 })]
    [InlineData(new long[] { 3, 3, 3, 3, 3, 3, 3, 3 })]
    [InlineData(new long[] { 1L << 53, 2, 2, 2, 2, 2, 2, 2 })]
    [InlineData(new long[] { 2, 2, 2, 2, 2, 2, 2, 1L << 53 })]
    [InlineData(new long[] { 1, 5, 7, 1, 6, 1, 5, 40 })]
    public void Texts_are_bounded_whatever_the_shape(long[] shape)
    {
        Tensor x = Tensor.Ones(1).BroadcastTo(shape);
        string[] texts = [x.ToString(), $"{x:F3}", $"{Tensor.Ones([1], DType.Bool).BroadcastTo(shape)}", Recorded(x)];
        foreach (string text in texts)
        {
            Assert.InRange(text.Length, 10, 20_000);
            Assert.Contains("...", text);
            Assert.Equal(shape.Length, text.TakeWhile(static c => c == '[').Count());
        }

        // Printing inside a transform takes no more.
        static string Recorded(Tensor x)
        {
            string text = "";
            _ = Autodiff.Grad((Tensor y) =>
            {
                text = (y * 2f).BroadcastTo(x.Shape).ToString();
                return y;
            })(Tensor.Scalar(1f));
            return text;
        }
    }

    [Fact]
    public void Four_dimensions_show_three_at_each_end_and_more_show_fewer()
    {
        Assert.Contains("[0. 1. 2. ... 7. 8. 9.]", Tensor.Arange(0.0, 10, 1).Cast(DType.Float32).BroadcastTo(10, 10, 10, 10).ToString());
        Assert.Contains("[0. 1. ... 8. 9.]", Tensor.Arange(0.0, 10, 1).Cast(DType.Float32).BroadcastTo(10, 10, 10, 10, 10).ToString());
        Assert.Contains("[0. ... 9.]", Tensor.Arange(0.0, 10, 1).Cast(DType.Float32).BroadcastTo(10, 10, 10, 10, 10, 10).ToString());
    }

    [Fact]
    public void The_dead_do_not_throw()
    {
        Tensor x = Tensor.Ones(2);
        x.Dispose();
        Assert.Contains("disposed", x.ToString());
    }
}
