using TorchSharp;

namespace Adjoint.Benchmarks;

/// <summary>From the start of a process to its first gradient, above a process that does nothing.</summary>
internal static class Startup
{
    public const string Verb = "start";
    private const string Program = "tests/Adjoint.Startup/bin/Release/net10.0/Adjoint.Startup.dll";
    private const string NativeProgram = "artifacts/startup/Adjoint.Startup";

    /// <param name="runs">How many processes of each kind.</param>
    public static IEnumerable<Measurement> Measure(int runs)
    {
        double theirs = Above(runs, Self("empty"), Self("gradient"));
        yield return new("startup/jit", "seconds", Above(runs, Jit("empty"), Jit("gradient")), "TorchSharp", theirs);
        if (File.Exists(NativeProgram))
            yield return new("startup/aot", "seconds", Above(runs, Native("empty"), Native("gradient")), "TorchSharp", theirs);
    }

    /// <summary>The child: the tutorial's gradient by TorchSharp.</summary>
    public static void Print()
    {
        var w = torch.randn(5, 3, requires_grad: true);
        torch.nn.functional.binary_cross_entropy_with_logits(torch.ones(5).matmul(w), torch.zeros(3)).backward();
        Console.WriteLine(w.grad![0, 0].item<float>());
    }

    private static Func<double> Self(string what) => () => Child.RunSelf(Verb, what).Seconds;

    private static Func<double> Jit(string what) => () => Child.Run("dotnet", Program, what).Seconds;

    private static Func<double> Native(string what) => () => Child.Run(NativeProgram, what).Seconds;

    // In turns, so that both see the same weather.
    private static double Above(int runs, Func<double> empty, Func<double> full)
    {
        var seconds = Enumerable.Range(0, runs + 1).Select(_ => (Empty: empty(), Full: full())).Skip(1).ToArray();
        return Median(seconds.Select(static s => s.Full)) - Median(seconds.Select(static s => s.Empty));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
