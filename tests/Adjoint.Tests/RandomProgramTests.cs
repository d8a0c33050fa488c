using CsCheck;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>A step of a random program: an operation of the table on what earlier steps made.</summary>
/// <param name="Row">Which row of the table.</param>
/// <param name="Shapes">Which of its sets of shapes.</param>
/// <param name="Operands">Which earlier results are its operands.</param>
/// <param name="IsCheckpointed">Whether it runs in a checkpoint where the program has such.</param>
internal sealed record ProgramStep(int Row, int Shapes, int[] Operands, bool IsCheckpointed)
{
    public override string ToString() => $"{Operation.All[Row % Operation.All.Count].Name}[{Shapes}]({string.Join(", ", Operands)}){(IsCheckpointed ? " in a checkpoint" : "")}";
}

/// <summary>
/// Programs of random operations of the table, and random transforms of them: what runs eagerly, in a batch, in checkpoints and in
/// transforms of transforms gives the same.
/// </summary>
[Collection("alone")]
public sealed class RandomProgramTests
{
    private const int Programs = 400;
    private const double Tolerance = 1e-8;

    private static readonly Gen<ProgramStep[]> s_programs =
        Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 99], Gen.Int[0, 99].Array[4], Gen.Bool, static (row, shapes, operands, inside) => new ProgramStep(row, shapes, operands, inside))
            .Array[2, 5];

    [Fact]
    public void Every_form_of_a_program_gives_the_same()
    {
        for (uint i = 0; i < Programs; i++)
        {
            // A failure prints its seed and program. The first steps go over the table, so that every operation takes part.
            int first = (int)i;
            s_programs.Sample(steps => { Check([steps[0] with { Row = first }, .. steps[1..]]); }, seed: new PCG(i + 1, 20260101).ToString(), iter: 1, threads: 1, print: static steps => string.Join("; ", steps.AsEnumerable()));
        }
    }

    private static void Check(ProgramStep[] steps)
    {
        Func<Tensor, Tensor, Tensor> f = (x, w) => Run(steps, [x, w], checkpoints: false), inParts = (x, w) => Run(steps, [x, w], checkpoints: true);
        Tensor[] x = [Draw(1, 3), Draw(2, 3)], w = [Draw(3, 2, 2), Draw(4, 2, 2)];
        Tensor xs = Stack(x), ws = Stack(w), u = Draw(5, 3), v = Draw(6, 2, 2);

        // First derivatives.
        var gradient = Grad(f, (0, 1));
        (Tensor X, Tensor W)[] slopes = [gradient(x[0], w[0]), gradient(x[1], w[1])];
        Near("batch", Stack([f(x[0], w[0]), f(x[1], w[1])]), Vmap(f)(xs, ws));
        Near("batch in chunks", Vmap(f)(xs, ws), Vmap(f, chunkSize: 1)(xs, ws));
        foreach (var (name, form) in (ReadOnlySpan<(string, Func<Tensor, Tensor, Tensor>)>)[("checkpoint", Checkpoint(f)), ("checkpoints", inParts), ("nested checkpoints", Checkpoint(inParts, CheckpointPolicy.KeepMatrixProducts))])
        {
            Near(name, f(x[0], w[0]), form(x[0], w[0]));
            Near(name, slopes[0], Grad(form, (0, 1))(x[0], w[0]));
            Near("batch of gradient of " + name, slopes, Vmap(Grad(form, (0, 1)))(xs, ws));
        }

        Near("batch of gradient", slopes, Vmap(gradient)(xs, ws));
        Near("gradient of batch", slopes, Grad((a, b) => Vmap(f)(a, b), (0, 1))(xs, ws));
        Tensor along = Sum(slopes[0].X * u) + Sum(slopes[0].W * v);
        Near("forward", along, Jvp(f, (x[0], w[0]), (u, v)).Tangent);
        Near("linear map", along, Linearize(f, x[0], w[0]).Tangent(u, v));
        Near("pullback", slopes[0], Vjp(f, x[0], w[0]).Pullback(1.0));
        Near("forward in checkpoints", along, Jvp(inParts, (x[0], w[0]), (u, v)).Tangent);

        // Second derivatives along a direction.
        var curvature = Hvp(f, (0, 1));
        (Tensor X, Tensor W)[] curves = [curvature(x[0], w[0], (u, v)), curvature(x[1], w[1], (u, v))];
        Near("reverse over reverse", curves[0], Grad((a, b) => Along(gradient(a, b), u, v), (0, 1))(x[0], w[0]));
        Near("reverse over forward", curves[0], Grad((a, b) => Jvp(f, (a, b), (u, v)).Tangent, (0, 1))(x[0], w[0]));
        Near("batch of forward over reverse", curves, Vmap((a, b) => curvature(a, b, (u, v)))(xs, ws));
        Near("forward over reverse in checkpoints", curves[0], Hvp(inParts, (0, 1))(x[0], w[0], (u, v)));
        Near("forward over gradient of batch", curves, Jvp((a, b) => Grad((c, d) => Vmap(f)(c, d), (0, 1))(a, b), (xs, ws), (Stack([u, u]), Stack([v, v]))).Tangent);
    }

    private static Tensor Along((Tensor X, Tensor W) slope, Tensor u, Tensor v) => Sum(slope.X * u) + Sum(slope.W * v);

    private static Tensor Run(ProgramStep[] steps, List<Tensor> made, bool checkpoints)
    {
        Tensor total = 0.0;
        foreach (ProgramStep step in steps)
        {
            Operation operation = Operation.All[step.Row % Operation.All.Count];
            long[][] shapes = operation.Shapes[step.Shapes % operation.Shapes.Length];
            Tensor[] from = [.. shapes.Select((_, i) => made[step.Operands[i % 4] % made.Count])];
            Tensor Apply(Tensor[] a) => operation.Apply([.. a.Select((t, i) => Fit(t, shapes[i], operation))]);
            Tensor y = checkpoints && step.IsCheckpointed ? Checkpoint((Func<Tensor[], Tensor>)Apply)(from) : Apply(from);
            made.Add(y);
            total += Sum(Tanh(y) * 0.7);
        }

        return total;
    }

    // Any tensor as an operand of a shape, with values where the operation is smooth: its elements over and over, no two alike.
    private static Tensor Fit(Tensor x, long[] shape, Operation operation)
    {
        long count = shape.Aggregate(1L, static (a, b) => a * b);
        Tensor steps = (Tensor.Arange(0, count, 1, DType.Float64) * 0.37).Reshape(shape);
        if (x.Count == 0 || count == 0) return operation.Low + (operation.High - operation.Low) * Sigmoid(steps);
        Tensor places = Tensor.From(Enumerable.Range(0, (int)count).Select(i => i % x.Count).ToArray());
        return operation.Low + (operation.High - operation.Low) * Sigmoid(Take(x.Reshape(-1), places).Reshape(shape) + Sin(steps));
    }

    private static Tensor Draw(int seed, params long[] shape) => new RandomKey((ulong)seed).Normal(shape, DType.Float64);

    private static void Near(string form, (Tensor X, Tensor W)[] expected, (Tensor X, Tensor W) actual)
    {
        Near(form, Stack([.. expected.Select(static e => e.X)]), actual.X);
        Near(form, Stack([.. expected.Select(static e => e.W)]), actual.W);
    }

    private static void Near(string form, (Tensor X, Tensor W) expected, (Tensor X, Tensor W) actual)
    {
        Near(form, expected.X, actual.X);
        Near(form, expected.W, actual.W);
    }

    private static void Near(string form, Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] e = expected.ToArray<double>(), a = actual.ToArray<double>();
        double scale = Math.Max(1, e.Select(Math.Abs).Max());
        for (int i = 0; i < e.Length; i++)
            Assert.True(Math.Abs(e[i] - a[i]) <= Tolerance * scale, $"{form}, element {i}: {e[i]:R} eagerly, but {a[i]:R}.");
    }
}
