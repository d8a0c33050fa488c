using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Fourier transforms, as functions of real numbers.</summary>
internal static class FftRows
{
    private static readonly long[][][] s_lengths = [[[5]], [[2, 6]], [[3, 4]], [[2, 2, 1]], [[37]]];
    private static readonly long[][][] s_planes = [[[3, 4]], [[2, 2, 5]]];
    private static readonly long[][][] s_pairs = [[[5], [3]], [[2, 4], [7]], [[2, 1, 3], [3, 3]]];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("fft", x => Parts(Fft(x[0])), s_lengths) { HasSecondOrder = false },
        new("fft of complex", x => Parts(Fft(MakeComplex(x[0], Flip(x[0], -1) * 2.0))), s_lengths) { HasSecondOrder = false },
        new("fft of another length", x => Parts(Fft(x[0], 4) + Fft(x[0], 9)[TensorIndex.Ellipsis, ..4]), s_lengths) { HasSecondOrder = false },
        new("fft along the first axis", x => Parts(Fft(x[0], axis: 0, scaling: FftScaling.Orthonormal)), s_lengths) { HasSecondOrder = false },
        new("ifft", x => Parts(Ifft(MakeComplex(x[0], x[0] * x[0]))), s_lengths),
        new("rfft", x => Parts(Rfft(x[0])), s_lengths) { HasSecondOrder = false },
        new("irfft", x => Irfft(MakeComplex(x[0], -x[0] * 0.5)) * x[0].Sum(), [[[4]], [[2, 3]]]),
        new("irfft to an odd length", x => Irfft(MakeComplex(x[0], -x[0] * 0.5), 2 * x[0].Shape[^1] - 1), s_lengths) { HasSecondOrder = false },
        new("hfft", x => Hfft(MakeComplex(x[0], -x[0] * 0.5)), [[[4]], [[2, 3]]]) { HasSecondOrder = false },
        new("hfft to an odd length", x => Hfft(MakeComplex(x[0], x[0] * 0.5), 2 * x[0].Shape[^1] - 1, 0, FftScaling.Orthonormal), [[[4]], [[3, 2]]]) { HasSecondOrder = false },
        new("ihfft", x => Parts(Ihfft(x[0])), s_lengths) { HasSecondOrder = false },
        new("fft along axes", x => Parts(FftN(x[0], [-2, -1])), s_planes) { HasSecondOrder = false },
        new("ifft along axes", x => Parts(IfftN(x[0], scaling: FftScaling.Forward)), s_planes) { HasSecondOrder = false },
        new("rfft along axes", x => Parts(RfftN(x[0])), s_planes) { HasSecondOrder = false },
        new("irfft along axes", x => IrfftN(MakeComplex(x[0], x[0] * 2.0), axis: [-2, -1]), s_planes) { HasSecondOrder = false },
        new("fft shift", x => FftShift(x[0]), s_planes) { HasSecondOrder = false },
        new("ifft shift", x => IfftShift(x[0], -1), s_planes) { HasSecondOrder = false },
        new("dct", x => Dct(x[0]), s_lengths) { HasSecondOrder = false },
        new("dct along the first axis, orthonormal", x => Dct(x[0], 0, FftScaling.Orthonormal), s_lengths) { HasSecondOrder = false },
        new("idct", x => Idct(x[0]), s_lengths) { HasSecondOrder = false },
        new("convolution by fft", x => FftConvolve(x[0], x[1]), s_pairs),
        new("convolution by fft, as long as the first", x => FftConvolve(x[0], x[1], ConvolveMode.Same), s_pairs),
        new("convolution by fft, whole overlaps", x => FftConvolve(x[0], x[1], ConvolveMode.Valid), s_pairs),
    ];

    private static Tensor Parts(Tensor z) => Real(z) * 0.7 + Imaginary(z) * 1.9;
}
