using System.Diagnostics;

using Adjoint.Memory;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>The law of bits (docs/bits.md): what a result depends on, and what it does not.</summary>
[Collection("alone")] // it sets the number of threads
public sealed class BitsTests
{
    private const string Inner = "ADJOINT_BITS_INNER";
    private const int Members = 1500;

    private static readonly int[] s_threads = [1, 2, 5];

    public static TheoryData<string> Rows => [.. Operation.All.Select(static o => o.Name)];

    public static TheoryData<string> Models => [.. SmallModel.All.Select(static m => m.Name)];

    [Theory, MemberData(nameof(Rows))]
    public void Every_operation_gives_the_same_bits_whatever_is_around(string name)
    {
        Operation operation = Operation.All.Single(o => o.Name == name);
        foreach (long[][] shapes in operation.Shapes)
        {
            foreach (DType dtype in (DType[])[DType.Float64, DType.Float32])
                Check(name, wrap => GradientOf(wrap(operation.Apply)), operation.Arguments(shapes, 0, dtype), [1]);
        }

        // Many at once, so that threads share the work.
        Tensor[] members = [.. operation.Arguments([.. operation.Shapes[0].Select(static s => (long[])[Members, .. s])])];
        int?[] first = [.. members.Select(static _ => (int?)0)];
        Check(name, wrap => xs => Batching.Run(GradientOf(wrap(operation.Apply)), xs, first), members, s_threads);
    }

    [Theory, MemberData(nameof(Models))]
    public void Every_training_step_gives_the_same_bits_whatever_is_around(string name)
    {
        SmallModel model = SmallModel.All.Single(m => m.Name == name);
        foreach (DType dtype in (DType[])[DType.Float64, DType.Float32])
        {
            Tensor[] weights = model.Weights(dtype);
            Check(name, wrap => Grad(wrap(w => model.Loss(w, static f => f))), weights, s_threads);
            Same(
                $"{name} in parts", Grad((Tensor[] w) => model.Loss(w, static f => f))(weights),
                Grad((Tensor[] w) => model.Loss(w, static f => Checkpoint(f)))(weights));
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Steps_of_an_optimizer_give_the_same_bits_on_any_number_of_threads(string name)
    {
        SmallModel model = SmallModel.All.Single(m => m.Name == name);
        Tensor[] Trained()
        {
            Parameter[] parameters = [.. model.Weights(DType.Float32).Select(static w => new Parameter(w))];
            var optimizer = new Adam(1e-2);
            var step = ValueAndGrad(() => model.Loss([.. parameters.Select(static p => p.Value)], static f => f), weights: parameters);
            for (int i = 0; i < 3; i++) optimizer.Update(step().Item2);
            return [.. parameters.Select(static p => p.Value)];
        }

        Tensor[] expected = Trained();
        foreach (int threads in s_threads) OnThreads(threads, () => Same($"{name} on {threads} threads", expected, Trained()));
    }

    [Fact]
    public void The_example_of_a_weight_used_twice()
    {
        Tensor w = new RandomKey(1).Normal([48, 48]) * 0.1, x = new RandomKey(2).Normal([3000, 48]);
        Func<Tensor, Tensor> gradient = Grad((Tensor w) => Ops.Sum(Ops.MatMul(Ops.Tanh(Ops.MatMul(x, w)), w)));
        Same("a weight used twice", [gradient(w)], [Jvp(gradient, w, w).Value]);
    }

    [Fact]
    public void Zeros_keep_their_sign_where_a_part_gets_a_gradient()
    {
        Tensor x = Tensor.From([0.0, 0.0, 3.0, 4.0]), minus = Tensor.From([-1.0, -1.0, 1.0, 1.0]);
        var uses = new Func<Tensor, Tensor>[]
        {
            x => Ops.Sum(x[1..3]) * 0.0 - Ops.Sum(x * 0.0),
            x => Ops.Sum(x[1..3] * -0.0) + Ops.Sum(x[2..4] * -0.0) + Ops.Sum(x * -0.0),
            x => Ops.Sum(Ops.Take(x, Tensor.From([2L, 2])) * -0.0) + Ops.Sum(x * -0.0) + Ops.Sum(Ops.Relu(x * minus)) * -0.0,
        };
        foreach (Func<Tensor, Tensor> use in uses) Same("zeros", [Grad(use)(x)], [Jvp(Grad(use), x, x).Value]);
    }

    [Fact]
    public async Task What_is_taken_several_times_is_summed_up_before_it_is_added()
    {
        Tensor table = new RandomKey(3).Normal([50, 8]), indices = new RandomKey(4).Integers(0, 50, 400);
        Func<Tensor, Tensor> gradient = Grad((Tensor t) => Ops.Sum(Ops.Sin(Ops.Take(t, indices))) + Ops.Sum(Ops.Exp(Ops.Take(t, indices))) + Ops.Sum(t * t));
        Same("taken", [gradient(table)], [Jvp(gradient, table, table).Value]);
    }

    // A process has one instruction set.
    [Fact]
    public async Task The_law_holds_on_every_instruction_set()
    {
        string here = InstructionSet.Current;
        if (Environment.GetEnvironmentVariable(Inner) is not null) return;
        foreach (string target in (string[])["sse4", "avx2", "avx512"])
        {
            if (target == here) return; // what comes behind it does not run here
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
            if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(BitsTests).Assembly.Location);
            foreach (string argument in (string[])["-noColor", "-class", typeof(BitsTests).FullName!]) start.ArgumentList.Add(argument);
            start.Environment["ADJOINT_TARGET"] = target;
            start.Environment[Inner] = target;
            using Process process = Process.Start(start)!;
            CancellationToken cancelled = TestContext.Current.CancellationToken;
            Task<string> errors = process.StandardError.ReadToEndAsync(cancelled), output = process.StandardOutput.ReadToEndAsync(cancelled);
            await process.WaitForExitAsync(cancelled);
            Assert.True(process.ExitCode == 0, $"on {target}: {await output}{await errors}");
        }
    }

    private static Func<Tensor[], Tensor[]> GradientOf(Func<Tensor[], Tensor> function) =>
        Grad((Tensor[] x) =>
        {
            Tensor y = function(x);
            return Ops.Sum(Ops.Sin(y) * (Tensor.Arange(0, y.Count, 1, DType.Float32) * 0.37 + 1).Cast(y.DType).Reshape(y.Shape));
        });

    /// <summary>Compares a gradient by itself with the same under each transform and on each number of threads.</summary>
    /// <param name="name">What is computed.</param>
    /// <param name="gradient">Makes the gradient function; the argument wraps what is differentiated.</param>
    /// <param name="xs">Its arguments.</param>
    /// <param name="threads">The numbers of threads.</param>
    private static void Check(
        string name, Func<Func<Func<Tensor[], Tensor>, Func<Tensor[], Tensor>>, Func<Tensor[], Tensor[]>> gradient, Tensor[] xs, int[] threads)
    {
        Func<Tensor[], Tensor[]> plain = gradient(static f => f);
        Tensor[] directions = [.. xs.Select(static x => Ops.Cos(x * 3))];
        Tensor[]? expected = null;
        foreach (int count in threads)
        {
            OnThreads(count, () =>
            {
                string where = $"{name} on {count} threads";
                Tensor[] alone = plain(xs);
                expected ??= alone;
                Same(where, expected, alone);
                Same($"{where}, under Jvp", expected, Forward.Run("test", plain, xs, directions).Values);
                Same($"{where}, under Vjp", expected, Vjp(plain, xs).Values);
                Same($"{where}, of a checkpoint", expected, gradient(static f => Checkpoint(f))(xs));
                Same($"{where}, compiled", expected, Compile(plain)(xs));
                using (DetectAnomaly()) Same($"{where}, looked at", expected, plain(xs));
            });
        }
    }

    private static void OnThreads(int count, Action action)
    {
        try
        {
            Parallelism.ThreadCount = count;
            action();
        }
        finally
        {
            Parallelism.ThreadCount = 0;
        }
    }

    private static void Same(string what, Tensor[] expected, Tensor[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            ulong[] e = Bits(expected[i]), a = Bits(actual[i]);
            int differ = e.Zip(a).Count(static p => p.First != p.Second);
            Assert.True(e.Length == a.Length && differ == 0, $"{what}: result {i} differs in {differ} of {e.Length} elements");
        }
    }

    private static ulong[] Bits(Tensor x) => x.DType == DType.Float32
        ? [.. x.ToArray<float>().Select(static v => (ulong)BitConverter.SingleToUInt32Bits(v))]
        : [.. x.ToArray<double>().Select(BitConverter.DoubleToUInt64Bits)];
}
