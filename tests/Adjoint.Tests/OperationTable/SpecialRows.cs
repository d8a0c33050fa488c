using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Special functions.</summary>
internal static class SpecialRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("erfc", x => Erfc(x[0]), One),
        new("erfcx", x => Erfcx(x[0] + 1), One),
        new("erfinv", x => ErfInv(x[0]), One) { Low = -0.8, High = 0.8 },
        new("normal cdf", x => NormalCdf(x[0]), One),
        new("normal quantile", x => NormalQuantile(x[0]), One) { Low = 0.1, High = 0.9 },
        new("log normal cdf", x => LogNormalCdf(x[0] * 3), One),
        new("log gamma", x => LogGamma(x[0]), One) { Low = 0.4, High = 4 },
        new("digamma", x => Digamma(x[0]), One) { Low = 0.6, High = 4 },
        new("polygamma", x => Polygamma(2, x[0]), One) { Low = 0.8, High = 4, SinglePrecision = 1e-5 },
        new("i0", x => BesselI0(x[0]), One),
        new("i0e", x => BesselI0e(x[0]), One),
        new("i1", x => BesselI1(x[0]), One),
        new("i1e", x => BesselI1e(x[0]), One),
        new("sinc", x => Sinc(x[0]), One),
        new("gammainc", x => GammaInc(2.5, x[0]), One) { Low = 0.3, High = 5 },
        new("gammaincc", x => GammaIncC(2.5, x[0]), One) { Low = 0.3, High = 5 },
        new("gammainc by shape", x => GammaInc(x[0], 1.7), One) { Low = 0.5, High = 4 },
        new("gammaincc of both", x => GammaIncC(x[0], x[1]), Two) { Low = 0.6, High = 4, SinglePrecision = 1e-5 },
        new("betainc", x => BetaInc(2.5, 1.5, x[0]), One) { Low = 0.1, High = 0.9 },
        new("log beta", x => LogBeta(x[0], x[1]), Two) { Low = 0.6, High = 3, SinglePrecision = 1e-5 },
    ];
}
