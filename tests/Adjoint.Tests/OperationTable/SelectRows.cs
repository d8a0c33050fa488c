using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Choices between tensors.</summary>
internal static class SelectRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("masked_fill", x => MaskedFill(x[0], x[0] > 0, x[1]), [[[2, 3], []], [[2, 3], [3]]]) { HasSecondOrder = false },
        new("clip", x => Clip(x[0], -1.013, 0.517), One) { HasSecondOrder = false },
        new("clip from below", x => Clip(x[0], min: -0.513), One) { HasSecondOrder = false },
        new("clip from above", x => Clip(x[0], max: 0.513), One) { HasSecondOrder = false },
        new("clip between tensors", x => Clip(x[0], x[1] - 0.013, x[2] + 0.519), [[[2, 3], [3], [2, 1]], [[4], [], []], [[], [2], []]])
        {
            HasSecondOrder = false,
        },
    ];
}
