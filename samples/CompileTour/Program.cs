using System.Diagnostics;

using Adjoint;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// The tutorial's gradient: a loss of five numbers and a matrix of weights, differentiated by both.
var key = new RandomKey(1);
(RandomKey forX, RandomKey forW) = key.Split();
Tensor x = forX.Normal(5), w = forW.Normal(5, 3);
Func<Tensor, Tensor, Tensor> loss = static (x, w) => Sum(Square(Tanh(MatMul(x, w)) - 1));
var gradient = ValueAndGrad(loss, (0, 1));

// ---- compiled: the same function, recorded once, with the same bits ----
var compiled = Compile(gradient);
var (eagerLoss, (eagerX, eagerW)) = gradient(x, w);
var (compiledLoss, (compiledX, compiledW)) = compiled(x, w);
bool isEqual = AreEqual(eagerLoss, compiledLoss) && AreEqual(eagerX, compiledX) && AreEqual(eagerW, compiledW);
CompiledFunction about = CompiledFunction.Of(compiled);
CompiledProgram program = about.Programs[0];
Console.WriteLine(about);

// ---- what became of it ----
Section("as it was recorded", program.Recorded());
Section("simplified: aliases are gone, what was calculated twice is calculated once", program.Simplified());
Section("planned: loops are indented, and each result has a place in one arena", program.ToString());
Section("as a graph for Mermaid", program.ToMermaid());

// ---- a longer chain: one loop, whose stretches of vector instructions are machine code ----
var chain = Compile((Tensor a, Tensor b) => Sum(Square(a * b + 1) / (Abs(a) + 2) - b));
Tensor left = forX.Normal(1 << 18), right = forW.Normal(1 << 18);
_ = chain(left, right);
CompiledProgram loop = CompiledFunction.Of(chain).Programs[0];
Section("a chain over 262,144 elements", loop.ToString());
string[] code = loop.ToMachineCode().Split('\n', StringSplitOptions.RemoveEmptyEntries);
Section($"its machine code, {code.Length} lines, of which the first", string.Join('\n', code.Take(12)));

// ---- where the time goes ----
loop.StartProfile();
for (int i = 0; i < 20; i++)
    _ = chain(left, right);
loop.StopProfile();
Section("time by step", loop.Profile().ToString());
string trace = loop.Profile().ToChromeTrace();
Console.WriteLine($"a trace for ui.perfetto.dev: {trace.Length} characters");
Console.WriteLine();

// ---- loops that are recorded once ----
var newton = Compile(Grad((Tensor a) => For(0, 20, (_, y) => 0.5 * (y + a / y), a)));
Console.WriteLine($"the derivative of a square root by twenty steps of Newton's: {(double)newton(4.0):F6} (0.25)");

double eager = Microseconds(() => gradient(x, w)), replayed = Microseconds(() => compiled(x, w));
Console.WriteLine($"the tutorial's gradient takes {eager:F1} us by itself and {replayed:F1} us compiled");
Console.WriteLine($"compiled and eager results have the same bits: {isEqual}");
return isEqual && Math.Abs((double)newton(4.0) - 0.25) < 1e-12 ? 0 : 1;

static void Section(string title, string text)
{
    Console.WriteLine($"---- {title} ----");
    Console.WriteLine(text.TrimEnd());
    Console.WriteLine();
}

static bool AreEqual(Tensor a, Tensor b) => a.ToArray<float>().AsSpan().SequenceEqual(b.ToArray<float>());

// The least of several rounds: what else runs on the machine only adds to it.
static double Microseconds<T>(Func<T> call)
{
    double least = double.PositiveInfinity;
    for (int round = 0; round < 7; round++)
    {
        const int count = 2000;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            _ = call();
        least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds / count);
    }

    return least;
}
