namespace Adjoint.Tests;

/// <summary>The shapes that every elementwise operation is checked with.</summary>
internal static class OperationShapes
{
    public static readonly long[][][] One = [[[2, 3]], [[]], [[4]], [[0]], [[2, 0, 3]], [[2, 1, 3]]];

    public static readonly long[][][] Two =
    [
        [[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1], [1, 3]], [[], [2, 2]], [[3], []], [[], []], [[0, 3], [3]], [[2, 0], [1, 0]], [[2, 1, 2], [3, 1]],
    ];
}
