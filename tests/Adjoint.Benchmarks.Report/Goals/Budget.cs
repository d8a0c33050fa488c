namespace Adjoint.Benchmarks.Report;

/// <summary>A chapter of the report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Note">What one has to know to read its figures.</param>
/// <param name="Goals">Its goals.</param>
/// <param name="Means">Whether its lines are alike, so that a mean of their ratios says something.</param>
internal sealed record Section(string Title, string Note, IReadOnlyList<Goal> Goals, bool Means = false);

/// <summary>Every goal for programs that are not compiled.</summary>
internal static class Budget
{
    private const double Nanosecond = 1e-9, Microsecond = 1e-6, Millisecond = 1e-3, Megabyte = 1e6;
    private const double AsGood = 1, Eager = 0.95;

    // Before the sections, which read them.
    private static readonly int[] s_squares = [512, 1024, 2048];
    private static readonly (int M, int K, int N)[] s_layers = [(64, 784, 128), (128, 512, 2048), (32, 768, 3072)];

    public static IReadOnlyList<Section> Sections { get; } =
    [
        new(
            "Tiny tensors",
            "The arithmetic is free here: what is measured is the way to it and back.",
            [
                new("a + b of 1 float", "EagerAdd/Size=1&", 10, 150 * Nanosecond),
                new("a + b of 4 floats", "EagerAdd/Size=4&", 10, 150 * Nanosecond),
                new("a + b of 64 floats", "EagerAdd/Size=64&", 10, 150 * Nanosecond),
                new("exp of 1 float", "EagerExp/Size=1&", 10, 150 * Nanosecond),
                new("exp of 4 floats", "EagerExp/Size=4&", 10, 150 * Nanosecond),
                new("exp of 64 floats", "EagerExp/Size=64&", 10, 150 * Nanosecond),
                new("1000 additions recorded under Grad", "RecordedAdd/", AsGood, 1000 * 200 * Nanosecond),
                new("chain of 100 products of 4 floats, forward and backward", "Chain/", AsGood, 40 * Microsecond),
                new("gradient of the tutorial, x 5, w 5x3", "TutorialGradient/", AsGood, 5 * Microsecond),
            ]),
        new(
            "Matrix products",
            "Kernels in one native program, which take turns; the limit is the peak of fused multiply-adds in registers, measured in the same turns.",
            [.. Products()],
            Means: true),
        new(
            "Matrix products beside libtorch",
            "Whole operations from C#, each with its result's memory.",
            [.. ProductsFromManagedCode()],
            Means: true),
        new(
            "Elementwise and rows",
            "Large arrays are judged by the best loop of nothing but loads and stores (STREAM), small ones by what a compiler makes of a plain loop with libmvec and AVX2; without \"kernel\" the whole operation from C# beside TorchSharp's.",
            [
                new("a + b of 10 million floats", "add/10000000/", 0.95),
                new("relu of 10 million floats", "relu/large/", 0.95),
                new("exp of 32768 floats, kernel", "exp/32768/", AsGood),
                new("tanh of 32768 floats, kernel", "tanh/32768/", AsGood),
                new("sigmoid of 32768 floats, kernel", "sigmoid/32768/", AsGood),
                new("exp of 32768 floats", "ResidentExp/", AsGood),
                new("tanh of 32768 floats", "ResidentTanh/", 3),
                new("sigmoid of 32768 floats", "ResidentSigmoid/", AsGood),
                new("softmax of 64 rows of 256, kernel", "softmax/64x256/", AsGood),
                new("softmax of 1024 rows of 256", "SoftmaxRows/", AsGood),
                new("layer norm of 1024 rows of 256", "LayerNormRows/", AsGood),
            ]),
        new(
            "Convolutions and attention",
            "Layers of LeNet and ResNet-18 and attention of 4 heads 64 wide, from C#; a gradient is the forward convolution and one backward. "
            + "float32.",
            [.. Convolutions(), .. Attentions()],
            Means: true),
        new(
            "Linear algebra",
            "Decompositions of one matrix of float64 beside libtorch's LAPACK, and 10,000 systems of 6 equations, value and gradient.",
            [.. Decompositions(), new("10,000 Cholesky solves of 6x6, value and gradient", "SmallCholesky/", 5)],
            Means: true),
        new(
            "Orders, special functions, transforms",
            "A million elements are ordered, summed along, read and written; special functions are of 100,000 floats.",
            [
                new("sort of a million", "SortMillion/", AsGood),
                new("argsort of a million", "ArgSortMillion/", AsGood),
                new("top 100 of a million", "TopKMillion/", AsGood),
                new("cumulative sum of a million", "CumSumMillion/", AsGood),
                new("scatter_add of a million", "ScatterAddMillion/", AsGood),
                new("gather of a million", "GatherMillion/", AsGood),
                new("lgamma", "SpecialLogGamma/", 2),
                new("digamma", "SpecialDigamma/", 2),
                new("erfinv", "SpecialErfInv/", 2),
                new("ndtri", "SpecialNormalQuantile/", 2),
                new("igamma", "SpecialGammaInc/", 2),
                new("real transform, 1024 rows of 1024", "FourierRows/Length=1024&", 0.7),
                new("real transform, 64 rows of 16384", "FourierRows/Length=16384&", 0.7),
                new("real transform of 2^20", "FourierRows/Length=1048576&", 0.7),
                .. ComplexTransforms(),
            ]),
        new(
            "Training steps, eager",
            "Loss, gradients and update from C#, without compilation; TorchSharp with its own layers, optimizer and dispose scopes.",
            [
                new("MLP 784-128-10, batch 64, Adam", "SmallPerceptron/", Eager),
                new("MLP 784-512-512-10, batch 128, Adam", "LargePerceptron/", Eager),
                new("LeNet, batch 64", "LeNetStep/", Eager),
                new("char-GPT, 4 layers, 4 heads, 128 wide, context 64, batch 16, Adam", "CharGptStep/", Eager),
                new("LSTM 128 over 50 steps, batch 32, Adam", "LstmStep/", Eager),
                new("PINN 2-32-32-1, second derivatives on 256 points, Adam", "PhysicsStep/", Eager),
                new("Hessian of 100 parameters", "HessianOf100/", Eager),
                new("logistic regression 5x3, by hand", "LogisticStep/", Eager),
            ]),
        new(
            "Science",
            "The mixture after ADBench. The price of an Asian option is by a scalar loop in C#, on normal numbers drawn before.",
            [
                new("gradient of a mixture's log-likelihood, d 64, K 25, N 1000, float64", "MixtureGradient/", AsGood),
                new("the same beside its value: at most 3 times as long", "MixtureFactor/", 1.0 / 3),
                new("price and 3 Greeks of a million paths x 12 steps beside the price alone", "MonteCarloGreeks", null),
            ]),
        new(
            "Memory and size",
            "The peak of resident memory in 20 steps above what stays between steps, each side in a process of its own. Packages are counted packed, with everything for one platform. A start is a whole process less an empty one.",
            [
                new("peak of a step, MLP 784-128-10", "memory/SmallPerceptron/ours", AsGood),
                new("the same with a TensorScope around each step", "memory/SmallPerceptron/scoped", AsGood),
                new("peak of a step, MLP 784-512-512-10", "memory/LargePerceptron/ours", AsGood),
                new("the same with a TensorScope around each step", "memory/LargePerceptron/scoped", AsGood),
                new("peak of a step, char-GPT", "memory/CharGptStep/ours", AsGood),
                new("the same with a TensorScope around each step", "memory/CharGptStep/scoped", AsGood),
                new("peak of a step, LSTM", "memory/LstmStep/ours", AsGood),
                new("the same with a TensorScope around each step", "memory/LstmStep/scoped", AsGood),
                new("package for linux-x64", "package/linux-x64", null, 5 * Megabyte),
                new("start to first gradient above an empty program, JIT", "startup/jit", null, 60 * Millisecond),
                new("start to first gradient above an empty program, NativeAOT", "startup/aot", null, 15 * Millisecond),
            ]),
    ];

    /// <summary>What Google Benchmark has to run for all this, as its filter. The names of its benchmarks begin in lower case.</summary>
    public static string KernelFilter { get; } =
        $"^({string.Join('|', Sections.SelectMany(static s => s.Goals).Select(KernelsOf).OfType<string>())}|stream/(copy|triad)|mixture_gradient/peer|layer_norm/1024x256/peer)";

    private static IEnumerable<Goal> Convolutions()
    {
        string[] layers =
        [
            "1x28x28 6 5 1 2", "6x14x14 16 5 1 0", "3x224x224 64 7 2 3", "64x56x56 64 3 1 1", "64x56x56 128 3 2 1", "64x56x56 128 1 2 0",
            "128x28x28 128 3 1 1", "256x14x14 256 3 1 1", "512x7x7 512 3 1 1",
        ];
        foreach (string layer in layers)
        {
            foreach (int images in new[] { 1, 16 })
                yield return new($"convolution {layer}, batch {images}", $"Convolution/Layer={layer}&Images={images}&", 0.8);
        }
    }

    private static IEnumerable<Goal> Attentions()
    {
        foreach (int length in new[] { 64, 256, 1024 })
        {
            yield return new($"attention of {length}", $"Attention/Length={length}&", AsGood);
            yield return new($"gradient of causal attention of {length}", $"AttentionGradient/Length={length}&", AsGood);
        }
    }

    private static IEnumerable<Goal> Decompositions()
    {
        foreach (int size in new[] { 64, 256, 1024 })
        {
            yield return new($"Cholesky of {size}", $"CholeskyFactor/Size={size}&", 0.9);
            yield return new($"solve of {size}, 16 right sides", $"LinearSolve/Size={size}&", 0.9);
            yield return new($"triangular solve of {size}, 16 right sides", $"TriangleSolve/Size={size}&", 0.9);
            yield return new($"QR of {size}", $"OrthogonalFactor/Size={size}&", 0.9);
        }

        foreach (int size in new[] { 64, 256, 512 })
        {
            yield return new($"eigh of {size}", $"Eigenpairs/Size={size}&", 0.6);
            yield return new($"svd of {size}", $"SingularTriplets/Size={size}&", 0.6);
        }
    }

    private static IEnumerable<Goal> ComplexTransforms()
    {
        foreach (string shape in new[] { "8x1024", "8x16384", "1x1048576" })
        {
            yield return new($"complex transform {shape}, float32", $"fft/float/{shape}/", 0.7);
            yield return new($"complex transform {shape}, float64", $"fft/double/{shape}/", 0.7);
        }
    }

    // The kernel and its peer, whose name differs before the number of threads.
    private static string? KernelsOf(Goal goal) =>
        char.IsLower(goal.Contests[0]) ? goal.Contests.Replace("*", @"\*", StringComparison.Ordinal) : null;

    private static IEnumerable<Goal> ProductsFromManagedCode()
    {
        foreach (int size in s_squares)
            yield return new($"float32 {size} squared", $"SquareProduct/Size={size}&", AsGood);
        foreach (var (m, k, n) in s_layers)
        {
            string shape = $"{m}x{k}x{n}";
            yield return new($"float32 {shape}", $"LayerProduct/Shape={shape}&Threads=1&Product=Value", AsGood);
            yield return new($"float32 {shape}, gradient of the input", $"LayerProduct/Shape={shape}&Threads=1&Product=InputGradient", AsGood);
            yield return new($"float32 {shape}, gradient of the weight", $"LayerProduct/Shape={shape}&Threads=1&Product=WeightGradient", AsGood);
        }
    }

    private static IEnumerable<Goal> Products()
    {
        foreach (string type in new[] { "float32", "float64" })
        {
            double? peak = type == "float32" ? 0.9 : null;
            foreach (int size in s_squares)
            {
                yield return new($"{type} {size} squared", $"matmul/{type}/{size}x{size}x{size}/nn/threads:1", AsGood, OfLimit: peak);
                yield return new($"{type} {size} squared", $"matmul/{type}/{size}x{size}x{size}/nn/threads:2", AsGood);
            }

            foreach (int size in new[] { 16, 32, 64 })
                yield return new($"{type} {size} squared", $"matmul/{type}/{size}x{size}x{size}/nn/threads:1", AsGood);
        }

        foreach (var (m, k, n) in s_layers)
        {
            yield return new($"float32 {m}x{k}x{n}", $"matmul/float32/{m}x{k}x{n}/nn/threads:1", AsGood);
            yield return new($"float32 {m}x{k}x{n}, gradient of the input", $"matmul/float32/{m}x{n}x{k}/nt/threads:1", AsGood);
            yield return new($"float32 {m}x{k}x{n}, gradient of the weight", $"matmul/float32/{k}x{m}x{n}/tn/threads:1", AsGood);
        }

        yield return new("float32 matrix 1024 times vector", "matmul/float32/1024x1024x1/nn/", AsGood);
        yield return new("float32 64 times 64x64x64", "matmul/float32/64*64x64x64/nn/", AsGood);
        yield return new("float32 96 times 128x64x128", "matmul/float32/96*128x64x128/nn/", AsGood);
    }
}
