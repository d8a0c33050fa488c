using Adjoint.Interop;
using Adjoint.Native;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>
/// Memory runs out at each buffer of a set of programs in turn, once or from then on: an exception says so, nothing is lost, and the next
/// calculation is right. (tests/native/memory_shortage_test.cc does the same for every allocation of the core.)
/// </summary>
[Collection("lifetime")]
public sealed unsafe class ShortageTests
{
    private static readonly Func<Tensor, Tensor> s_cube =
        CustomVjp((Tensor x) => (x * x * x, [x]), (Tensor[] kept, Tensor cotangent) => 3 * kept[0] * kept[0] * cotangent);

    private static readonly Dictionary<string, Func<double>> s_programs = new()
    {
        ["operations"] = static () => Value(Softmax(MatMul(Input(6, 7), Input(7, 8)) + Exp(Input(8)))),
        ["parts"] = static () => Value(Concat([Input(4, 9)[1..3], Input(4, 9)[.., Tensor.From([0, 2, 4, 6, 1, 3, 5, 7, 8])]], 0)),
        ["printing"] = static () => Input(30, 4).ToString().Length + Input(30).ToArray<float>().Length,
        ["gradient"] = static () => Value(Grad(static (Tensor w) => Network(Input(5, 9), w))(Input(9, 9))),
        ["third derivative"] = static () => Value(Grad(Grad(Grad(static (Tensor x) => Sum(Tanh(x) * x))))(Input(40))),
        ["Hessian"] = static () => Value(Hessian(static (Tensor x) => Sum(Exp(x) * x))(Input(12))),
        ["pullback"] = static () =>
        {
            var (y, pullback) = Vjp(static (Tensor w) => Tanh(MatMul(w, w)), Input(9, 9));
            return Value(pullback(y) + pullback(Input(9, 9)));
        },
        ["tangent"] = static () => Value(Jvp(static (Tensor w) => Network(Input(5, 9), w), Input(9, 9), Input(9, 9)).Tangent),
        ["batch"] = static () => Value(Vmap(static (Tensor x) => Network(x, Input(9, 9)))(Input(3, 5, 9))),
        ["batch of gradients"] = static () => Value(Vmap(Grad(static (Tensor x) => Network(x, Input(9, 9))))(Input(3, 5, 9))),
        ["checkpoint"] = static () =>
        {
            Tensor w = Input(9, 9);
            return Value(Grad(Checkpoint((Tensor x) => Sum(Tanh(MatMul(x, w)) * x), CheckpointPolicy.KeepMatrixProducts))(Input(5, 9)));
        },
        ["custom rule"] = static () => Value(Grad(Grad(static (Tensor x) => Sum(s_cube(x))))(Input(40))),
        ["tree"] = static () =>
        {
            var (first, second) = Grad(static ((Tensor A, Tensor B) p) => Sum(MatMul(p.A, p.B)))((Input(9, 9), Input(9, 9)));
            return Value(first * second);
        },
        ["training"] = static () =>
        {
            var model = new Sequential(new Linear(9, 9, new RandomKey(1)), new LayerNorm(9), new Linear(9, 3, new RandomKey(2)));
            var optimizer = new Adam(0.1);
            var step = ValueAndGrad(() => Losses.MeanSquaredError(model.Forward(Input(5, 9)), Input(5, 3)), weights: model.TrainableParameters());
            for (int i = 0; i < 2; i++) optimizer.Update(step().Gradient);
            return (double)step().Value;
        },
    };

    public static TheoryData<string, bool> Programs => [.. s_programs.Keys.SelectMany(static k => new[] { (k, false), (k, true) })];

    [Theory]
    [MemberData(nameof(Programs))]
    public void At_each_buffer_an_exception_says_so_and_nothing_is_lost(string name, bool lasting)
    {
        Func<double> program = s_programs[name];
        double expected = program();
        MemoryStatistics before = Collect();
        bool struck = true;
        int failures = 0;
        for (int n = 0; struck; n++)
        {
            Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_begin_shortage(n, lasting ? 1 : 0));
            Exception? thrown = Record.Exception(() => Assert.Equal(expected, program()));
            int happened;
            Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_end_shortage(&happened));
            struck = happened != 0;
            if (thrown is not null)
            {
                Assert.True(struck);
                _ = Assert.IsAssignableFrom<OutOfMemoryException>(thrown);
                failures++;
            }

            Assert.Equal(expected, program());
        }

        Assert.True(failures > 0);
        MemoryStatistics after = Collect();
        Assert.InRange(after.LiveTensors, 0, before.LiveTensors);
        Assert.InRange(after.BytesInUse, 0, before.BytesInUse);
    }

    [Fact]
    public void An_update_for_which_there_is_no_room_has_changed_nothing()
    {
        var model = new Sequential(new Linear(9, 9, new RandomKey(1)), new Linear(9, 9, new RandomKey(2)));
        var optimizer = new Adam(0.1);
        Gradients gradients = ValueAndGrad(() => Mean(Square(model.Forward(Input(5, 9)))), weights: model.TrainableParameters())().Gradient;
        optimizer.Update(gradients);
        string before = State(optimizer, model);
        bool struck = true;
        int failures = 0;
        for (int n = 0; struck; n++)
        {
            Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_begin_shortage(n, 0));
            Exception? thrown = Record.Exception(() => optimizer.Update(gradients));
            int happened;
            Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_end_shortage(&happened));
            struck = happened != 0;
            if (thrown is null) continue;
            _ = Assert.IsAssignableFrom<OutOfMemoryException>(thrown);
            Assert.Equal(before, State(optimizer, model));
            failures++;
        }

        Assert.True(failures > 1);
        Assert.NotEqual(before, State(optimizer, model));
    }

    private static string State(Optimizer optimizer, Module model) => string.Join(
        ';',
        model.TrainableParameters().Select(static p => p.Value).Concat(optimizer.Slots().Select(static s => s.Value)).Select(static t => string.Join(',', t.Cast(DType.Float64).ToArray<double>())));

    // What was given back last may need more than one collection.
    private static MemoryStatistics Collect()
    {
        for (int i = 0; i < 2; i++) TensorMemory.Collect();
        return TensorMemory.Collect();
    }

    // More than 32 bytes, which have no buffer.
    private static Tensor Input(params ReadOnlySpan<long> shape) => new RandomKey(3).Normal(shape);

    private static Tensor Network(Tensor x, Tensor w) => Mean(Square(LayerNorm(Tanh(MatMul(x, w)))));

    private static double Value(Tensor x) => (double)Sum(x);
}
