using System.Text.Json;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>A disposed tensor is refused wherever it is used: it is never taken for one that was left out.</summary>
public sealed class DisposedTests
{
    private static readonly Tensor s_x = Tensor.From([1.0, 2.0, 3.0]);

    /// <summary>Uses of a disposed tensor of three numbers, and what the message names.</summary>
    public static TheoryData<string, Action<Tensor>, string> Uses { get; } = new()
    {
        // operands that may be left out
        { "scale", static gone => LayerNorm(s_x, scale: gone), "LayerNorm: scale" },
        { "shift", static gone => LayerNorm(s_x, shift: gone), "LayerNorm: shift" },
        { "weight", static gone => BinaryCrossEntropyWithLogits(s_x, s_x, weight: gone), "BinaryCrossEntropyWithLogits: weight" },
        { "posWeight", static gone => BinaryCrossEntropyWithLogits(s_x, s_x, posWeight: gone), "BinaryCrossEntropyWithLogits: posWeight" },

        // derivatives given and returned
        { "tangent", static gone => Jvp(static (Tensor x) => x * x, s_x, gone), "Jvp: tangent 0" },
        { "tangent of several", static gone => Jvp(static (Tensor x, Tensor y) => x * y, (s_x, s_x), (s_x, gone)), "Jvp: tangent 1" },
        { "cotangent", static gone => Vjp(static (Tensor x) => x * x, s_x).Pullback(gone), "cotangent" },
        { "tangent of a linear map", static gone => Linearize(static (Tensor x) => x * x, s_x).Tangent(gone), "tangent 0" },
        { "transposed", static gone => LinearTranspose(static x => x * 2, s_x)(gone), "cotangent" },
        { "leaf of a tangent", static gone => Jvp(static ((Tensor A, Tensor B) t) => t.A * t.B, (s_x, s_x), (s_x, gone)), "Jvp: tangent 1" },
        { "cotangent of CustomVjp", static gone => Grad(CustomVjp(static x => (x * 1, []), (_, _) => gone))(s_x), "CustomVjp: a cotangent" },
        { "residual", static gone => Grad(CustomVjp(x => (x * 1, [gone]), (_, ct) => ct))(s_x), "CustomVjp: operand 1" },
        { "value of CustomVjp", static gone => Grad(CustomVjp(x => (gone, []), (_, ct) => ct))(s_x), "CustomVjp: what the function returned" },
        { "tangent of CustomJvp", static gone => Jvp(CustomJvp(static x => x * 1, (_, _) => gone), s_x, s_x), "CustomJvp: the tangent" },
        { "tap", static gone => Grad((Tensor x) => OnGradient(x, _ => gone))(s_x), "OnGradient: a cotangent" },
        { "tap in a batch", static gone => Grad((Tensor x) => Vmap((Tensor a) => OnGradient(a, _ => gone))(x))(s_x), "Vmap: output" },

        // arguments, results and captures
        { "argument of Grad", static gone => Grad(static (Tensor x) => x)(gone), "Grad: argument 0" },
        { "argument that is not used", static gone => Grad(static (Tensor x, Tensor y) => x, 0)(s_x, gone), "Grad: argument 1" },
        { "result of Grad", static gone => Grad((Tensor x) => gone)(s_x), "Grad: output 0" },
        { "one of the results of Grad", static gone => Grad((Tensor x) => (x, gone))(s_x), "Grad: output 1" },
        { "further data", static gone => Grad((Tensor x) => (x, gone), hasAux: true)(s_x), "result 2" },
        { "weight of a model", WeightOfAModel, "Grad: parameter 'p'" },
        { "argument of Vjp", static gone => Vjp(static (Tensor x) => x, gone), "Vjp: argument 0" },
        { "result of Vjp", static gone => Vjp((Tensor x) => gone, s_x), "Vjp: output 0" },
        { "argument of Vmap", static gone => Vmap(static (Tensor x) => x)(gone), "Vmap: argument 0" },
        { "result of Vmap", static gone => Vmap((Tensor x) => gone)(s_x), "Vmap: output 0" },
        { "argument of Checkpoint", static gone => Checkpoint(static (Tensor x) => x)(gone), "Checkpoint: argument 0" },
        { "result of Checkpoint", static gone => Grad(Checkpoint((Tensor x) => gone))(s_x), "Checkpoint: output 0" },
        { "name of Checkpoint", static gone => CheckpointName(gone, "name"), "CheckpointName: x" },
        { "capture", static gone => Grad((Tensor x) => x * gone)(s_x), "Multiply: b" },
        { "recording", static gone => Recording.Of((Tensor x) => gone, s_x), "Recording.Of: output 0" },

        // parts, lists and trees
        { "between brackets", static gone => _ = Tensor.Ones(4, 4)[gone], "disposed" },
        { "replacement", static gone => s_x.With(gone, ..), "disposed" },
        { "joined", static gone => Concat([s_x, gone]), "Concat: tensor 1" },
        { "stacked", static gone => Stack([gone, s_x]), "Stack: tensor 0" },
        { "leaf", static gone => Tree.Map((s_x, gone), static x => -x), "Neg: x" },
        { "raveled", static gone => Tree.Ravel((s_x, gone)), "disposed" },

        // alone
        { "plus", static gone => _ = +gone, "UnaryPlus: x" },
        { "shape that was known", static gone => _ = gone.Shape, "Shape" },
        { "type that was known", static gone => _ = gone.DType, "DType" },
        { "rank", static gone => _ = gone.Rank, "Rank" },
        { "count", static gone => _ = gone.Count, "Count" },
        { "read", static gone => gone.ToArray<double>(), "disposed" },
        { "contiguous", static gone => gone.Contiguous(), "disposed" },
        { "compared", static gone => s_x.ElementwiseEquals(gone), "disposed" },
        { "JSON", static gone => JsonSerializer.Serialize(gone), "disposed" },

        // state
        { "slot", static gone => _ = new Slot(gone), "disposed" },
        { "put into a slot", static gone => new Slot(s_x).Set(gone), "disposed" },
        { "parameter", static gone => _ = new Parameter(gone), "disposed" },
        { "kept by a scope", Kept, "Keep: tensor" },
        { "gradient", static gone => new Sgd(0.1).Update(new Gradients([new Parameter(s_x)], [gone])), "Update: gradient" },
        { "data", static gone => _ = new TensorDataset(s_x, gone), "disposed" },
    };

    [Theory]
    [MemberData(nameof(Uses), DisableDiscoveryEnumeration = true)]
    public void Every_use_is_refused(string use, Action<Tensor> apply, string named)
    {
        Assert.NotEmpty(use);
        Tensor gone = s_x * 1;
        Assert.Equal(3, gone.Count);
        gone.Dispose();
        var e = Assert.Throws<ObjectDisposedException>(() => apply(gone));
        Assert.Equal("Tensor", e.ObjectName);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.Equal([2.0, 4.0, 6.0], Grad(static (Tensor x) => x * x)(s_x).ToArray<double>());
    }

    [Fact]
    public void Every_operand_of_every_operation_is_refused()
    {
        foreach (Operation operation in Operation.All)
        {
            Tensor[] arguments = operation.Arguments(operation.Shapes[0]);
            for (int i = 0; i < arguments.Length; i++)
            {
                Tensor[] some = [.. arguments];
                some[i] = arguments[i].Contiguous() * 1;
                some[i].Dispose();
                Assert.Throws<ObjectDisposedException>(() => operation.Apply(some));
            }
        }
    }

    [Fact]
    public void What_a_rule_disposes_before_it_returns_it_is_no_zero()
    {
        Tensor rule(Tensor x) => OnGradient(x, static ct =>
        {
            using Tensor twice = ct * 2;
            return twice;
        });
        Assert.Throws<ObjectDisposedException>(() => Grad((Tensor x) => rule(x))(s_x));
        Assert.Throws<ObjectDisposedException>(() => Grad((Tensor x) => rule(x))(Tensor.Ones(20_000)));
    }

    [Fact]
    public void Null_is_still_none()
    {
        Assert.Equal(LayerNorm(s_x).ToArray<double>(), LayerNorm(s_x, null, null).ToArray<double>());
        var (x, y) = Grad(CustomVjp((Tensor a, Tensor b) => (a * b, [a]), static (r, ct) => (ct, ct * r[0])), (0, 1))(s_x, s_x);
        Assert.Equal([1.0, 1.0, 1.0], x.ToArray<double>());
        Assert.Equal([1.0, 2.0, 3.0], y.ToArray<double>());
    }

    [Fact]
    public void Text_says_so()
    {
        Tensor gone = s_x * 1;
        var slot = new Slot(gone, "rate");
        var parameter = new Parameter(gone, "weight") { IsFrozen = true };
        TensorIndex index = gone;
        gone.Dispose();
        Assert.Equal("Tensor (disposed)", $"{gone}");
        Assert.Equal("rate (disposed)", $"{slot}");
        Assert.Equal("weight (disposed, frozen)", $"{parameter}");
        Assert.Equal("tensor that was disposed", $"{index}");
    }

    private static void WeightOfAModel(Tensor gone)
    {
        Tensor value = gone.IsDisposed ? s_x * 1 : gone;
        var p = new Parameter(value, "p");
        value.Dispose();
        _ = Grad(() => Sum(p), weights: [p])();
    }

    private static void Kept(Tensor gone)
    {
        using var scope = new TensorScope();
        _ = scope.Keep(gone);
    }
}
