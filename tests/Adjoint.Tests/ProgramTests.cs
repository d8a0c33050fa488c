using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>The programs that the README begins with, to the digits it states.</summary>
public sealed class ProgramTests
{
    private readonly Tensor _x = Tensor.Ones(5), _y = Tensor.Zeros(3);

    private readonly Tensor _w = Tensor.From(
    [
        0.49671414f, -0.1382643f, 0.64768857f, 1.5230298f, -0.23415338f, -0.23413695f, 1.5792128f, 0.7674347f,
        -0.46947438f, 0.54256004f, -0.46341768f, -0.46572974f, 0.24196227f, -1.9132802f, -1.7249179f,
    ], 5, 3);

    private readonly Tensor _b = Tensor.From([-0.5622875f, -1.0128311f, 0.31424734f]);

    private static readonly double[] Row = [0.32618925, 0.01589146, 0.04216455];

    [Fact]
    public void Gradients_by_two_positions_come_as_a_pair()
    {
        (Tensor dw, Tensor db) = Grad(Loss, (2, 3))(_x, _y, _w, _b);
        AssertNear([.. Row, .. Row, .. Row, .. Row, .. Row], dw);
        AssertNear(Row, db);
    }

    [Fact]
    public void The_value_comes_along()
    {
        var (loss, (dw, db)) = ValueAndGrad(Loss, (2, 3))(_x, _y, _w, _b);
        AssertNear([1.342315], loss);
        AssertNear(Row, dw[0]);
        AssertNear(Row, db);
    }

    [Fact]
    public void Several_outputs_are_summed()
    {
        (_, Tensor db) = Grad(WithLogits, (2, 3))(_x, _y, _w, _b);
        AssertNear([1.3261893, 1.0158914, 1.0421646], db);
    }

    [Fact]
    public void A_stopped_output_adds_nothing()
    {
        (_, Tensor db) = Grad(WithStoppedLogits, (2, 3))(_x, _y, _w, _b);
        AssertNear(Row, db);
    }

    [Fact]
    public void Auxiliary_data_comes_back_undifferentiated()
    {
        var ((dw, db), logits) = Grad(WithLogits, (2, 3), hasAux: true)(_x, _y, _w, _b);
        AssertNear(Row, dw[4]);
        AssertNear(Row, db);
        AssertNear([3.8211915, -2.994512, -1.932323], logits);
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) => BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);

    private static (Tensor Loss, Tensor Logits) WithLogits(Tensor x, Tensor y, Tensor w, Tensor b)
    {
        Tensor z = MatMul(x, w) + b;
        return (BinaryCrossEntropyWithLogits(z, y), z);
    }

    private static (Tensor Loss, Tensor Logits) WithStoppedLogits(Tensor x, Tensor y, Tensor w, Tensor b)
    {
        (Tensor loss, Tensor z) = WithLogits(x, y, w, b);
        return (loss, StopGradient(z));
    }

    private static void AssertNear(double[] expected, Tensor actual)
    {
        float[] values = actual.ToArray<float>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(expected[i], values[i], 1e-6);
    }
}
