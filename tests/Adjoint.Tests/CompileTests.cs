using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What a compiled function means: what it returns, what stays live, what it refuses.</summary>
public sealed class CompileTests
{
    // ---- results ----

    [Fact]
    public void A_compiled_function_gives_what_the_function_gives()
    {
        Func<Tensor, Tensor, Tensor> f = (x, y) => Sum(Exp(x) * y + 1.0, axis: 0);
        var compiled = Compile(f);
        foreach (int seed in (int[])[0, 1, 2])
        {
            Tensor x = new RandomKey((ulong)seed).Normal(3, 4), y = new RandomKey((ulong)seed + 9).Normal(4);
            Assert.Equal(f(x, y).ToArray<float>(), compiled(x, y).ToArray<float>());
        }

        CompiledFunction about = CompiledFunction.Of(compiled);
        Assert.Equal((3, 1), (about.Calls, about.Recordings));
        Assert.Single(about.Programs);
    }

    [Fact]
    public void The_function_runs_once_for_each_signature()
    {
        int runs = 0;
        var compiled = Compile((Tensor x) =>
        {
            runs++;
            return x * 2;
        });
        compiled(Tensor.Ones(2));
        compiled(Tensor.Ones(2));
        Assert.Equal(1, runs);
        compiled(Tensor.Ones(3)); // another shape
        compiled(Tensor.Ones([3], DType.Float64)); // another type
        compiled(1.0); // a weak number
        Assert.Equal(4, runs);
        Assert.Equal(4, CompiledFunction.Of(compiled).Programs.Count);
    }

    [Fact]
    public void Trees_and_static_values_are_arguments_and_results()
    {
        var compiled = Compile(((Tensor A, Tensor[] B) p, int n) => (Sum: p.A + p.B[0] * n, Parts: (Tensor[])[p.B[1], p.A * 2], Count: n));
        var (sum, parts, count) = compiled((Tensor.Scalar(1f), [Tensor.Scalar(10f), Tensor.Scalar(100f)]), 3);
        Assert.Equal((31f, 100f, 2f, 3), ((float)sum, (float)parts[0], (float)parts[1], count));
        (sum, _, count) = compiled((Tensor.Scalar(1f), [Tensor.Scalar(10f), Tensor.Scalar(100f)]), 4);
        Assert.Equal((41f, 4), ((float)sum, count)); // the number is part of the signature
    }

    [Fact]
    public void What_a_record_carries_beside_tensors_is_part_of_the_signature()
    {
        var compiled = Compile((Power p) => Pow(p.Base, p.Exponent));
        Assert.Equal(9f, (float)compiled(new Power(Tensor.Scalar(3f), 2)));
        Assert.Equal(27f, (float)compiled(new Power(Tensor.Scalar(3f), 3)));
        Assert.Equal(4f, (float)compiled(new Power(Tensor.Scalar(2f), 2)));
        Assert.Equal(2, CompiledFunction.Of(compiled).Recordings);
    }

    [Fact]
    public void Models_are_arguments_and_results()
    {
        var step = Compile((Linear model, Tensor x) =>
        {
            Linear slope = Grad((Linear m) => Sum(Square(m.Forward(x))))(model);
            return Tree.Map(model, slope, (p, g) => p - 0.1 * g);
        });
        Linear eager = new(3, 2, new RandomKey(1)), compiled = eager;
        Tensor x = Tensor.Ones(4, 3);
        for (int i = 0; i < 3; i++)
        {
            Linear slope = Grad((Linear m) => Sum(Square(m.Forward(x))))(eager);
            eager = Tree.Map(eager, slope, (p, g) => p - 0.1 * g);
            compiled = step(compiled, x);
        }

        Assert.Equal(eager.Weight.Value.ToArray<float>(), compiled.Weight.Value.ToArray<float>());
        Assert.Equal(1, CompiledFunction.Of(step).Recordings);
        step(new Linear(3, 2, new RandomKey(1), bias: false), x); // another layer
        Assert.Equal(2, CompiledFunction.Of(step).Recordings);
    }

    [Fact]
    public void Views_of_what_a_loop_makes_are_read_when_it_has_ended()
    {
        Func<Tensor, Tensor> f = x =>
        {
            Tensor y = x * 2 + 1;
            return y * Transpose(y) + Sum(y) + y / Sum(y * y);
        };
        Tensor x = new RandomKey(1).Normal(7, 7);
        Assert.True(f(x).HasBitsOf(Compile(f)(x)));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(2047), InlineData(2048), InlineData(2049), InlineData(70000), InlineData(131073), InlineData(500001)]
    public void Sums_in_loops_have_the_bits_of_sums(int count)
    {
        Func<Tensor, (Tensor, Tensor, Tensor)> f = x => (Sum(Exp(x) * x), Sum(x * x), Mean(Abs(x) + 1));
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            Tensor x = new RandomKey(1).Normal([count], dtype);
            var (a, b, c) = f(x);
            var (d, e, g) = Compile(f)(x);
            Assert.True(a.HasBitsOf(d) && b.HasBitsOf(e) && c.HasBitsOf(g), $"{count} {dtype}");
        }
    }

    [Fact]
    public void Functions_without_arguments_and_of_eight()
    {
        Assert.Equal(3f, (float)Compile(() => Tensor.Scalar(1f) + 2)());
        var eight = Compile((Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f, Tensor g, Tensor h) => a + b + c + d + e + f + g + h);
        Assert.Equal(36f, (float)eight(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f));
    }

    [Fact]
    public void Arguments_constants_and_views_come_back()
    {
        Tensor constant = Tensor.From([1f, 2f]);
        var compiled = Compile((Tensor x) => (x, constant, x[1..], Transpose(x * 2), constant * 3));
        Tensor x = Tensor.Arange(0, 12, 1, DType.Float32).Reshape(4, 3);
        for (int i = 0; i < 2; i++)
        {
            var (same, known, part, turned, folded) = compiled(x + i);
            Assert.Equal((x + i).ToArray<float>(), same.ToArray<float>());
            Assert.Equal([1f, 2f], known.ToArray<float>());
            Assert.Equal((x + i)[1..].ToArray<float>(), part.ToArray<float>());
            Assert.Equal(Transpose((x + i) * 2).ToArray<float>(), turned.ToArray<float>());
            Assert.Equal([3f, 6f], folded.ToArray<float>());
        }
    }

    [Fact]
    public void Results_of_one_call_are_not_those_of_the_next()
    {
        var compiled = Compile((Tensor x) => (x + 1, Sum(x)));
        var (a, s) = compiled(Tensor.Zeros(100));
        compiled(Tensor.Ones(100));
        Assert.Equal(1f, (float)a[0]);
        Assert.Equal(0f, (float)s);
    }

    [Fact]
    public void Arguments_may_lie_in_any_order()
    {
        var compiled = Compile((Tensor x) => x * 2 + 1);
        Tensor x = Tensor.Arange(0, 6, 1, DType.Float32).Reshape(2, 3);
        Assert.Equal([1f, 7, 3, 9, 5, 11], compiled(Transpose(x)).ToArray<float>());
        Assert.Equal([1f, 5, 9, 3, 7, 11], compiled(Tensor.From([0f, 2, 4, 1, 3, 5]).Reshape(3, 2)).ToArray<float>());
    }

    [Fact]
    public void Weak_numbers_stay_weak()
    {
        var compiled = Compile((Tensor x) => x * 2);
        Assert.Equal(DType.Float32, (compiled(1.5) + Tensor.Ones(1)).DType);
    }

    // ---- with other transforms ----

    [Fact]
    public void Transforms_go_inside_and_around()
    {
        static Tensor F(Tensor x) => Sum(Tanh(x) * x);
        Tensor x = new RandomKey(1).Normal(5);
        float[] expected = Grad(F)(x).ToArray<float>();
        Assert.Equal(expected, Compile(Grad(F))(x).ToArray<float>());
        Assert.Equal(expected, Grad(Compile((Func<Tensor, Tensor>)F))(x).ToArray<float>());
        Tensor rows = new RandomKey(2).Normal(3, 5);
        float[] batch = Vmap(Grad(F))(rows).ToArray<float>();
        Assert.Equal(batch, Compile(Vmap(Grad(F)))(rows).ToArray<float>());
        Assert.Equal(batch, Vmap(Compile(Grad(F)))(rows).ToArray<float>());
        Assert.Equal(Hessian(F)(x).ToArray<float>(), Compile(Hessian(F))(x).ToArray<float>());
        var inner = Compile((Func<Tensor, Tensor>)F);
        Assert.Equal((float)F(x) * 2, (float)Compile((Tensor y) => inner(y) * 2)(x));
    }

    [Fact]
    public void Checkpoints_and_custom_rules_are_recorded()
    {
        var clipped = CustomVjp((Tensor x) => (x * x, (Tensor[])[x]), (Tensor[] r, Tensor ct) => Clip(ct * 2 * r[0], -1, 1));
        Func<Tensor, Tensor> f = x => Sum(clipped(x)) + Sum(Checkpoint((Tensor y) => Sin(Exp(y)))(x));
        Tensor x = Tensor.From([-2f, 0.25f, 3f]);
        var compiled = Compile(Grad(f));
        Assert.Equal(Grad(f)(x).ToArray<float>(), compiled(x).ToArray<float>());
        Assert.Equal(Grad(f)(x * 2).ToArray<float>(), compiled(x * 2).ToArray<float>());
    }

    // ---- what stays live ----

    [Fact]
    public void Slots_that_are_read_and_set_stay_live()
    {
        var scale = Slot.Of(2f, "scale");
        var count = Slot.Of(0L, "count");
        var compiled = Compile((Tensor x) =>
        {
            count.Set(count.Value + 1L);
            return x * scale;
        });
        Assert.Equal(6f, (float)compiled(3f));
        scale.Set(5f);
        Assert.Equal(15f, (float)compiled(3f));
        Assert.Equal(2L, (long)count);
        Assert.Equal(1, CompiledFunction.Of(compiled).Recordings);
    }

    [Theory]
    [InlineData("sgd"), InlineData("momentum"), InlineData("adam"), InlineData("adamw"), InlineData("schedule"), InlineData("rmsprop"), InlineData("lion")]
    public void Training_steps_have_the_bits_of_eager_ones(string kind)
    {
        static Optimizer Make(string kind) => kind switch
        {
            "sgd" => new Sgd(0.1),
            "momentum" => new Sgd(0.1, momentum: 0.9, nesterov: true),
            "adam" => new Adam(0.01, weightDecay: 0.01),
            "adamw" => new AdamW(0.01),
            "schedule" => new Adam(Schedule.Cosine(0.1, 5)),
            "rmsprop" => new RmsProp(0.01),
            _ => new Lion(0.01),
        };
        (Tensor[] Losses, Tensor[] Weights) Train(bool compile)
        {
            var model = new Sequential(new Linear(4, 8, new RandomKey(1)), new Linear(8, 2, new RandomKey(2)));
            Optimizer optimizer = Make(kind);
            var gradient = ValueAndGrad((Tensor x, Tensor y) => Losses.MeanSquaredError(model.Forward(x), y), weights: model.TrainableParameters());
            Func<Tensor, Tensor, Tensor> step = (x, y) =>
            {
                var (loss, grads) = gradient(x, y);
                optimizer.Update(grads);
                return loss;
            };
            if (compile) step = Compile(step);
            var key = new RandomKey(3);
            Tensor[] losses = [.. Enumerable.Range(0, 6).Select(i =>
            {
                if (i == 4 && kind != "schedule") optimizer.LearningRate = 0.003;
                return step(key.FoldIn(i).Normal(16, 4), key.FoldIn(100 + i).Normal(16, 2));
            })];
            if (compile) Assert.InRange(CompiledFunction.Of(step).Recordings, 1, 2); // the first one makes the optimizer's state
            return (losses, [.. model.Parameters().Select(static p => p.Value), .. optimizer.Slots().Select(static s => s.Value)]);
        }

        (Tensor[] losses, Tensor[] weights) = Train(compile: false);
        (Tensor[] compiledLosses, Tensor[] compiledWeights) = Train(compile: true);
        Assert.Equal(losses.Select(static l => (float)l), compiledLosses.Select(static l => (float)l));
        Assert.Equal(weights.Length, compiledWeights.Length);
        for (int i = 0; i < weights.Length; i++)
            Assert.True(weights[i].HasBitsOf(compiledWeights[i]), $"{kind}: tensor {i} differs");
    }

    [Fact]
    public void Keys_given_as_arguments_draw_anew()
    {
        var compiled = Compile((RandomKey key) => key.Normal(3));
        Assert.Equal(new RandomKey(1).Normal(3).ToArray<float>(), compiled(new RandomKey(1)).ToArray<float>());
        Assert.Equal(new RandomKey(2).Normal(3).ToArray<float>(), compiled(new RandomKey(2)).ToArray<float>());
        Assert.Equal(1, CompiledFunction.Of(compiled).Recordings);
    }

    [Fact]
    public void A_captured_tensor_is_a_constant()
    {
        Tensor captured = Tensor.From([1f, 2f]);
        var compiled = Compile((Tensor x) => x + captured);
        Assert.Equal([2f, 3f], compiled(Tensor.Ones(2)).ToArray<float>());
        captured.Dispose();
        captured = Tensor.Zeros(2);
        Assert.Equal([2f, 3f], compiled(Tensor.Ones(2)).ToArray<float>());
    }

    [Fact]
    public void A_tensor_left_in_a_field_throws_when_it_is_used()
    {
        Tensor? left = null;
        var compiled = Compile((Tensor x) => left = x * 2);
        compiled(Tensor.Ones(2));
        Assert.Throws<EscapedTensorException>(() => { _ = left! + 1; });
    }

    // ---- what is refused, and what a failure leaves ----

    [Fact]
    public void Reading_a_value_names_the_line_and_what_to_write()
    {
        var compiled = Compile((Tensor x) => (float)Sum(x) > 0 ? x : -x);
        var e = Assert.Throws<ValueDependentException>(() => { compiled(Tensor.Ones(2)); });
        Assert.Contains("Compile", e.Message, StringComparison.Ordinal);
        Assert.Contains("Where", e.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(CompileTests), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_a_slot_is_not_frozen()
    {
        var optimizer = new Sgd(0.1);
        var compiled = Compile((Tensor x) => x * optimizer.LearningRate);
        Assert.Throws<ValueDependentException>(() => { compiled(Tensor.Ones(2)); });
    }

    [Fact]
    public void A_recording_that_fails_leaves_state_as_it_was()
    {
        var slot = Slot.Of(1f, "s");
        bool fails = true;
        var compiled = Compile((Tensor x) =>
        {
            slot.Set(slot.Value + 1);
            if (fails) throw new FormatException("mine");
            return x * slot;
        });
        Assert.Throws<FormatException>(() => { compiled(1f); });
        Assert.Equal(1f, (float)slot);
        fails = false;
        Assert.Equal(2f, (float)compiled(1f));
        Assert.Equal(2f, (float)slot);
    }

    [Fact]
    public void An_error_in_a_run_leaves_slots_and_donated_arguments_as_they_were()
    {
        var slot = Slot.Of(1f, "s");
        Tensor table = Tensor.Arange(0, 4, 1, DType.Float32);
        var compiled = Compile(
            (Tensor x, Tensor index) =>
            {
                slot.Set(slot.Value * 2);
                return x + Take(table, index);
            },
            new CompileOptions { Donate = [0] });
        Tensor x = Tensor.Ones(1);
        Assert.Equal(3f, (float)compiled(x, Tensor.From([2L]))[0]);
        Assert.Throws<ObjectDisposedException>(() => { _ = x + 1; });
        x = Tensor.Ones(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => { compiled(x, Tensor.From([7L])); });
        Assert.Equal(1f, (float)x[0]);
        Assert.Equal(2f, (float)slot);
        Assert.Equal(4f, (float)compiled(x, Tensor.From([3L]))[0]);
        Assert.Equal(4f, (float)slot);
    }

    [Fact]
    public void Mistakes_have_messages()
    {
        Assert.Throws<ArgumentNullException>(() => Compile((Func<Tensor, Tensor>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compile((Tensor x) => x, new CompileOptions { Donate = [1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompileOptions { MostPrograms = 0 });
        Assert.Throws<ArgumentException>(() => CompiledFunction.Of((Func<int>)(() => 1)));
        var compiled = Compile((Tensor x) => x + 1);
        Tensor gone = Tensor.Ones(1);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { compiled(gone); });
        Assert.Throws<ArgumentException>(() => Compile((Tensor x, Tensor y) => x + y)(Tensor.Ones(2), Tensor.Ones(3)));
    }

    // ---- the cache, threads, memory ----

    [Fact]
    public void The_cache_is_bounded()
    {
        var compiled = Compile((Tensor x) => x + 1, new CompileOptions { MostPrograms = 2 });
        foreach (int n in (int[])[1, 2, 3, 3, 2, 1]) compiled(Tensor.Ones(n));
        CompiledFunction about = CompiledFunction.Of(compiled);
        Assert.Equal((2, 4), (about.Programs.Count, about.Recordings));
    }

    [Fact]
    public void Many_threads_run_one_program()
    {
        var compiled = Compile((Tensor x) => Sum(Exp(x) * x) + Sum(MatMul(x.Reshape(10, 10), x.Reshape(10, 10))));
        Tensor[] xs = [.. Enumerable.Range(0, 8).Select(static i => new RandomKey((ulong)i).Normal(100))];
        float[] expected = [.. xs.Select(x => (float)compiled(x))];
        Parallel.For(0, 400, i => Assert.Equal(expected[i % 8], (float)compiled(xs[i % 8])));
    }

    [Fact]
    public void A_program_can_be_looked_at()
    {
        var compiled = Compile((Tensor x) => Sum(Exp(x * 2) + x * 2 + 0 * Sin(x * 3)));
        compiled(Tensor.Ones(10));
        CompiledProgram program = CompiledFunction.Of(compiled).Programs[0];
        Assert.True(program.Instructions < program.RecordedInstructions); // x * 2 is calculated once
        Assert.True(program.Steps < program.Instructions); // in one loop
        Assert.True(program.Memory < program.MemoryWithoutPlan);
        Assert.Contains("exp", program.Simplified(), StringComparison.Ordinal);
        Assert.Contains("loop of", program.ToString(), StringComparison.Ordinal);
        Assert.Contains("digraph", program.ToDot(), StringComparison.Ordinal);
    }

    // ---- looking at it ----

    [Fact]
    public void A_profile_tells_how_long_each_step_took()
    {
        var f = Compile((Tensor a, Tensor b) => Sum(Exp(MatMul(a, b)) * 2));
        Tensor a = new RandomKey(1).Normal(64, 64), b = new RandomKey(2).Normal(64, 64);
        float before = (float)f(a, b);
        CompiledProgram program = CompiledFunction.Of(f).Programs[0];
        program.StartProfile();
        for (int i = 0; i < 3; i++)
            Assert.Equal(before, (float)f(a, b));
        program.StopProfile();
        _ = f(a, b);
        ProgramProfile profile = program.Profile();
        Assert.Equal(program.Steps, profile.Steps.Count);
        Assert.All(profile.Steps, static step => Assert.Equal(3, step.Calls));
        Assert.Contains(profile.Steps, static step => step.Name.StartsWith("matmul", StringComparison.Ordinal) && step.Bytes == 3 * 64 * 64 * 4 && step.Time.Ticks > 0);
        using var trace = System.Text.Json.JsonDocument.Parse(profile.ToChromeTrace());
        Assert.Equal(profile.Steps.Count, trace.RootElement.GetProperty("traceEvents").GetArrayLength());
        Assert.Contains("matmul", profile.ToString(), StringComparison.Ordinal);
        program.StartProfile(); // anew
        Assert.All(program.Profile().Steps, static step => Assert.Equal(0, step.Calls));
        program.StopProfile();
    }

    [Fact]
    public void A_program_is_drawn_and_its_machine_code_is_listed()
    {
        var f = Compile((Tensor a, Tensor b) => (a + b) * b - a);
        _ = f(Tensor.Ones(100), Tensor.Ones(100));
        CompiledProgram program = CompiledFunction.Of(f).Programs[0];
        string graph = program.ToMermaid();
        Assert.StartsWith("graph TD\n", graph, StringComparison.Ordinal);
        Assert.Contains("[\"mul<br>float32[100]\"]", graph, StringComparison.Ordinal);
        Assert.Contains("-->", graph, StringComparison.Ordinal);
        string code = program.ToMachineCode();
        if (code.Length > 0) // none where memory must not be made executable
        {
            Assert.Contains("vaddps", code, StringComparison.Ordinal);
            Assert.Contains("vmulps", code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fast_math_rounds_a_product_and_a_sum_once()
    {
        // 1 + 2^-12 squared is 1 + 2^-11 + 2^-24: single precision drops the last term, unless the sum is rounded with it.
        float x = 1 + MathF.ScaleB(1, -12), c = -(1 + MathF.ScaleB(1, -11));
        Tensor a = x * Tensor.Ones(64), b = Tensor.Ones(64) * x, offset = c * Tensor.Ones(64);
        Func<Tensor, Tensor, Tensor, Tensor> f = static (a, b, offset) => a * b + offset, minus = static (a, b, offset) => -offset - a * b;
        Assert.Equal(0f, f(a, b, offset).ToArray<float>()[3]);
        Assert.Equal(0f, Compile(f)(a, b, offset).ToArray<float>()[3]);
        var fast = Compile(f, new CompileOptions { FastMath = true });
        float found = fast(a, b, offset).ToArray<float>()[63];
        bool hasCode = CompiledFunction.Of(fast).Programs[0].ToMachineCode().Length > 0;
        Assert.Equal(hasCode ? MathF.ScaleB(1, -24) : 0f, found);
        Assert.Equal(hasCode ? -MathF.ScaleB(1, -24) : 0f, Compile(minus, new CompileOptions { FastMath = true })(a, b, offset).ToArray<float>()[0]);
    }
}

/// <summary>A tensor and a number beside it.</summary>
[TensorTree]
internal sealed partial record Power(Tensor Base, int Exponent);
