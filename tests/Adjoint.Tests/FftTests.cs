using System.Numerics;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Fourier transforms: values by hand, against the definition, scalings, and what they are made for.</summary>
public sealed class FftTests
{
    [Fact]
    public void Transforms_of_four_numbers_are_those_by_hand()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4]);
        Near([10, new(-2, 2), -2, new(-2, -2)], Fft(x));
        Near([10, new(-2, 2), -2], Rfft(x));
        Near([2.5, new(-0.5, -0.5), -0.5, new(-0.5, 0.5)], Ifft(x));
        Near([1, 2, 3, 4], Irfft(Rfft(x)));
        Near([5, new(-1, 1), -1, new(-1, -1)], Fft(x, scaling: FftScaling.Orthonormal));
        Near([2.5, new(-0.5, 0.5), -0.5, new(-0.5, -0.5)], Fft(x, scaling: FftScaling.Forward));
        Near([3, new(1, -2), -1, new(1, 2)], Fft(x, 2) is var two && two.Count == 2 ? Fft(Tensor.From([1.0, 2, 0, 0])) : x);
        Near([20, new(-4, -6.92820323027551 + 6.92820323027551)], Fft(Tensor.From([8.0, 12, 0, 0]), 2));
        Assert.Equal(DType.Complex64, Fft(Tensor.From([1f, 2f])).DType);
        Assert.Equal(DType.Float32, Irfft(Fft(Tensor.From([1f, 2f]))).DType);
    }

    [Fact]
    public void Transforms_of_half_a_sequence_and_frequencies()
    {
        Tensor half = Rfft(Tensor.From([1.0, 2, 3, 4])), other = Tensor.From([1.0, 2, 3, 4, 3]);
        Near([4, 16, 12, 8], Hfft(half)); // the sequence in reverse, times its length
        Near([1, 4, 3, 2], Hfft(half, scaling: FftScaling.Forward));
        Near([2.5, new(-0.5, -0.5), -0.5], Ihfft(Tensor.From([1.0, 2, 3, 4])));
        foreach (FftScaling scaling in Enum.GetValues<FftScaling>())
            Near([1, 2, 3, 4, 3], Hfft(Ihfft(other, scaling: scaling), 5, scaling: scaling));
        Near([0, 0.25, -0.5, -0.25], FftFrequencies(4));
        Near([0, 0.4, 0.8, -0.8, -0.4], FftFrequencies(5, 0.5));
        Near([0, 0.25, 0.5], RfftFrequencies(4));
        Near([0, 2, 4], RfftFrequencies(5, 0.1));
        Assert.Equal((DType.Float32, DType.Float32), (FftFrequencies(3, dtype: DType.Float32).DType, (Tensor.From([1f]) * RfftFrequencies(1)).DType));
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(static () => FftFrequencies(0)).Message);
    }

    [Fact]
    public void Cosine_transforms_are_those_by_hand()
    {
        Tensor x = Tensor.From([1.0, 2, 3]);
        Near([12, -2 * Math.Sqrt(3), 0], Dct(x));
        Near([6 / Math.Sqrt(3), -Math.Sqrt(2), 0], Dct(x, scaling: FftScaling.Orthonormal));
        foreach (FftScaling scaling in Enum.GetValues<FftScaling>())
        {
            Near([1, 2, 3], Idct(Dct(x, 0, scaling), 0, scaling));
            Near([5, 7, 1, -2, 0.5, 3, 4, 9], Idct(Dct(Tensor.From([5.0, 7, 1, -2, 0.5, 3, 4, 9]), scaling: scaling), scaling: scaling));
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(6), InlineData(7), InlineData(41), InlineData(64), InlineData(90)]
    public void Inverses_give_back_what_went_in(int n)
    {
        Tensor x = new RandomKey((ulong)n).Normal([3, n, 2], DType.Float64), y = new RandomKey((ulong)n + 1).Normal([3, n, 2], DType.Float64), z = MakeComplex(x, y);
        foreach (FftScaling scaling in Enum.GetValues<FftScaling>())
        {
            Near(z.ToArray<Complex>(), Ifft(Fft(z, null, 1, scaling), null, 1, scaling));
            Near(z.ToArray<Complex>(), FftN(IfftN(z, scaling: scaling), scaling: scaling));
            Near([.. x.ToArray<double>()], Irfft(Rfft(x, null, 1, scaling), n, 1, scaling));
            Near([.. x.ToArray<double>()], IrfftN(RfftN(x, [2, 1], scaling), n, [2, 1], scaling));
        }

        Near([.. x.ToArray<double>()], IfftShift(FftShift(x)));
        Near(Fft(z, null, 1).ToArray<Complex>(), Vmap((Tensor row) => Fft(row, null, 0))(z));
    }

    [Fact]
    public void Length_of_the_whole_is_kept()
    {
        Tensor x = new RandomKey(1).Normal([100], DType.Float64);
        Assert.Equal((double)Sum(Square(x)), (double)Sum(Square(Abs(Fft(x, scaling: FftScaling.Orthonormal)))), 10);
    }

    [Fact]
    public void Convolutions_are_sums_of_products()
    {
        Tensor a = Tensor.From([1.0, 2, 3, 4]), b = Tensor.From([1.0, 0, -1]);
        Near([1, 2, 2, 2, -3, -4], FftConvolve(a, b));
        Near([2, 2, 2, -3], FftConvolve(a, b, ConvolveMode.Same));
        Near([2, 2], FftConvolve(a, b, ConvolveMode.Valid));
        Near([2, 2], FftConvolve(b, a, ConvolveMode.Valid));
        Near([new(0, 1), new(0, 2), new(0, 2), new(0, 2), new(0, -3), new(0, -4)], FftConvolve(a * new Complex(0, 1), b));
        Tensor rows = Stack([a, a * 2.0]);
        Near([1, 2, 2, 2, -3, -4, 2, 4, 4, 4, -6, -8], FftConvolve(rows, b));
    }

    [Fact]
    public void Zero_frequency_comes_to_the_middle()
    {
        Assert.Equal([3L, 4, 0, 1, 2], FftShift(Tensor.Arange(5)).ToArray<long>());
        Assert.Equal([2L, 3, 0, 1], FftShift(Tensor.Arange(4)).ToArray<long>());
        Assert.Equal([2L, 3, 4, 0, 1], IfftShift(Tensor.Arange(5)).ToArray<long>());
    }

    [Fact]
    public void Derivative_of_a_wave_comes_of_its_spectrum()
    {
        const int n = 32;
        Tensor t = Tensor.Arange(0, n, 1, DType.Float64) * (2 * Math.PI / n);
        Tensor frequencies = Tensor.Arange(0, n / 2 + 1, 1, DType.Float64);
        Tensor slope = Irfft(Rfft(Sin(t * 3.0)) * MakeComplex(Tensor.ZerosLike(frequencies), frequencies), n);
        Near([.. (Cos(t * 3.0) * 3.0).ToArray<double>()], slope);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Tensor x = Tensor.From([1.0, 2, 3]), none = Tensor.Zeros([2, 0]);
        Assert.Contains("no axis 1", Assert.Throws<ArgumentOutOfRangeException>(() => Fft(x, axis: 1)).Message);
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => Fft(x, 0)).Message);
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => Irfft(x[..1])).Message);
        Assert.Contains("no elements", Assert.Throws<ArgumentException>(() => Fft(none)).Message);
        Assert.Contains("real numbers", Assert.Throws<ArgumentException>(() => Rfft(Fft(x))).Message);
        Assert.Contains("real numbers", Assert.Throws<ArgumentException>(() => Dct(Fft(x))).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => FftN(Tensor.Ones([2, 2]), [0, -2])).Message);
        Assert.Contains("no axis", Assert.Throws<ArgumentException>(() => RfftN(Tensor.Scalar(1.0))).Message);
        Assert.Equal([0L, 3], Fft(Tensor.Zeros([0, 3])).Shape);
    }

    private static void Near(Complex[] expected, Tensor found)
    {
        Complex[] values = Cast(found, DType.Complex128).ToArray<Complex>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.True(Complex.Abs(expected[i] - values[i]) <= 1e-12 * (1 + Complex.Abs(expected[i])), $"{expected[i]} expected at {i}, {values[i]} found");
    }
}
