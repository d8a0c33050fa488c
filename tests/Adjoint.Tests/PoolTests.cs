using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>What pooling gives for numbers that one can work out, and what it refuses.</summary>
public sealed class PoolTests
{
    private static readonly Tensor X = Arange(1.0, 17).Reshape(1, 1, 4, 4);

    [Fact]
    public void Windows_give_their_largest_and_their_mean()
    {
        Assert.Equal([1, 1, 2, 2], MaxPool2D(X, 2).Shape);
        Assert.Equal([6.0, 8, 14, 16], MaxPool2D(X, 2).ToArray<double>());
        Assert.Equal([3.5, 5.5, 11.5, 13.5], AvgPool2D(X, 2).ToArray<double>());
        Assert.Equal([6.0, 8, 14, 16], X.MaxPool2D(3, 2, 1).ToArray<double>());
        Assert.Equal([7.0, 8, 11, 12, 15, 16], MaxPool2D(X, (2, 3), 1).ToArray<double>());
        Assert.Equal([9.0, 11], MaxPool2D(X[0], (1, 1), 2)[0, 1].ToArray<double>());
    }

    [Fact]
    public void Padding_counts_in_means_unless_it_is_left_out()
    {
        Assert.Equal([14.0 / 9, 30.0 / 9, 57.0 / 9, 11], AvgPool2D(X, 3, 2, 1).ToArray<double>());
        Assert.Equal([3.5, 5, 9.5, 11], AvgPool2D(X, 3, 2, 1, countIncludePad: false).ToArray<double>());
    }

    [Fact]
    public void A_last_window_may_reach_beyond_the_edge()
    {
        Tensor x = From([1.0, 2, 3, 4, 5], 1, 1, 5);
        Assert.Equal([2.0, 4], MaxPool1D(x, 2).ToArray<double>());
        Assert.Equal([2.0, 4, 5], MaxPool1D(x, 2, ceilMode: true).ToArray<double>());
        Assert.Equal([1.5, 3.5, 5], AvgPool1D(x, 2, ceilMode: true).ToArray<double>());
        Assert.Equal([1.5, 3], AvgPool1D(x, 4, 3, 1).ToArray<double>());
        // The second of these windows, from 3 on, ends with the padding: 4 + 5 + 0 over 3, or over 2.
        Assert.Equal([1.5, 3], AvgPool1D(x, 4, 4, 1, ceilMode: true).ToArray<double>());
        Assert.Equal([2, 4.5], AvgPool1D(x, 4, 4, 1, ceilMode: true, countIncludePad: false).ToArray<double>());
        // A third window would begin behind the padding: at 4 - 1 of 3 elements.
        Assert.Equal([1.0, 3], MaxPool1D(x[.., .., ..3], 2, 2, 1, ceilMode: true).ToArray<double>());
    }

    [Fact]
    public void Padding_to_the_same_has_the_odd_element_behind()
    {
        Tensor x = From([-1.0, -2, -3, -4, -5], 1, 1, 5);
        Assert.Equal([-1.0, -2, -3, -4, -5], MaxPool1D(x, 2, 1, WindowPadding.Same).ToArray<double>());
        Assert.Equal([-1.0, -2, -4], MaxPool1D(x, 3, 2, WindowPadding.Same).ToArray<double>());
        Assert.Equal([-1.5, -2.5, -3.5, -4.5, -5], AvgPool1D(x, 2, 1, WindowPadding.Same, countIncludePad: false).ToArray<double>());
    }

    [Fact]
    public void The_first_of_equal_elements_is_found_and_has_the_gradient()
    {
        Tensor x = From([1.0, 3, 3, 2], 1, 1, 4);
        (Tensor values, Tensor indices) = MaxPool1DWithIndices(x, 2, 1);
        Assert.Equal([3.0, 3, 3], values.ToArray<double>());
        Assert.Equal([1L, 1, 2], indices.ToArray<long>());
        Assert.Equal([0.0, 2, 1, 0], Grad((Tensor y) => Sum(MaxPool1D(y, 2, 1)))(x).ToArray<double>());
        Assert.Equal([5L, 7, 13, 15], MaxPool2DWithIndices(X, 2).Indices.ToArray<long>());
        Assert.Equal([15L], MaxPool3DWithIndices(X.Reshape(1, 1, 2, 2, 4), (2, 2, 4)).Indices.ToArray<long>());
    }

    [Fact]
    public void NaN_wins_its_windows()
    {
        Tensor x = From([1.0, double.NaN, 2, 0, 5], 1, 1, 5);
        (Tensor values, Tensor indices) = MaxPool1DWithIndices(x, 2, 1);
        Assert.Equal([double.NaN, double.NaN, 2, 5], values.ToArray<double>());
        Assert.Equal([1L, 1, 2, 4], indices.ToArray<long>());
        Assert.Equal([double.NaN, 5], AdaptiveMaxPool1D(x, 2).ToArray<double>());
        Assert.Equal([double.NaN, 1, 2.5], AvgPool1D(x, 2, 1)[0, 0, 1..].ToArray<double>());
    }

    [Fact]
    public void Nothing_but_minus_infinity_has_a_place()
    {
        (Tensor values, Tensor indices) = MaxPool1DWithIndices(Full([1, 1, 4], double.NegativeInfinity), 3, 2, 1);
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], values.ToArray<double>());
        Assert.Equal([0L, 1], indices.ToArray<long>());
    }

    [Fact]
    public void Largest_elements_go_back_to_where_they_stood()
    {
        (Tensor values, Tensor indices) = MaxPool2DWithIndices(X, 2);
        Tensor back = MaxUnpool2D(values, indices, 2);
        Assert.Equal(X.Shape, back.Shape);
        Assert.Equal([0.0, 0, 0, 0, 0, 6, 0, 8, 0, 0, 0, 0, 0, 14, 0, 16], back.ToArray<double>());
        Assert.Equal([1, 1, 5, 4], MaxUnpool2D(values, indices, 2, outputSize: (5, 4)).Shape);
        Assert.Equal([0.0, 5, 0, 0, 7], MaxUnpool1D(From([5.0, 7], 1, 2), From([1L, 4], 1, 2), 2, 3).ToArray<double>());
        Tensor twice = From([1L, 1], 1, 2);
        Assert.Equal([0.0, 7, 0, 0], MaxUnpool1D(From([5.0, 7], 1, 2), twice, 2).ToArray<double>());
        Assert.Equal([0.0, 1], Grad((Tensor y) => Sum(MaxUnpool1D(y, twice, 2)))(From([5.0, 7], 1, 2)).ToArray<double>());
    }

    [Fact]
    public void Bins_share_elements_where_they_do_not_come_out_even()
    {
        Tensor x = From([1.0, 2, 3, 4, 5], 1, 1, 5);
        Assert.Equal([1.5, 3, 4.5], AdaptiveAvgPool1D(x, 3).ToArray<double>());
        Assert.Equal([2.0, 4, 5], AdaptiveMaxPool1D(x, 3).ToArray<double>());
        Assert.Equal([1L, 3, 4], AdaptiveMaxPool1DWithIndices(x, 3).Indices.ToArray<long>());
        Assert.Equal([8.5], AdaptiveAvgPool2D(X, 1).ToArray<double>());
        Assert.Equal([7L, 15], AdaptiveMaxPool2DWithIndices(X, (2, 1)).Indices.ToArray<long>());
        Assert.Equal([7L, 15], AdaptiveMaxPool3DWithIndices(X.Reshape(1, 1, 2, 2, 4), (2, 1, 1)).Indices.ToArray<long>());
        Assert.Equal([1.0, 1, 2, 2], AdaptiveAvgPool1D(x[.., .., ..2], 4).ToArray<double>());
        Assert.Equal([8L, 16], AdaptiveMaxPool3D(X.Reshape(1, 1, 2, 2, 4).Cast(DType.Int64), (2, 1, 1)).ToArray<long>());
    }

    [Fact]
    public void Roots_of_sums_of_powers()
    {
        Tensor x = From([3.0, 4, 0, 0], 1, 1, 4);
        Assert.Equal([5.0, 0], LpPool1D(x, 2, 2).ToArray<double>());
        Assert.Equal([7.0, 0], LpPool1D(x, 1, 2).ToArray<double>());
        Assert.Equal([0.6, 0.8, 0, 0], Grad((Tensor y) => Sum(LpPool1D(y, 2, 2)))(x).ToArray<double>(), Near);
        Assert.Equal(2, (double)LpPool2D(Ones([1, 2, 2], DType.Float64), 2, 2), 1e-12);
    }

    [Fact]
    public void Types_are_those_of_maxima_and_means()
    {
        Tensor bytes = From(new byte[] { 200, 3, 250, 7 }, 1, 1, 4);
        Assert.Equal([200, 250], MaxPool1D(bytes, 2).ToArray<byte>());
        Assert.Equal(DType.Float32, AvgPool1D(bytes, 2).DType);
        Assert.Equal([101.5f, 128.5f], AvgPool1D(bytes, 2).ToArray<float>());
        Assert.Equal([-3, -1], MaxPool1D(From([-3, -4, -2, -1], 1, 1, 4), 2).ToArray<int>());
        // The sum of 256, 1 and 1 has no bfloat16, their mean of 86 has.
        Tensor brief = From([256.0, 1, 1], 1, 1, 3).Cast(DType.BFloat16);
        Assert.Equal(DType.BFloat16, AvgPool1D(brief, 3).DType);
        Assert.Equal([86.0], AvgPool1D(brief, 3).Cast(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Columns_hold_what_a_kernel_meets()
    {
        Tensor x = Arange(0.0, 12).Reshape(1, 1, 3, 4);
        Assert.Equal([1, 4, 2], Im2Col(x, 2, 2).Shape);
        Assert.Equal([0.0, 2, 1, 3, 4, 6, 5, 7], Im2Col(x, 2, 2).ToArray<double>());
        Assert.Equal([0.0, 1, 4, 5], Col2Im(From([0.0, 1, 4, 5], 4, 1), 2, 2).ToArray<double>());
        Assert.Equal([1.0, 2, 1, 2, 4, 2, 1, 2, 1], Col2Im(Ones([1, 4, 4], DType.Float64), 3, 2).ToArray<double>());

        Tensor images = Arange(0.0, 96).Reshape(2, 3, 4, 4) / 7, weight = (Arange(0.0, 36) - 11).Reshape(2, 3, 3, 2);
        Tensor columns = Im2Col(images, (3, 2), (2, 1), (1, 0), (1, 2));
        Tensor expected = Conv2D(images, weight, null, (2, 1), (1, 0), (1, 2));
        Assert.Equal(expected, MatMul(weight.Reshape(2, 18), columns).Reshape(expected.Shape), static (a, b) => (double)Max(Abs(a - b)) < 1e-9);
        Assert.Equal([true, false, false, true], Im2Col(From([true, false, false, true], 1, 2, 2), 2).ToArray<bool>());
    }

    [Fact]
    public void Members_of_a_batch_are_pooled_each_by_itself()
    {
        Tensor batch = Stack(X, -X, X * X);
        Func<Tensor, Tensor> gradient = Grad((Tensor x) => Sum(Square(MaxPool2D(x, 3, 2, 1)) + AvgPool2D(x, 2)));
        Tensor expected = Stack(gradient(X), gradient(-X), gradient(X * X));
        Assert.Equal(expected.ToArray<double>(), Vmap(gradient)(batch).ToArray<double>(), Near);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused("MaxPool2D: x of shape [4] does not fit: for images of 2 axes, x has 4 dimensions (or 3, one image alone)", static () => MaxPool2D(Zeros(4), 2));
        Refused("AvgPool1D: x of shape [1, 1, 4, 4] does not fit: for images of 1 axis, x has 3 dimensions (or 2, one image alone)", static () => AvgPool1D(X, 2));
        Refused("MaxPool2D: a padding of 2 is more than half of the kernel of 3", static () => MaxPool2D(X, 3, 1, 2));
        Refused("MaxPool2D: a kernel of 0; it lies between 1 and 16777216", static () => MaxPool2D(X, default));
        Refused("AvgPool2D: a stride of 0; it lies between 1 and 16777216", static () => AvgPool2D(X, 2, 0));
        Refused("MaxPool2D: a dilation of -1; it lies between 1 and 16777216", static () => MaxPool2D(X, 2, dilation: -1));
        Refused("MaxPool2D: kernel has 3 numbers; images have 2 axes here.", static () => MaxPool2D(X, (1, 2, 3)));
        Refused("MaxPool2D: along axis 1 of the image there are 4 elements with the padding; a window reaches over 5", static () => MaxPool2D(X, (1, 3), dilation: 2));
        Refused("MaxPool1D: along axis 0 of the image, which has 1 elements, window 0 lies in the padding alone; take less padding",
            static () => MaxPool1D(Zeros(1, 1, 1), 2, 1, 1, 2));
        Refused("AdaptiveAvgPool2D: a number of bins of 0; it lies between 1 and 16777216", static () => AdaptiveAvgPool2D(X, 0));
        Refused("AdaptiveMaxPool1D: x of shape [1, 2, 0] has no elements to fall into bins along axis 0 of its images", static () => AdaptiveMaxPool1D(Zeros(1, 2, 0), 2));
        Refused("Im2Col: along axis 0 of the image there are 4 elements with the padding; a window reaches over 5", static () => Im2Col(X, (5, 1)));
        Refused("Col2Im: columns of shape [1, 4, 3] do not fit: their last dimension is the number of windows, 4, and the one before it a multiple of the 4 elements of a window",
            static () => Col2Im(Zeros(1, 4, 3), 3, 2));
        Refused("MaxUnpool2D: indices of shape [1, 1, 2] do not fit x of shape [1, 1, 4, 4]; each element needs a place",
            static () => MaxUnpool2D(X, Zeros([1, 1, 2], DType.Int64), 2));
        Assert.StartsWith("MaxUnpool1D: index 4 is out of range", Assert.Throws<ArgumentOutOfRangeException>(
            static () => MaxUnpool1D(Ones(1, 2), From([0L, 4], 1, 2), 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => LpPool1D(Ones(1, 2), 0, 2));
    }

    private static void Refused(string message, Func<object> call) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static bool Near(double a, double b) => a.Equals(b) || Math.Abs(a - b) < 1e-12;
}
