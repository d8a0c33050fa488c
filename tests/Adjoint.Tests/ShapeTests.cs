using System.Globalization;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Shapes: printed, compared, walked through, and given where spans of extents are asked for.</summary>
public sealed class ShapeTests
{
    private static readonly Tensor s_x = Tensor.Zeros(2, 3, 4);

    [Fact]
    public void A_shape_prints_its_extents()
    {
        Assert.Equal("[2, 3, 4]", $"{s_x.Shape}");
        Assert.Equal("[]", Tensor.Scalar(1f).Shape.ToString());
        Assert.Equal("[]", default(Shape).ToString());
        Assert.Equal("x has shape [2, 3, 4]", "x has shape " + s_x.Shape);
    }

    [Fact]
    public void A_shape_is_given_where_extents_are_asked_for()
    {
        ReadOnlySpan<long> span = s_x.Shape;
        Assert.Equal(3, span.Length);
        Assert.Equal(s_x.Shape, Tensor.Ones(s_x.Shape).Shape);
        Assert.Equal(s_x.Shape, Tensor.Full(s_x.Shape, 2.0).Shape);
        Assert.Equal(s_x.Shape, new RandomKey(1).Normal(s_x.Shape, DType.Float64).Shape);
        Assert.Equal(s_x.Shape, Tensor.From(new float[24], s_x.Shape).Shape);
        Assert.Equal(s_x.Shape, Tensor.Arange(24).Reshape(s_x.Shape).Shape);
        Assert.Equal(s_x.Shape, Ops.BroadcastTo(1.0, s_x.Shape).Shape);
        Assert.Equal([2, 12], s_x.Reshape([s_x.Shape[0], .. (long[])[12]]).Shape);
    }

    [Fact]
    public void Extents_are_read_by_place_and_range()
    {
        Assert.Equal((3, 2L, 4L, 3L), (s_x.Shape.Length, s_x.Shape[0], s_x.Shape[^1], s_x.Shape[^2]));
        Assert.Equal("[3, 4]", s_x.Shape[1..].ToString());
        Assert.Equal([2L, 3], s_x.Shape[..^1]);
        Assert.Throws<IndexOutOfRangeException>(static () => s_x.Shape[3]);
        Assert.Equal(24, s_x.Shape.Aggregate(1L, static (a, b) => a * b));
        Assert.Equal([2L, 3, 4], [.. s_x.Shape]);
        long sum = 0;
        foreach (long extent in s_x.Shape) sum += extent;
        Assert.Equal(9, sum);
    }

    [Fact]
    public void Shapes_are_equal_when_their_extents_are()
    {
        Shape same = [2, 3, 4];
        Assert.True(s_x.Shape == same && s_x.Shape.Equals((object)same) && s_x.Shape.SequenceEqual([2, 3, 4]));
        Assert.True(s_x.Shape != Tensor.Zeros(2, 3).Shape);
        Assert.False(s_x.Shape.Equals("[2, 3, 4]"));
        Assert.Equal(same.GetHashCode(), s_x.Shape.GetHashCode());
        Assert.Single(new HashSet<Shape> { same, s_x.Shape });
        Assert.True(default(Shape) == Tensor.Scalar(1f).Shape);
    }

    [Fact]
    public void The_extents_of_a_tensor_cannot_be_changed()
    {
        Tensor x = Tensor.Zeros(2, 3);
        x.Shape.ToArray()[0] = 7;
        Assert.Equal(2, x.Shape[0]);
    }

    [Fact]
    public void Culture_does_not_matter() => Cultures.Hostile(static () => Assert.Equal("[-1, 1000]", Shape.Create([-1, 1000]).ToString()));

    [Fact]
    public void Entries_between_brackets_are_written_alike_in_every_culture() => Cultures.Hostile(static () =>
    {
        Assert.Equal("-3", ((TensorIndex)(-3)).ToString());
        Assert.Equal("-5:-1:-2", TensorIndex.Slice(-5, -1, -2).ToString());
        Assert.Equal("1::1", ((TensorIndex)(1..)).ToString());
        Assert.Equal("tensor of shape [2]", ((TensorIndex)Tensor.From([1, 2])).ToString());
        Assert.Equal("null", ((TensorIndex)(Tensor?)null).ToString());
        Assert.Equal("~", CultureInfo.CurrentCulture.NumberFormat.NegativeSign);
    });
}
