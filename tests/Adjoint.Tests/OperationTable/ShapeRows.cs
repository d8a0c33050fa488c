using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Other shapes of the same elements, and tensors joined.</summary>
internal static class ShapeRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("reshape", x => Reshape(x[0], 3, -1), [[[2, 3]], [[6]], [[3, 1, 2]]]) { HasSecondOrder = false },
        new("permute", x => Permute(x[0], 2, 0, 1), [[[2, 3, 2]], [[2, 0, 3]]]) { HasSecondOrder = false },
        new("transpose", x => Transpose(x[0]), One) { HasSecondOrder = false },
        new("swapaxes", x => SwapAxes(x[0], 0, -1), [[[2, 3, 2]], [[4]]]) { HasSecondOrder = false },
        new("squeeze", x => Squeeze(x[0]), [[[1, 3, 1]], [[2]], [[1]]]) { HasSecondOrder = false },
        new("squeeze one axis", x => Squeeze(x[0], 1), [[[2, 1, 3]]]) { HasSecondOrder = false },
        new("expand_dims", x => ExpandDims(x[0], [0, -1]), [[[2, 3]], [[]]]) { HasSecondOrder = false },
        new("broadcast_to", x => BroadcastTo(x[0], 2, 2, 3), [[[2, 3]], [[1, 3]], [[]], [[2, 1, 1]]]) { HasSecondOrder = false },
        new("flip", x => Flip(x[0], 0), [[[2, 3]], [[4]]]) { HasSecondOrder = false },
        new("flip all", x => Flip(x[0]), [[[2, 3]], [[]]]) { HasSecondOrder = false },
        new("concat", x => Concat([x[0], x[1], x[0]], -1), [[[2, 3], [2, 2]], [[3], [0]]]) { HasSecondOrder = false },
        new("stack", x => Stack([x[0], x[1]], 1), [[[2, 3], [2, 3]], [[2], [2]]]) { HasSecondOrder = false },
        new("stack scalars", x => Stack([x[0], x[1]]), [[[], []]]) { HasSecondOrder = false },
        new("split", x => Split(x[0], 2, 1)[1], [[[2, 4]]]) { HasSecondOrder = false },
    ];
}
