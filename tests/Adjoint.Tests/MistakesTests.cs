using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Bad input: the right exception, and a message that says what to do.</summary>
public sealed class MistakesTests
{
    [Fact]
    public void Null_is_refused_by_name()
    {
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Exp(null!)).ParamName);
        Assert.Throws<ArgumentNullException>(() => Tensor.Ones(2) + (Tensor)null!);
        Assert.Throws<ArgumentNullException>(() => Concat([Tensor.Ones(2), null!]));
        Assert.Throws<ArgumentNullException>(() => Tensor.From((float[])null!));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_both_named()
    {
        var e = Assert.Throws<ArgumentException>(() => Tensor.Ones(2, 3) + Tensor.Ones(4));
        Assert.Contains("Add", e.Message);
        Assert.Contains("[2, 3]", e.Message);
        Assert.Contains("[4]", e.Message);
        e = Assert.Throws<ArgumentException>(() => MatMul(Tensor.Ones(2, 3), Tensor.Ones(4, 5)));
        Assert.Contains("MatMul", e.Message);
        Assert.Contains("transpose", e.Message);
        Assert.Throws<ArgumentException>(() => Reshape(Tensor.Ones(2, 3), 4));
        Assert.Throws<ArgumentException>(() => Tensor.From([1f, 2f, 3f], 2, 2));
        Assert.Throws<ArgumentException>(() => Concat([]));
    }

    [Fact]
    public void Axes_outside_the_rank_are_refused()
    {
        Assert.Contains("2", Assert.Throws<ArgumentOutOfRangeException>(() => Sum(Tensor.Ones(2, 3), 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Softmax(Tensor.Ones(2), 1));
        Assert.Throws<ArgumentException>(() => Sum(Tensor.Ones(2, 3), [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SwapAxes(Tensor.Ones(2), 0, 1));
    }

    [Fact]
    public void LayerNorm_refuses_what_it_cannot_normalize()
    {
        Assert.Contains("scalar", Assert.Throws<ArgumentException>(() => LayerNorm(2f)).Message);
        Assert.Contains("scale of shape [2]", Assert.Throws<ArgumentException>(() => LayerNorm(Tensor.Ones(2, 3), Tensor.Ones(2))).Message);
        Assert.Contains("it needs shape [3]", Assert.Throws<ArgumentException>(() => LayerNorm(Tensor.Ones(2, 3), shift: Tensor.Ones(1, 3))).Message);
        Assert.Contains("epsilon", Assert.Throws<ArgumentException>(() => LayerNorm(Tensor.Ones(3), epsilon: -1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm(0));
    }

    [Fact]
    public void More_than_eight_dimensions_are_refused()
    {
        Assert.Contains("8", Assert.Throws<ArgumentException>(() => Tensor.Ones(1, 1, 1, 1, 1, 1, 1, 1, 1)).Message);
        Assert.Throws<ArgumentException>(() => ExpandDims(Tensor.Ones(1, 1, 1, 1, 1, 1, 1, 1), 0));
    }

    [Fact]
    public void Sizes_beyond_all_memory_are_refused()
    {
        Assert.ThrowsAny<Exception>(() => Tensor.Zeros(long.MaxValue, 2));
        Assert.Throws<ArgumentException>(() => Tensor.Zeros(-1));
        Assert.ThrowsAny<OutOfMemoryException>(() => Tensor.Zeros(1L << 50).Contiguous());
    }

    [Fact]
    public void Class_numbers_outside_the_classes_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy(Tensor.Ones(2, 3), Tensor.From([0, 3])));

    [Fact]
    public void A_disposed_tensor_is_refused()
    {
        Tensor x = Tensor.Ones(2);
        x.Dispose();
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x + 1);
        Assert.Throws<ObjectDisposedException>(() => x.ToArray<float>());
    }

    [Fact]
    public void Disposing_an_operand_leaves_the_result()
    {
        Tensor x = Tensor.Ones(3), view = x[1..];
        x.Dispose();
        Assert.Equal([1f, 1f], view.ToArray<float>());
    }
}
