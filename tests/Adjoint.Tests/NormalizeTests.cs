using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Norms of rows, channels and groups against numbers of 40 digits, and what they refuse.</summary>
public sealed class NormalizeTests
{
    private static readonly Tensor s_x = Tensor.From([1.0, 2, 4, -3, 0.5, 8], 2, 3);

    [Fact]
    public void Values_have_their_digits()
    {
        Near([0.3651483716701107, 0.7302967433402214, 1.4605934866804429, -0.60100250696476, 0.10016708449412667, 1.6026733519060268], RmsNorm(s_x, epsilon: 0.5));
        Near([0.9428090415820634, 0.7276068751089989, -0.9428090415820634, -0.9428090415820634, -0.7276068751089989, 0.9428090415820634], BatchNorm(s_x, epsilon: 0.5));
        Near([-0.3144650039926589, -0.024189615691742994, 0.5563611609100888, -1.4755665571963226, -0.4596026981431169, 1.7174627141137524], LayerNorm(s_x, epsilon: 0.5, lastAxes: 2));
        Near([-0.5773502691896257, 0.5773502691896257, -0.9428090415820634, 0.9428090415820634], GroupNorm(Tensor.From([1.0, 2, 4, 8], 1, 4), 2, epsilon: 0.5));
        Near([2.632993161855452, 2.2649110640673515, 3.138089935299395, -3.898979485566356, 0.3675444679663241, 7.4142698058981855],
            BatchNormInference(s_x, Tensor.From([0.0, 1, 2]), Tensor.From([1.0, 2, 3]), 2 * Tensor.Ones([3], DType.Float64), Tensor.Ones([3], DType.Float64), 0.5));
        Near([0.2182178902359924, 0.4364357804719848, 0.8728715609439696, -0.3505237427021916, 0.0584206237836986, 0.9347299805391776], NormalizeL2(s_x, -1));
    }

    [Fact]
    public void Channels_are_axis_1()
    {
        Tensor x = new RandomKey(4).Normal([2, 3, 4, 5], DType.Float64), y = BatchNorm(x, epsilon: 0);
        Assert.All(Mean(y, (0, 2, 3)).ToArray<double>(), static m => Assert.Equal(0, m, 1e-14));
        Assert.All(Variance(y, (0, 2, 3)).ToArray<double>(), static v => Assert.Equal(1, v, 1e-14));
        Tensor scale = Tensor.From([1.0, 2, 3]), shift = Tensor.From([-1.0, 0, 1]);
        Near((y * scale.Reshape(3, 1, 1) + shift.Reshape(3, 1, 1)).ToArray<double>(), BatchNorm(x, scale, shift, 0));
        Near(y.ToArray<double>(), BatchNormInference(x, Mean(x, (0, 2, 3)), Variance(x, (0, 2, 3)), epsilon: 0));
        Near(GroupNorm(x, 3).ToArray<double>(), InstanceNorm(x));
        Near(LayerNorm(x, lastAxes: 3).ToArray<double>(), GroupNorm(x, 1));
    }

    [Fact]
    public void Zeros_stay_zeros()
    {
        Tensor zeros = Tensor.Zeros([2, 2], DType.Float64);
        Near([0, 0, 0, 0], NormalizeL2(zeros, 1));
        Near([1e12, 1e12, 1e12, 1e12], Grad((Tensor x) => Sum(NormalizeL2(x, 1)))(zeros));
        Near([0, 0, 0, 0], RmsNorm(zeros));
    }

    [Fact]
    public void Sixteen_bits_are_rounded_once()
    {
        Tensor x = s_x.Cast(DType.BFloat16), scale = Tensor.From([1.5, 0.3, 2]).Cast(DType.BFloat16);
        Tensor exact = BatchNorm(x.Cast(DType.Float32), scale.Cast(DType.Float32), scale.Cast(DType.Float32));
        Assert.True(BatchNorm(x, scale, scale).ElementwiseEquals(exact.Cast(DType.BFloat16)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Tensor three = Tensor.Ones(3), two = Tensor.Ones(2);
        Refused("BatchNorm: x of shape [3] has no channels", () => BatchNorm(three));
        Refused("BatchNorm: a scale of shape [2] does not fit x of shape [2, 3]; it needs shape [3]", () => BatchNorm(s_x, two));
        Refused("GroupNorm: 3 channels have no 2 equal groups", () => GroupNorm(s_x, 2));
        Refused("RmsNorm: a scale of shape [2]", () => RmsNorm(s_x, two));
        Refused("RmsNorm: epsilon must be 0 or more", () => RmsNorm(s_x, epsilon: -1));
        Refused("LayerNorm: x of shape [2, 3] has no 3 last axes", () => LayerNorm(s_x, lastAxes: 3));
        Refused("LayerNorm: a shift of shape [3] does not fit x of shape [2, 3]; it needs shape [2, 3]", () => LayerNorm(s_x, shift: three, lastAxes: 2));
        Refused("BatchNormInference: a variance of shape [2]", () => BatchNormInference(s_x, three, two));
    }

    private static void Refused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static void Near(double[] expected, Tensor actual)
    {
        double[] a = actual.ToArray<double>();
        Assert.Equal(expected.Length, a.Length);
        for (int i = 0; i < a.Length; i++) Assert.Equal(expected[i], a[i], 1e-14 * (1 + Math.Abs(expected[i])));
    }
}
