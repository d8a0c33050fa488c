using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Third derivatives against references of 40 digits (mpmath).</summary>
public sealed class ThirdDerivativeTests
{
    private static readonly double[] Points = [0.3, 0.9, 1.7];

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Function, double[] Third)> References = new()
    {
        ["Square"] = (Square, [0.0, 0.0, 0.0]),
        ["Reciprocal"] = (Reciprocal, [-740.74074074074074, -9.1449474165523548, -0.71838220327821745]),
        ["Sqrt"] = (Sqrt, [7.6072577431273071, 0.48800581175437953, 0.099519678483655334]),
        ["Rsqrt"] = (Rsqrt, [-126.78762905212179, -2.7111433986354418, -0.29270493671663333]),
        ["Exp"] = (Exp, [1.3498588075760031, 2.4596031111569497, 5.4739473917271998]),
        ["Expm1"] = (Expm1, [1.3498588075760031, 2.4596031111569497, 5.4739473917271998]),
        ["Log"] = (Log, [74.074074074074074, 2.7434842249657064, 0.40708324852432322]),
        ["Log1p"] = (Log1p, [0.91033227127901684, 0.29158769499927103, 0.10161052685058172]),
        ["Sin"] = (Sin, [-0.95533648912560602, -0.62160996827066446, 0.12884449429552468]),
        ["Cos"] = (Cos, [0.29552020666133958, 0.78332690962748339, 0.99166481045246862]),
        ["Tan"] = (Tan, [2.8204495336740106, 29.83442972708266, 21530.521060588782]),
        ["Tanh"] = (Tanh, [-1.3643061061011236, 0.52513834506737934, 0.40627467599904004]),
        ["Sigmoid"] = (Sigmoid, [-0.11410088523739328, -0.047881950564324967, 0.028258580122601065]),
        ["Softplus"] = (Softplus, [-0.036396183955576244, -0.086700375246271848, -0.090257644313071286]),
        ["Erf"] = (Erf, [-1.6912678917750994, 0.62244103205804974, 0.59951754715006178]),
        ["Gelu"] = (Gelu, [-0.44736790753519475, -0.76393075245932509, -0.17747060901018562]),
        ["Silu"] = (Silu, [-0.14341881743794672, -0.30319488124670801, -0.22273334673079205]),
        ["LayerNorm"] = (x => LayerNorm(Stack([x, x * x, Tensor.OnesLike(x)], -1), epsilon: 0.1)[TensorIndex.Ellipsis, 0], [0.08117267186877279, -5.1867779235482722, -0.39318590720566867]),
        ["Pow of its base"] = (x => Pow(x, 2.5), [3.4232659844072882, 1.9764235376052371, 1.4380593540888196]),
        ["Pow of its exponent"] = (y => Pow(1.3, y), [0.019538762305643008, 0.022869836564250763, 0.028210952054902883]),
        ["a quotient"] = (x => Sin(x) / (1 + x * x), [-2.2881524554236777, 2.1466894349960554, 0.26688075574915381]),
    };

    public static TheoryData<string> Names => [.. References.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Three_modes_thrice_agree_with_the_reference(string name)
    {
        var (f, third) = References[name];
        Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>> reverse = g => Grad(g), forward = g => x => Jvp(g, x, Tensor.OnesLike(x)).Tangent;
        Func<Tensor, Tensor>[] ways =
        [
            reverse(reverse(reverse(f))), forward(forward(forward(f))), reverse(forward(reverse(f))), forward(reverse(forward(f))),
            forward(reverse(reverse(f))), Vmap(reverse(reverse(reverse(f)))),
        ];
        foreach (Func<Tensor, Tensor> way in ways)
        {
            double[] found = way(Tensor.From(Points)).ToArray<double>();
            for (int i = 0; i < Points.Length; i++)
                Assert.Equal(third[i], found[i], 1e-9 * Math.Max(1, Math.Abs(third[i])));
        }
    }
}
