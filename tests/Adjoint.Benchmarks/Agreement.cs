using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>Refuses to measure two programs that do not compute the same.</summary>
internal static class Agreement
{
    public static void Require(string work, IReadOnlyList<Tensor> ours, torch.Tensor[] theirs, double tolerance)
    {
        if (ours.Count != theirs.Length)
            throw new InvalidOperationException($"{work}: {ours.Count} results beside {theirs.Length}.");
        for (int i = 0; i < theirs.Length; i++)
        {
            double difference = Difference(Elements(ours[i]), Elements(theirs[i]));
            if (!(difference <= tolerance))
                throw new InvalidOperationException($"{work}: result {i} differs from TorchSharp's by {difference:g3} of its largest element.");
        }
    }

    private static double Difference(double[] ours, double[] theirs)
    {
        if (ours.Length != theirs.Length) return double.PositiveInfinity;
        double largest = theirs.Max(Math.Abs), difference = ours.Zip(theirs, static (a, b) => Math.Abs(a - b)).Max();
        return difference / Math.Max(largest, 1e-30);
    }

    private static double[] Elements(Tensor x) => Ops.Cast(x, DType.Float64).ToArray<double>();

    private static double[] Elements(torch.Tensor x) => x.detach().to_type(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
}
