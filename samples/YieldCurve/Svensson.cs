using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// The curve of L. E. O. Svensson, "Estimating and interpreting forward interest rates", 1994: rates compounded all the time, by years to maturity; without the
/// last hump it is that of C. R. Nelson and A. F. Siegel, "Parsimonious modeling of yield curves", 1987.
/// </summary>
[TensorTree]
internal sealed partial record Svensson(Tensor Level, Tensor Slope, Tensor Hump, Tensor SecondHump, Tensor Decay, Tensor SecondDecay)
{
    /// <summary>The rate for the whole time to maturity.</summary>
    public Tensor Zero(Tensor years)
    {
        Tensor x = years / Decay, second = years / SecondDecay, mean = -Expm1(-x) / x;
        return Level + Slope * mean + Hump * (mean - Exp(-x)) + SecondHump * (-Expm1(-second) / second - Exp(-second));
    }

    /// <summary>What one unit at maturity is worth now.</summary>
    public Tensor Discount(Tensor years) => Exp(-years * Zero(years));

    /// <summary>The rate for an instant at maturity: the derivative of the zero rate times the time.</summary>
    public Tensor Forward(Tensor years) => Grad((Tensor t) => t * Zero(t))(years);

    /// <summary>The yields at which what pays interest twice a year is worth its face; below half a year the simple interest of a bill.</summary>
    public Tensor ParYields(Tensor bills, Tensor bonds)
    {
        Tensor dates = Tensor.Arange(1, 61) / 2.0, values = Discount(dates);
        Tensor par = 2 * (1 - values) / CumSum(values);
        return Concat((1 / Discount(bills) - 1) / bills, Take(par, Cast(2 * bonds, DType.Int64) - 1));
    }
}
