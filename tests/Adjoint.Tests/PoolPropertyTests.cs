using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Pooling with random options against loops that are written as the definition reads.</summary>
public sealed class PoolPropertyTests
{
    // Seeds; each draws a number of axes and options of its own.
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory, MemberData(nameof(Seeds))]
    public void Largest_elements_agree_with_loops(int seed)
    {
        var draw = new Draw(seed, dilates: true);
        Tensor x = draw.Image();
        var expected = new List<double>();
        var places = new List<long>();
        foreach ((long plane, List<long> inside, _) in draw.Windows(x))
        {
            double[] elements = x[(int)plane].ToArray<double>();
            long best = inside.First(i => elements[i] == inside.Max(j => elements[j]));
            expected.Add(elements[best]);
            places.Add(best);
        }

        (Tensor values, Tensor indices) = draw.Axes switch
        {
            1 => MaxPool1DWithIndices(x, draw.Kernel, draw.Stride, draw.Padding, draw.Dilation, draw.CeilMode),
            2 => MaxPool2DWithIndices(x, draw.Kernel, draw.Stride, draw.Padding, draw.Dilation, draw.CeilMode),
            _ => MaxPool3DWithIndices(x, draw.Kernel, draw.Stride, draw.Padding, draw.Dilation, draw.CeilMode),
        };
        Assert.Equal(expected, values.ToArray<double>());
        Assert.Equal(places, indices.ToArray<long>());
        Assert.Equal(draw.Outputs(x), values.Shape.ToArray()[1..]);
        Assert.Equal(expected, TakeAlongAxis(x.Reshape(2, -1), indices.Reshape(2, -1), 1).ToArray<double>());
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Means_and_their_gradients_agree_with_loops(int seed)
    {
        var draw = new Draw(seed, dilates: false);
        Tensor x = draw.Image();
        foreach (bool countsPadding in new[] { true, false })
        {
            var expected = new List<double>();
            double[] gradient = new double[x.Count];
            foreach ((long plane, List<long> inside, long padded) in draw.Windows(x))
            {
                double[] elements = x[(int)plane].ToArray<double>();
                double count = countsPadding ? padded : inside.Count;
                foreach (long i in inside) gradient[plane * elements.Length + i] += (expected.Count + 1) / count;
                expected.Add(inside.Sum(i => elements[i]) / count);
            }

            Tensor Mean(Tensor y) => draw.Axes switch
            {
                1 => AvgPool1D(y, draw.Kernel, draw.Stride, draw.Padding, draw.CeilMode, countsPadding),
                2 => AvgPool2D(y, draw.Kernel, draw.Stride, draw.Padding, draw.CeilMode, countsPadding),
                _ => AvgPool3D(y, draw.Kernel, draw.Stride, draw.Padding, draw.CeilMode, countsPadding),
            };
            Assert.Equal(expected, Mean(x).ToArray<double>(), Near);
            Tensor weights = Tensor.Arange(1.0, expected.Count + 1);
            Assert.Equal(gradient, Grad((Tensor y) => Sum(Mean(y).Reshape(-1) * weights))(x).ToArray<double>(), Near);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Columns_agree_with_loops_and_add_up_to_their_gradient(int seed)
    {
        var draw = new Draw(seed, dilates: true, axes: 2);
        Tensor x = draw.Image();
        Tensor columns = Im2Col(x.Reshape([1, .. x.Shape]), draw.Kernel, draw.Stride, draw.Padding, draw.Dilation);
        long taps = draw.KernelOf(0) * draw.KernelOf(1), windows = columns.Shape[2], rows = x.Shape[1], width = x.Shape[2], across = draw.CountOf(1, width);
        Assert.Equal([1, 2 * taps, draw.CountOf(0, rows) * across], columns.Shape);
        double[] values = x.ToArray<double>(), actual = columns.ToArray<double>();
        for (long i = 0; i < actual.Length; i++)
        {
            long plane = i / windows / taps, tap = i / windows % taps, window = i % windows;
            long row = window / across * draw.StrideOf(0) + tap / draw.KernelOf(1) * draw.DilationOf(0) - draw.PaddingOf(0);
            long column = window % across * draw.StrideOf(1) + tap % draw.KernelOf(1) * draw.DilationOf(1) - draw.PaddingOf(1);
            bool isInside = row >= 0 && row < rows && column >= 0 && column < width;
            Assert.Equal(isInside ? values[(plane * rows + row) * width + column] : 0, actual[i]);
        }

        Tensor weights = Tensor.Arange(1.0, columns.Count + 1).Reshape(columns.Shape);
        Tensor gradient = Grad((Tensor y) => Sum(Im2Col(y, draw.Kernel, draw.Stride, draw.Padding, draw.Dilation).Reshape(columns.Shape) * weights))(x);
        Assert.Equal(gradient.ToArray<double>(), Col2Im(weights, [rows, width], draw.Kernel, draw.Stride, draw.Padding, draw.Dilation).ToArray<double>(), Near);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(a));

    // Options that fit, and windows by their definition.
    private sealed class Draw
    {
        private readonly Random _random;

        private readonly long[] _kernel, _stride, _padding, _dilation;

        public Draw(int seed, bool dilates, int axes = 0)
        {
            _random = new Random(seed);
            Axes = axes == 0 ? _random.Next(1, 4) : axes;
            _kernel = Each(() => _random.Next(1, 5));
            _stride = Each(() => _random.Next(1, 4));
            _dilation = Each(() => dilates ? _random.Next(1, 3) : 1);
            _padding = [.. _kernel.Select(k => (long)_random.Next(0, (int)k / 2 + 1))];
            CeilMode = axes == 0 && _random.Next(2) == 0;
        }

        public int Axes { get; }

        public bool CeilMode { get; }

        public PerAxis Kernel => PerAxis.Create(_kernel);

        public PerAxis Stride => PerAxis.Create(_stride);

        public PerAxis Dilation => PerAxis.Create(_dilation);

        public WindowPadding Padding => PerAxis.Create(_padding);

        public long KernelOf(int i) => _kernel[i];

        public long StrideOf(int i) => _stride[i];

        public long DilationOf(int i) => _dilation[i];

        public long PaddingOf(int i) => _padding[i];

        // Two channels; few different elements, so that there are ties.
        public Tensor Image()
        {
            long[] shape = [2, .. Enumerable.Range(0, Axes).Select(i => (_kernel[i] - 1) * _dilation[i] + 1 + _random.Next(0, 6))];
            double[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, static (a, b) => a * b)).Select(_ => _random.Next(-9, 10) / 4.0)];
            return Tensor.From(values, shape);
        }

        public long CountOf(int i, long extent)
        {
            double places = (extent + 2 * _padding[i] - _dilation[i] * (_kernel[i] - 1) - 1) / (double)_stride[i];
            long count = (long)(CeilMode ? Math.Ceiling(places) : Math.Floor(places)) + 1;
            return CeilMode && (count - 1) * _stride[i] >= extent + _padding[i] ? count - 1 : count;
        }

        public long[] Outputs(Tensor x) => [.. Enumerable.Range(0, Axes).Select(i => CountOf(i, x.Shape[i + 1]))];

        // For each channel and window the places of its elements that are there, and the number of those in the image and its padding.
        public IEnumerable<(long Plane, List<long> Inside, long Padded)> Windows(Tensor x)
        {
            long[] counts = Outputs(x);
            for (long plane = 0; plane < 2; plane++)
            {
                foreach (long[] q in Indices(counts))
                {
                    var inside = new List<long>();
                    long padded = 0;
                    foreach (long[] k in Indices(_kernel))
                    {
                        long[] at = [.. Enumerable.Range(0, Axes).Select(i => q[i] * _stride[i] - _padding[i] + k[i] * _dilation[i])];
                        if (Enumerable.Range(0, Axes).All(i => at[i] < x.Shape[i + 1] + _padding[i])) padded++;
                        if (!Enumerable.Range(0, Axes).All(i => at[i] >= 0 && at[i] < x.Shape[i + 1])) continue;
                        inside.Add(Enumerable.Range(0, Axes).Aggregate(0L, (place, i) => place * x.Shape[i + 1] + at[i]));
                    }

                    yield return (plane, inside, padded);
                }
            }
        }

        private long[] Each(Func<int> value) => [.. Enumerable.Range(0, Axes).Select(_ => (long)value())];

        private static IEnumerable<long[]> Indices(long[] extents)
        {
            long count = extents.Aggregate(1L, static (a, b) => a * b);
            for (long i = 0; i < count; i++)
            {
                var index = new long[extents.Length];
                long rest = i;
                for (int axis = extents.Length - 1; axis >= 0; axis--)
                {
                    index[axis] = rest % extents[axis];
                    rest /= extents[axis];
                }

                yield return index;
            }
        }
    }
}
