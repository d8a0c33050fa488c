using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Images brought to another size.</summary>
internal static class ResizeRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        Linear("interpolate to nearest", x => Interpolate(x[0], [5, 3]), [[[2, 2, 3, 4]], [[2, 2, 2]]]),
        Linear("interpolate to nearest, exactly", x => Interpolate(x[0], [5], InterpolationMode.NearestExact), [[[2, 2, 3]], [[2, 7]]]),
        Linear("interpolate linearly", x => Interpolate(x[0], [7], InterpolationMode.Linear), [[[2, 2, 3]], [[1, 9]], [[0, 2, 3]]]),
        Linear("interpolate bilinearly", x => Interpolate(x[0], [5, 3], InterpolationMode.Linear), [[[2, 2, 3, 4]], [[2, 1, 5]]]),
        Linear("interpolate bilinearly with corners", x => Interpolate(x[0], [5, 3], InterpolationMode.Linear, true), [[[2, 2, 3, 4]]]),
        Linear("interpolate trilinearly", x => Interpolate(x[0], [2, 5, 3], InterpolationMode.Linear), [[[1, 2, 3, 2, 2]]]),
        Linear("interpolate bicubically", x => Interpolate(x[0], [6, 3], InterpolationMode.Cubic), [[[1, 2, 3, 5]]]),
        Linear("interpolate bicubically with corners", x => Interpolate(x[0], [6, 3], InterpolationMode.Cubic, true), [[[1, 2, 3, 5]]]),
        Linear("interpolate by areas", x => Interpolate(x[0], [2, 3], InterpolationMode.Area), [[[1, 2, 3, 5]]]),
        Linear("upsample", x => Upsample(x[0], 2), [[[1, 2, 3]], [[1, 2, 2, 3]]]),
        Linear("upsample bilinearly", x => Upsample(x[0], [1.5, 2.4], InterpolationMode.Linear), [[[1, 2, 3, 4]]]),
        Linear("pixel_shuffle", x => PixelShuffle(x[0], 2), [[[2, 8, 2, 3]], [[4, 1, 2]], [[4, 0, 3]]]),
        Linear("pixel_unshuffle", x => PixelUnshuffle(x[0], 2), [[[2, 2, 4, 6]], [[1, 2, 2]]]),
        Linear("channel_shuffle", x => ChannelShuffle(x[0], 3), [[[2, 6, 2]], [[1, 3]]]),
    ];

    private static Operation Linear(string name, Func<Tensor[], Tensor> apply, long[][][] shapes) => new(name, apply, shapes) { HasSecondOrder = false };
}
