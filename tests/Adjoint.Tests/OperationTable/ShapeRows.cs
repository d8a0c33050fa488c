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
        new("split by sizes", x => Split(x[0], [1, 0, 3], -1)[2], [[[2, 4]], [[4]]]) { HasSecondOrder = false },
        new("chunk", x => Chunk(x[0], 3)[1], [[[5, 2]], [[4]]]) { HasSecondOrder = false },
        new("unbind", x => Unbind(x[0], -1)[1], [[[2, 3]], [[2]]]) { HasSecondOrder = false },
        new("meshgrid", x => { Tensor[] g = MeshGrid(x[0], x[1]); return g[0] * g[1]; }, [[[2], [3]], [[0], [3]]]),
        new("moveaxis", x => MoveAxis(x[0], 0, -1), [[[2, 3, 2]], [[4]]]) { HasSecondOrder = false },
        new("flatten", x => Flatten(x[0], 1, 2), [[[2, 3, 2]], [[2, 3, 0, 2]]]) { HasSecondOrder = false },
        new("flatten all", x => Flatten(x[0]), One) { HasSecondOrder = false },
        new("rot90", x => Rot90(x[0]), [[[2, 3]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("rot90, thrice in another plane", x => Rot90(x[0], -1, 2, 0), [[[2, 3, 2]]]) { HasSecondOrder = false },
        new("roll", x => Roll(x[0], 4), One) { HasSecondOrder = false },
        new("roll along an axis", x => Roll(x[0], -1, -1), [[[2, 3]], [[4]], [[2, 0]]]) { HasSecondOrder = false },
        new("roll along two axes", x => Roll(x[0], [1, 5], (0, 1)), [[[2, 3]]]) { HasSecondOrder = false },
        new("tile", x => Tile(x[0], 2, 3), [[[2, 3]], [[2]], [[]], [[2, 1, 2]], [[0, 2]]]) { HasSecondOrder = false },
        new("repeat_interleave", x => RepeatInterleave(x[0], 2, 0), [[[2, 3]], [[2, 0, 3]]]) { HasSecondOrder = false },
        new("repeat_interleave of all", x => RepeatInterleave(x[0], 3), [[[2, 3]], [[]]]) { HasSecondOrder = false },
        new("repeat_interleave by counts", x => RepeatInterleave(x[0], [2, 0, 1], 1), [[[2, 3]]]) { HasSecondOrder = false },
        new("pad", x => Pad(x[0], [(1, 0), (2, 1)], value: x[1]), [[[2, 3], []]]) { HasSecondOrder = false },
        new("pad by reflection", x => Pad(x[0], [(0, 1), (2, 3)], PadMode.Reflect), [[[2, 3]]]) { HasSecondOrder = false },
        new("pad by the edge", x => Pad(x[0], [(2, 1)], PadMode.Edge), [[[3]]]) { HasSecondOrder = false },
        new("pad around the ends", x => Pad(x[0], [(4, 1)], PadMode.Wrap), [[[3]]]) { HasSecondOrder = false },
        new("triu", x => Triu(x[0], 1), [[[3, 3]], [[2, 2, 4]], [[0, 2]]]) { HasSecondOrder = false },
        new("tril", x => Tril(x[0], -1), [[[3, 3]], [[2, 2, 4]]]) { HasSecondOrder = false },
        new("diag of a vector", x => Diag(x[0], -1), [[[3]], [[0]]]) { HasSecondOrder = false },
        new("diag of a matrix", x => Diag(x[0], 1), [[[2, 3]], [[3, 1]]]) { HasSecondOrder = false },
        new("diagonal", x => Diagonal(x[0], -1, 2, 0), [[[2, 3, 3]]]) { HasSecondOrder = false },
        new("trace", x => Trace(x[0]), [[[2, 3]], [[3, 3, 2]], [[0, 0]]]) { HasSecondOrder = false },
        new("sliding windows", x => SlidingWindows(x[0], 3, 2), [[[2, 7]], [[3]]]) { HasSecondOrder = false },
    ];
}
