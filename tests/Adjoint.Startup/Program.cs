using System.Runtime.CompilerServices;

using Adjoint;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// A program of one gradient, and with "empty" one of nothing: their difference is what Adjoint costs until its first gradient.
if (args is not ["empty"]) FirstGradient.Print();

internal static class FirstGradient
{
    [MethodImpl(MethodImplOptions.NoInlining)] // so that the empty program does not even load Adjoint
    public static void Print()
    {
        Tensor x = Tensor.Ones(5), y = Tensor.Zeros(3), w = new RandomKey(0).Normal(5, 3), b = Tensor.Zeros(3);
        var (dw, _) = Grad(Loss, (2, 3))(x, y, w, b);
        Console.WriteLine((float)dw[0, 0]);
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) => BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);
}
