using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Functions of one operand.</summary>
internal static class UnaryRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("neg", x => -x[0], One) { HasSecondOrder = false },
        new("abs", x => Abs(x[0]), One) { HasSecondOrder = false },
        new("sign", x => Sign(x[0]), One) { HasSecondOrder = false },
        new("square", x => Square(x[0]), One),
        new("reciprocal", x => Reciprocal(x[0]), One) { Low = 0.3 },
        new("sqrt", x => Sqrt(x[0]), One) { Low = 0.3 },
        new("rsqrt", x => Rsqrt(x[0]), One) { Low = 0.3 },
        new("exp", x => Exp(x[0]), One),
        new("expm1", x => Expm1(x[0]), One),
        new("log", x => Log(x[0]), One) { Low = 0.3 },
        new("log1p", x => Log1p(x[0]), One) { Low = -0.6 },
        new("sin", x => Sin(x[0]), One),
        new("cos", x => Cos(x[0]), One),
        new("tan", x => Tan(x[0]), One) { Low = -1.2, High = 1.2 },
        new("tanh", x => Tanh(x[0]), One),
        new("sigmoid", x => Sigmoid(x[0]), One),
        new("softplus", x => Softplus(x[0]), One),
        new("relu", x => Relu(x[0]), One) { HasSecondOrder = false },
        new("erf", x => Erf(x[0]), One),
        new("gelu", x => Gelu(x[0]), One),
        new("silu", x => Silu(x[0]), One),
        new("floor", x => Floor(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("ceil", x => Ceil(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("round", x => Round(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("cast up and back", x => Cast(Cast(x[0], DType.Float64), x[0].DType), One) { HasSecondOrder = false },
    ];
}
