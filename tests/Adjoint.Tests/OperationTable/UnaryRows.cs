using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Functions of one operand.</summary>
internal static class UnaryRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("mantissa", x => FrExp(x[0] * 8).Mantissa, One) { Low = 0.55, High = 0.95, HasSecondOrder = false },
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
        new("truncate", x => Truncate(x[0] * 1.37 + 0.21), One) { HasSecondOrder = false },
        new("frac", x => Frac(x[0] * 0.4), One) { HasSecondOrder = false },
        new("log2", x => Log2(x[0]), One) { Low = 0.3 },
        new("log10", x => Log10(x[0]), One) { Low = 0.3 },
        new("exp2", x => Exp2(x[0]), One),
        new("exp10", x => Exp10(x[0] * 0.5), One),
        new("log1mexp", x => Log1mExp(x[0]), One) { Low = 0.3 },
        new("cbrt", x => Cbrt(x[0]), One) { Low = 0.3 },
        new("asin", x => Asin(x[0]), One) { Low = -0.8, High = 0.8 },
        new("acos", x => Acos(x[0]), One) { Low = -0.8, High = 0.8 },
        new("atan", x => Atan(x[0]), One),
        new("sinh", x => Sinh(x[0]), One),
        new("cosh", x => Cosh(x[0]), One),
        new("asinh", x => Asinh(x[0]), One),
        new("acosh", x => Acosh(x[0]), One) { Low = 1.3, High = 4 },
        new("atanh", x => Atanh(x[0]), One) { Low = -0.8, High = 0.8 },
        new("degrees to radians", x => DegreesToRadians(x[0]), One) { HasSecondOrder = false },
        new("radians to degrees", x => RadiansToDegrees(x[0]), One) { HasSecondOrder = false },
        new("nan to num", x => NanToNum(x[0] / (x[0] * x[0])), One) { Low = 0.4 },
        new("entr", x => Entr(x[0]), One) { Low = 0.3 },
        new("logit", x => Logit(x[0]), One) { Low = 0.1, High = 0.9 },
        new("logit with eps", x => Logit(x[0], 0.2), One) { Low = 0.22, High = 0.78 },
        new("cast up and back", x => Cast(Cast(x[0], DType.Float64), x[0].DType), One) { HasSecondOrder = false },
    ];
}
