using Spectre.Console;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Functions and their gradients: what the README shows, with the numbers it states.</summary>
internal static class Tutorial
{
    private static readonly Tensor W = Tensor.From(
    [
        0.49671414f, -0.1382643f, 0.64768857f, 1.5230298f, -0.23415338f, -0.23413695f, 1.5792128f, 0.7674347f,
        -0.46947438f, 0.54256004f, -0.46341768f, -0.46572974f, 0.24196227f, -1.9132802f, -1.7249179f,
    ], 5, 3);

    private static readonly Tensor B = Tensor.From([-0.5622875f, -1.0128311f, 0.31424734f]);

    /// <summary>Shows them.</summary>
    /// <returns>Whether the numbers are those that the README states.</returns>
    public static bool Run()
    {
        var x = Tensor.Ones(5);
        var y = Tensor.Zeros(3);

        Title("A function and its gradient");
        var (dw, db) = Grad(Loss, (2, 3))(x, y, W, B);
        Print("dw", dw);
        Print("db", db);

        var (loss, (dw2, _)) = ValueAndGrad(Loss, (2, 3))(x, y, W, B);
        Print("loss", loss);
        Print("the same dw", dw.ElementwiseEquals(dw2));

        Title("Several outputs: their sum is differentiated");
        (_, db) = Grad(WithLogits, (2, 3))(x, y, W, B);
        Print("db of loss and logits", db);
        (_, db) = Grad(WithStoppedLogits, (2, 3))(x, y, W, B);
        Print("db, logits stopped", db);

        Title("Auxiliary data: only the first output is differentiated");
        ((_, db), Tensor logits) = Grad(WithLogits, (2, 3), hasAux: true)(x, y, W, B);
        Print("db", db);
        Print("logits", logits);
        return AllClose(loss, 1.34231f) && AllClose(db, Tensor.From([0.326189f, 0.015891f, 0.042165f]));
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) =>
        BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);

    private static (Tensor Loss, Tensor Logits) WithLogits(Tensor x, Tensor y, Tensor w, Tensor b)
    {
        var z = MatMul(x, w) + b;
        return (BinaryCrossEntropyWithLogits(z, y), z);
    }

    private static (Tensor Loss, Tensor Logits) WithStoppedLogits(Tensor x, Tensor y, Tensor w, Tensor b)
    {
        var (loss, z) = WithLogits(x, y, w, b);
        return (loss, StopGradient(z));
    }

    private static bool AllClose(Tensor found, Tensor stated) => (double)Max(Abs(found - stated)) < 1e-5;

    private static void Title(string text) => AnsiConsole.MarkupLineInterpolated($"\n[bold]{text}[/]");

    private static void Print(string name, object value)
    {
        string indent = new(' ', name.Length + 5);
        AnsiConsole.WriteLine($"  {name} = {value.ToString()!.Replace("\n", "\n" + indent, StringComparison.Ordinal)}");
    }
}
