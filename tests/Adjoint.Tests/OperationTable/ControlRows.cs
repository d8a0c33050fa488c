using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Loops and branches whose functions are recorded once.</summary>
internal static class ControlRows
{
    private static readonly long[][][] s_steps = [[[3, 2], [2]], [[0, 2], [2]], [[4], []], [[2, 0], [0]]];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("scan", static x => Ends(Scan((Tensor c, Tensor row) => Step(c, row, x[1]), x[1], x[0])), s_steps),
        new("scan, in reverse", static x => Ends(Scan((Tensor c, Tensor row) => Step(c, row, x[1]), x[1], x[0], reverse: true)), s_steps),
        new("scan that keeps every second step", static x => Ends(Scan((Tensor c, Tensor row) => Step(c, row, x[1]), x[1], x[0], checkpointEvery: 2)), s_steps),
        new("scan with a branch", static x => Ends(Scan(
            (Tensor c, Tensor row) => (Cond(Sum(row) > 0.0, () => Sin(c) * row, () => c - Square(row)), c), x[1], x[0])), s_steps),
        new("for", static x => For(0, 3, (i, c) => Sin(c) * (i + 1) + Square(x[0]), x[0]), OperationShapes.One),
        new("map", static x => Map((Tensor row) => Square(row) * x[1], x[0]), s_steps),
        new("while with a bound", static x => While(c => Max(Abs(c)) > 0.3, c => c * Tanh(c) * 0.5, x[0], maxSteps: 6), [[[2, 3]], [[]], [[4]]]),
        new("cond by member", static x => Vmap((Tensor row) => Cond(Sum(row) > 0.0, Square, Sin, row))(x[0]), [[[3, 2]], [[4]], [[2, 0]]]),
        new("switch by member", static x => Vmap((Tensor i, Tensor row) => Switch(i, [Square, Sin, Exp], row))(Tensor.From([2L, 0L, 1L]), x[0]), [[[3, 2]], [[3]]]),
    ];

    private static (Tensor Carry, Tensor Output) Step(Tensor c, Tensor row, Tensor shared) => (Sin(c) * row + shared, c * row);

    private static Tensor Ends((Tensor Carry, Tensor Outputs) loop) => loop.Carry + Sum(loop.Outputs, 0);
}
