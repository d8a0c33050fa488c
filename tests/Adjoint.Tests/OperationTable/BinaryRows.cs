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
        new("remainder", x => Remainder(x[0] - 5.2, x[1] * 0.3 + 1.8), Two) { Low = 0.3, High = 0.9, HasSecondOrder = false },
        new("fmod", x => Fmod(x[0] - 5.2, x[1] * 0.3 + 1.8), Two) { Low = 0.3, High = 0.9, HasSecondOrder = false },
        new("floor divide", x => FloorDivide(x[0] - 5.2, x[1] * 0.3 + 1.8), Two) { Low = 0.3, High = 0.9, HasSecondOrder = false },
        new("atan2", x => Atan2(x[0], x[1]), Two) { Low = 0.4 },
        new("hypot", x => Hypot(x[0], x[1]), Two),
        new("logaddexp", x => LogAddExp(x[0], x[1]), Two),
        new("logaddexp2", x => LogAddExp2(x[0], x[1]), Two),
        new("xlogy", x => XLogY(x[0], x[1]), Two) { Low = 0.3 },
        new("xlog1py", x => XLog1pY(x[0], x[1]), Two) { Low = -0.7 },
        new("copysign", x => CopySign(x[0], x[1]), Two) { HasSecondOrder = false },
        new("ldexp", x => LdExp(x[0], 3), One) { HasSecondOrder = false },
        new("heaviside", x => Heaviside(x[0], x[1]), Two) { HasSecondOrder = false },
        new("squared difference", x => SquaredDifference(x[0], x[1]), Two),
        new("lerp", x => Lerp(x[0], x[1], x[0] * x[1]), Two),
        new("addcmul", x => AddMultiply(x[0], x[0], x[1], -1.5), Two),
        new("addcdiv", x => AddDivide(x[0], x[0], x[1], -1.5), Two) { Low = 0.4 },
        new("number minus tensor", x => 2 - x[0], One) { HasSecondOrder = false },
        new("number over tensor", x => 2 / x[0], One) { Low = 0.4 },
    ];
}
