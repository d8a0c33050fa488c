using System.Diagnostics;

using static Adjoint.Autodiff;

namespace Adjoint.Soak;

/// <summary>One function of very many operations: neither a stack that overflows nor a time that grows faster than the chain.</summary>
internal static class Chain
{
    private const double Allowed = 3; // times the cost of an operation in a chain a tenth as long

    public static bool Run(int length)
    {
        double brief = NanosecondsAnOperation(length / 10), full = NanosecondsAnOperation(length);
        bool linear = full <= Allowed * brief;
        Console.WriteLine(
            $"chain of {length} operations, forward and backward: {full:F0} ns an operation ({brief:F0} for a tenth of them); {(linear ? "linear" : "NOT LINEAR")}");
        return linear;
    }

    private static double NanosecondsAnOperation(int length)
    {
        Tensor b = Tensor.Scalar(1e-9f);
        var gradient = Grad((Tensor x) =>
        {
            for (int i = 0; i < length; i++) x = x + b;
            return x;
        });
        var watch = Stopwatch.StartNew();
        if ((double)gradient(Tensor.Scalar(1f)) != 1) throw new InvalidOperationException("The derivative of the chain is not 1.");
        double elapsed = watch.Elapsed.TotalNanoseconds / length;
        TensorMemory.Trim();
        return elapsed;
    }
}
