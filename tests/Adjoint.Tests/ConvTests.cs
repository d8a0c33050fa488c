using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>What convolutions give for numbers that one can work out, how they are written, and what they refuse.</summary>
public sealed class ConvTests
{
    private static readonly Tensor X = Arange(0.0, 24).Reshape(1, 2, 3, 4), W = (Arange(0.0, 16) - 5).Reshape(2, 2, 2, 2);

    [Fact]
    public void A_kernel_goes_over_the_image()
    {
        Tensor y = Conv2D(X, W);
        Assert.Equal([1, 2, 2, 3], y.Shape);
        Assert.Equal([12.0, 0, -12, -36, -48, -60, 556, 608, 660, 764, 816, 868], y.ToArray<double>());
    }

    [Fact]
    public void Stride_padding_and_dilation_have_a_number_for_each_axis()
    {
        Tensor y = Conv2D(X, W, stride: (1, 2), padding: (1, 0), dilation: (2, 1));
        Assert.Equal([1, 2, 3, 2], y.Shape);
        Assert.Equal([28.0, 24, 4, -20, -56, -76, 364, 424, 676, 780, 280, 324], y.ToArray<double>());
        Assert.Equal(y, Conv2D(X, W, null, [1, 2], WindowPadding.Of((1, 0), [1, 0]), (2, 1)), Same);
        Assert.Equal(y + 1, X.Conv2D(W, Ones(2, DType.Float64), (1, 2), (1, 0), (2, 1)), Same);
    }

    [Fact]
    public void A_transposed_kernel_is_laid_out_for_every_element()
    {
        Tensor x = Arange(1.0, 9).Reshape(1, 2, 2, 2), w = (Arange(0.0, 18) - 4).Reshape(2, 1, 3, 3);
        Tensor y = ConvTranspose2D(x, w, stride: 2, padding: 1, outputPadding: 1);
        Assert.Equal([1, 1, 4, 4], y.Shape);
        Assert.Equal([45.0, 97, 54, 62, 96, 206, 114, 134, 63, 133, 72, 84, 93, 199, 108, 120], y.ToArray<double>());
    }

    [Fact]
    public void Padding_to_the_same_has_the_odd_zero_behind()
    {
        Tensor x = From([1.0, 2, 3, 4, 5], 1, 1, 5);
        Assert.Equal([3.0, 5, 7, 9, 5], Conv1D(x, Ones([1, 1, 2], DType.Float64), padding: WindowPadding.Same).ToArray<double>());
        Assert.Equal([3.0, 9, 9], Conv1D(x, Ones([1, 1, 3], DType.Float64), stride: 2, padding: WindowPadding.Same).ToArray<double>());
        Assert.Equal([1, 1, 0], Conv1D(Zeros([1, 1, 0], DType.Float64), Ones([1, 1, 3], DType.Float64), padding: WindowPadding.Same).Shape);
    }

    [Fact]
    public void Types_meet_as_in_arithmetic()
    {
        Tensor whole = Arange(0, 6).Reshape(1, 1, 6), kernel = From([1, 2], 1, 1, 2);
        Assert.Equal([2, 5, 8, 11, 14], Conv1D(whole.Cast(DType.Int32), kernel.Cast(DType.Int32)).ToArray<int>());
        Assert.Equal(DType.Int64, Conv1D(whole.Cast(DType.Int64), kernel.Cast(DType.Int32)).DType);
        Assert.Equal(DType.Float32, Conv1D(whole.Cast(DType.Float32), kernel.Cast(DType.Int32)).DType);
        Assert.Equal([0, 1, 4, 7, 10, 13, 10], ConvTranspose1D(whole.Cast(DType.Int32), kernel.Cast(DType.Int32)).ToArray<int>());
    }

    // 256 + 1 has no bfloat16, 257 + 1 has: the bias must come before the result is rounded.
    [Fact]
    public void Sixteen_bits_are_rounded_once()
    {
        Tensor x = From([256.0, 1.0], 1, 2, 1).Cast(DType.BFloat16), w = Ones([1, 2, 1], DType.BFloat16);
        Tensor y = Conv1D(x, w, Ones(1, DType.BFloat16));
        Assert.Equal(DType.BFloat16, y.DType);
        Assert.Equal([258.0], y.Cast(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Derivatives_of_a_batch_of_weights_are_those_of_each()
    {
        Tensor weights = Stack(W, 2 * W, W - 1);
        Func<Tensor, Tensor> gradient = Grad((Tensor w) => Sum(Square(Conv2D(X, w, stride: 2, padding: 1))));
        Assert.Equal(Stack(gradient(weights[0]), gradient(weights[1]), gradient(weights[2])), Vmap(gradient)(weights), Close);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused("Conv2D: x of shape [1, 2, 3, 4] and weight of shape [2, 3, 2, 2] do not fit: with 1 group the weight takes 3 channels, and x has 2",
            static () => Conv2D(X, Zeros(2, 3, 2, 2)));
        Refused("Conv1D: x of shape [1, 2, 3, 4] and weight of shape [2, 2, 2, 2] do not fit: for images of 1 axis, x has 3 dimensions (or 2, one image alone) and weight 3",
            static () => Conv1D(X, W));
        Refused("Conv2D: along axis 2 x of shape [1, 2, 3, 4] has 3 elements with its padding; the kernel of weight of shape [2, 2, 2, 2] reaches over 4",
            static () => Conv2D(X, W, dilation: (3, 1)));
        Refused("Conv2D: the first dimension of weight of shape [3, 1, 2, 2] is not a multiple of the 2 groups", static () => Conv2D(X, Zeros(3, 1, 2, 2), groups: 2));
        Refused("Conv2D: bias of shape [3] does not fit weight of shape [2, 2, 2, 2]; it needs shape [2]", static () => Conv2D(X, W, Zeros(3)));
        Refused("Conv2D: a stride of 0; it lies between 1 and 16777216", static () => Conv2D(X, W, stride: 0));
        Refused("Conv2D: a padding of -1; it lies between 0 and 16777216", static () => Conv2D(X, W, padding: -1));
        Refused("Conv2D: the number of groups must be at least 1, not 0", static () => Conv2D(X, W, groups: 0));
        Refused("Conv2D: stride has 3 numbers; images have 2 axes here.", static () => Conv2D(X, W, stride: (1, 1, 1)));
        Refused("ConvTranspose2D: an output padding of 2 must be less than the stride of 2 or the dilation of 1",
            static () => ConvTranspose2D(X, W, stride: 2, outputPadding: 2));
        Refused("ConvTranspose2D: many results have the shape of x when padded to the same", static () => ConvTranspose2D(X, W, padding: WindowPadding.Same));
    }

    private static void Refused(string message, Func<object> call) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);

    [Fact]
    public void A_batch_without_members_is_empty()
    {
        Tensor none = Zeros([0, 1, 2, 3, 4], DType.Float64), noWeights = Zeros([0, 2, 2, 2, 2], DType.Float64);
        Assert.Equal([0, 1, 2, 2, 3], Vmap((Tensor x) => Conv2D(x, W))(none).Shape);
        Assert.Equal([0, 1, 2, 2, 3], Vmap((Tensor w) => Conv2D(X, w))(noWeights).Shape);
        Assert.Equal([0, 1, 2, 2, 3], Vmap((Tensor x, Tensor w) => Conv2D(x, w))(none, noWeights).Shape);
        Assert.Equal([0, 2, 2, 2, 2], Vmap(Grad((Tensor w) => Sum(Square(Conv2D(X, w)))))(noWeights).Shape);
    }

    private static bool Same(Tensor a, Tensor b) => a.Shape.Equals(b.Shape) && a.DType == b.DType && (bool)All(Equal(a, b));

    private static bool Close(Tensor a, Tensor b) => (double)Max(Abs(a - b)) < 1e-9;
}
