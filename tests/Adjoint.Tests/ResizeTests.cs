using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>What images look like at another size, for numbers that one can work out, and what is refused.</summary>
public sealed class ResizeTests
{
    private static Tensor Signal(params double[] values) => From(values, 1, 1, values.Length);

    [Fact]
    public void Nearest_elements_are_those_at_the_left_edge_or_in_the_middle()
    {
        Assert.Equal([1.0, 1, 2], Interpolate(Signal(1, 2), [3]).ToArray<double>());
        Assert.Equal([1.0, 2, 2], Interpolate(Signal(1, 2), [3], InterpolationMode.NearestExact).ToArray<double>());
        Assert.Equal([1.0, 2, 4], Interpolate(Signal(1, 2, 3, 4, 5), [3]).ToArray<double>());
        Assert.Equal([1.0, 3, 5], Interpolate(Signal(1, 2, 3, 4, 5), [3], InterpolationMode.NearestExact).ToArray<double>());
        Assert.Equal([true, true, false, false], Interpolate(From([true, false], 1, 1, 2), [4]).ToArray<bool>());
        Assert.Equal([0.0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3], Upsample(Arange(0.0, 4).Reshape(1, 1, 2, 2), 2).ToArray<double>());
    }

    [Fact]
    public void Lines_go_through_the_middles_of_elements()
    {
        Assert.Equal([1, 1.5, 2.5, 3], Interpolate(Signal(1, 3), [4], InterpolationMode.Linear).ToArray<double>());
        Assert.Equal([1.5, 3.5], Interpolate(Signal(1, 2, 3, 4), [2], InterpolationMode.Linear).ToArray<double>());
        Assert.Equal([1, 2, 3.0, 4, 5], Interpolate(Signal(1, 5), [5], InterpolationMode.Linear, alignCorners: true).ToArray<double>());
        Assert.Equal([7.0], Interpolate(Signal(7, 8, 9), [1], InterpolationMode.Linear, alignCorners: true).ToArray<double>());
        Tensor square = Arange(0.0, 4).Reshape(1, 1, 2, 2);
        Assert.Equal([0, 0.5, 1, 1, 1.5, 2, 2, 2.5, 3], Interpolate(square, [3, 3], InterpolationMode.Linear, true).ToArray<double>());
        Assert.Equal([1, 3, 3], Interpolate(square[0], [3, 3], InterpolationMode.Linear).Shape);
    }

    [Fact]
    public void Factors_say_how_far_elements_are_apart_where_the_size_was_rounded()
    {
        Assert.Equal([0, 0.5, 7.0 / 6, 11.0 / 6], Upsample(Signal(0, 1, 2), 1.5, InterpolationMode.Linear).ToArray<double>(), Near);
        Assert.Equal([0, 0.625, 1.375, 2], Interpolate(Signal(0, 1, 2), [4], InterpolationMode.Linear).ToArray<double>(), Near);
        Assert.Equal([0.0, 0, 1, 2], Upsample(Signal(0, 1, 2), 1.5).ToArray<double>());
        Assert.Equal([1, 1, 6, 2], Upsample(Zeros(1, 1, 3, 4), [2, 0.5]).Shape);
    }

    // The weights of the curve at a quarter, as others have them.
    [Fact]
    public void Curves_go_through_four_neighbours()
    {
        double[] expected = new double[16];
        (expected[3], expected[4], expected[5], expected[6]) = (-0.03515625, -0.10546875, 0.26171875, 0.87890625);
        (expected[10], expected[9], expected[8], expected[7]) = (-0.03515625, -0.10546875, 0.26171875, 0.87890625);
        Assert.Equal(expected, Interpolate(Signal(0, 0, 0, 1, 0, 0, 0, 0), [16], InterpolationMode.Cubic).ToArray<double>(), Near);
        // Beyond the edge stands the element at the edge.
        Assert.Equal([1.10546875, 0.7734375], Interpolate(Signal(1, 0), [4], InterpolationMode.Cubic).ToArray<double>()[..2], Near);
        Assert.Equal([1, 2, 3.0], Interpolate(Signal(1, 2, 3), [3], InterpolationMode.Cubic, alignCorners: true).ToArray<double>());
    }

    [Fact]
    public void Areas_have_the_mean_of_what_they_cover()
    {
        Tensor x = Arange(0.0, 20).Reshape(1, 1, 4, 5);
        Assert.Equal(AdaptiveAvgPool2D(x, (2, 3)).ToArray<double>(), Interpolate(x, [2, 3], InterpolationMode.Area).ToArray<double>());
        Assert.Equal([1.5, 3, 4.5], Interpolate(Signal(1, 2, 3, 4, 5), [3], InterpolationMode.Area).ToArray<double>());
    }

    [Fact]
    public void What_has_no_part_is_left_out_even_if_it_is_no_number()
    {
        Assert.Equal([1, double.NaN, 3], Interpolate(Signal(1, double.NaN, 3), [3], InterpolationMode.Linear).ToArray<double>());
        Assert.Equal([1, double.NaN, 3], Interpolate(Signal(1, double.NaN, 3), [3], InterpolationMode.Cubic).ToArray<double>());
    }

    [Fact]
    public void Sixteen_bits_are_rounded_once_and_integers_become_floating()
    {
        Tensor x = (Arange(0.0, 30).Reshape(1, 1, 5, 6) / 7).Cast(DType.Float16);
        Tensor exact = Interpolate(x.Cast(DType.Float32), [7, 9], InterpolationMode.Linear);
        Assert.Equal(exact.Cast(DType.Float16).Cast(DType.Float32).ToArray<float>(), Interpolate(x, [7, 9], InterpolationMode.Linear).Cast(DType.Float32).ToArray<float>());
        Assert.Equal(DType.Float32, Interpolate(From([1, 2], 1, 1, 2), [3], InterpolationMode.Linear).DType);
        Assert.Equal(DType.Int32, Interpolate(From([1, 2], 1, 1, 2), [3]).DType);
    }

    [Fact]
    public void Random_images_agree_with_loops()
    {
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
        {
            long rows = random.Next(1, 7), columns = random.Next(1, 7), height = random.Next(1, 12), width = random.Next(1, 12);
            bool cubic = random.Next(2) == 0, corners = random.Next(2) == 0;
            Tensor x = From([.. Enumerable.Range(0, (int)(2 * rows * columns)).Select(_ => random.NextDouble() - 0.5)], 1, 2, rows, columns);
            Tensor down = Matrix(rows, height, cubic, corners), across = Matrix(columns, width, cubic, corners);
            Tensor expected = MatMul(MatMul(down, x), across.T);
            Tensor actual = Interpolate(x, [height, width], cubic ? InterpolationMode.Cubic : InterpolationMode.Linear, corners);
            Assert.Equal(expected.ToArray<double>(), actual.ToArray<double>(), Near);
            Tensor weights = Arange(1.0, actual.Count + 1).Reshape(actual.Shape);
            Tensor gradient = Grad((Tensor y) => Sum(Interpolate(y, [height, width], cubic ? InterpolationMode.Cubic : InterpolationMode.Linear, corners) * weights))(x);
            Assert.Equal(MatMul(MatMul(down.T, weights), across).ToArray<double>(), gradient.ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void Channels_become_pixels_and_pixels_channels()
    {
        Tensor x = Arange(0.0, 8).Reshape(1, 4, 1, 2);
        Assert.Equal([1, 1, 2, 4], PixelShuffle(x, 2).Shape);
        Assert.Equal([0.0, 2, 1, 3, 4, 6, 5, 7], PixelShuffle(x, 2).ToArray<double>());
        Assert.Equal([0.0, 1, 2, 3, 4, 5, 6, 7], PixelUnshuffle(PixelShuffle(x, 2), 2).ToArray<double>());
        Assert.Equal([4, 1, 2], PixelUnshuffle(Zeros(1, 2, 4), 2).Shape);
        Assert.Equal([0.0, 3, 1, 4, 2, 5], ChannelShuffle(Arange(0.0, 6).Reshape(1, 6, 1), 2).ToArray<double>());
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused("Interpolate: x of shape [1, 1, 2] does not fit: for images of 3 axes, x has 5 dimensions (or 4, one image alone)",
            static () => Interpolate(Signal(1, 2), [1, 2, 3]));
        Refused("Interpolate: 0 numbers were given; images have 1 to 3 axes", static () => Interpolate(Signal(1, 2), []));
        Refused("Interpolate: Nearest knows no corners; leave alignCorners out, or take Linear or Cubic", static () => Interpolate(Signal(1, 2), [3], alignCorners: true));
        Refused("Interpolate: a size of 0; it must be at least 1", static () => Interpolate(Signal(1, 2), [0]));
        Refused("Interpolate: from 2 to 0 elements along an axis; both lie between 1 and 16777216", static () => Interpolate(Signal(1, 2), [0], InterpolationMode.Linear));
        Refused("Interpolate: x of shape [1, 1, 0] has no elements along axis 2", static () => Interpolate(Zeros(1, 1, 0), [2]));
        Refused("Interpolate: x of shape [1, 1, 0] has no elements along axis 2", static () => Interpolate(Zeros(1, 1, 0), [2], InterpolationMode.Cubic));
        Refused("Upsample: a factor of 0.25 gives x of shape [1, 1, 2] no size along axis 2", static () => Upsample(Signal(1, 2), 0.25));
        Refused("Upsample: x of shape [2, 2] does not fit: it has 3 to 5 dimensions", static () => Upsample(Zeros(2, 2), 2));
        Refused("PixelShuffle: the 3 channels of x of shape [1, 3, 2, 2] are no multiple of 4, the square of the factor", static () => PixelShuffle(Zeros(1, 3, 2, 2), 2));
        Refused("PixelUnshuffle: height and width of x of shape [1, 3, 2] must be multiples of the factor, 2", static () => PixelUnshuffle(Zeros(1, 3, 2), 2));
        Refused("PixelShuffle: x of shape [2] is no image", static () => PixelShuffle(Zeros(2), 2));
        Refused("ChannelShuffle: the 3 channels of x of shape [1, 3] do not fall into 2 groups", static () => ChannelShuffle(Zeros(1, 3), 2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => PixelShuffle(Zeros(1, 1, 1), 0));
    }

    // The weights of elements for each element of the result.
    private static Tensor Matrix(long from, long to, bool cubic, bool corners)
    {
        double[] weights = new double[to * from];
        for (long j = 0; j < to; j++)
        {
            double at = corners ? to == 1 ? 0 : j * (from - 1.0) / (to - 1) : (j + 0.5) * from / to - 0.5;
            for (long i = (long)Math.Floor(at) - 1; i <= Math.Floor(at) + 2; i++)
                weights[j * from + Math.Clamp(i, 0, from - 1)] += cubic ? Cubic(Math.Abs(at - i)) : Math.Max(0, 1 - Math.Abs(at - i));
        }

        return From(weights, to, from);
    }

    private static double Cubic(double t) => t <= 1 ? 1.25 * t * t * t - 2.25 * t * t + 1 : t < 2 ? -0.75 * t * t * t + 3.75 * t * t - 6 * t + 3 : 0;

    private static void Refused(string message, Func<object> call) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
