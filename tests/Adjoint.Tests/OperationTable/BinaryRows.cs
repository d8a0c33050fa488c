using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Functions of two operands, and choices between them.</summary>
internal static class BinaryRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("add", x => x[0] + x[1], Two) { HasSecondOrder = false },
        new("sub", x => x[0] - x[1], Two) { HasSecondOrder = false },
        new("mul", x => x[0] * x[1], Two),
        new("mul by itself", x => x[0] * x[0], One),
        new("div", x => x[0] / x[1], Two) { Low = 0.4 },
        new("pow", x => Pow(x[0], x[1]), Two) { Low = 0.4, SinglePrecision = 1e-5 },
        new("pow with a number", x => Pow(x[0], 3), One),
        new("maximum", x => Maximum(x[0], x[1] + 0.013), Two) { HasSecondOrder = false },
        new("minimum", x => Minimum(x[0], x[1] + 0.013), Two) { HasSecondOrder = false },
        new("where", x => Where(x[0] > x[1] + 0.017, Square(x[0]), Exp(x[1])), Two),
        new("where with a number", x => Where(x[0] > 0, Square(x[0]), 0.0), One),
        new("number minus tensor", x => 2 - x[0], One) { HasSecondOrder = false },
        new("number over tensor", x => 2 / x[0], One) { Low = 0.4 },
    ];
}
