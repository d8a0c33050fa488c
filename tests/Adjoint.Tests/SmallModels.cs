using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>The models of the benchmarks in small, as functions of their weights.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Shapes">Those of the weights.</param>
/// <param name="Loss">The loss, which passes its parts through a wrapper: a checkpoint, or nothing.</param>
public sealed record SmallModel(string Name, long[][] Shapes, Func<Tensor[], Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>>, Tensor> Loss)
{
    private const int Width = 24, Steps = 6, Context = 16, Characters = 11;

    private static readonly RandomKey s_key = new(17);

    public override string ToString() => Name;

    public Tensor[] Weights(DType dtype) => [.. Shapes.Select((shape, i) => 0.3 * s_key.FoldIn(i).Normal(shape, dtype))];

    public static IReadOnlyList<SmallModel> All { get; } =
    [
        new("logistic regression", [[5, 3], [3]], (w, part) => BinaryCrossEntropyWithLogits(part(x => MatMul(x, w[0]) + w[1])(Ones(w, 5)), Ones(w, 3) * 0.5)),
        new("perceptron", [[70, 40], [40], [40, 10], [10]], (w, part) =>
        {
            Tensor hidden = part(x => Relu(MatMul(x, w[0]) + w[1]))(Data(w, 0, 1500, 70));
            return CrossEntropy(MatMul(hidden, w[2]) + w[3], s_key.FoldIn(50).Integers(0, 10, 1500));
        }),
        new("one deep weight, used again and again", [[48, 48]], (w, part) =>
        {
            Tensor x = Data(w, 1, 3000, 48);
            for (int i = 0; i < 3; i++) x = part(h => Tanh(MatMul(h, w[0])))(x) + MatMul(x, w[0]);
            return Mean(Square(x));
        }),
        new("lstm", [[Width, 4 * Width], [4 * Width], [Width, 4 * Width]], (w, part) =>
        {
            Tensor inputs = MatMul(Data(w, 2, Steps, 40, Width), w[0]) + w[1];
            Tensor state = Data(w, 3, 40, 2 * Width);
            for (int i = 0; i < Steps; i++)
            {
                Tensor input = inputs[i];
                state = part(s => Next(input, s, w[2]))(state);
            }

            return Mean(Square(state[.., ..Width]));
        }),
        new("attention", [[Characters, Width], [Context, Width], [Width, 3 * Width], [Width, Width], [Width], [Width]], (w, part) =>
        {
            Tensor text = s_key.FoldIn(60).Integers(0, Characters, 20, Context);
            Tensor x = Take(w[0], text) + w[1];
            for (int i = 0; i < 2; i++) x = part(h => h + MatMul(Gelu(Attend(LayerNorm(h, w[4], w[5]), w[2])), w[3]))(x);
            return CrossEntropy(MatMul(x, w[0].T).Reshape(20 * Context, Characters), s_key.FoldIn(61).Integers(0, Characters, 20 * Context))
                + Mean(Take(w[0], Tensor.From([1L, 1, -2, 1]))) + Mean(w[0][2..5] * w[0][3..6]);
        }),
        new("physics", [[2, Width], [Width], [Width, 1]], (w, part) =>
        {
            Tensor U(Tensor t, Tensor x) => MatMul(part(h => Tanh(MatMul(h, w[0]) + w[1]))(Concat([t, x], 1)), w[2]);
            Tensor at = Data(w, 4, 256, 1), t = Data(w, 5, 256, 1);
            (Tensor ut, Tensor ux) = Autodiff.Grad(U, (0, 1))(t, at);
            Tensor uxx = Autodiff.Grad((Tensor x) => Autodiff.Grad(U, 1)(t, x))(at);
            return Mean(Square(ut + U(t, at) * ux - 0.01 * uxx));
        }),
        new("powers", [[300], [300]], (w, part) =>
            Sum(part(x => Pow(x, w[1]) + Log(x) * w[1])(Abs(w[0]) + 0.1)) + Norm(w[0]) + LogSumExp(w[1] * w[0]) + Prod(w[1][..5])),
    ];

    private static Tensor Ones(Tensor[] w, params long[] shape) => Tensor.Ones(shape, w[0].DType);

    private static Tensor Data(Tensor[] w, int number, params long[] shape) => s_key.FoldIn(100 + number).Normal(shape, w[0].DType);

    private static Tensor Next(Tensor input, Tensor state, Tensor weight)
    {
        (Tensor hidden, Tensor memory) = (state[.., ..Width], state[.., Width..]);
        Tensor[] gates = Split(input + MatMul(hidden, weight), 4, -1);
        memory = Sigmoid(gates[1]) * memory + Sigmoid(gates[0]) * Tanh(gates[2]);
        return Concat([Sigmoid(gates[3]) * Tanh(memory), memory], -1);
    }

    private static Tensor Attend(Tensor x, Tensor weight)
    {
        Tensor parts = MatMul(x, weight).Reshape(x.Shape[0], Context, 3, 2, Width / 2).Permute(2, 0, 3, 1, 4);
        Tensor weights = Softmax(MatMul(parts[0], SwapAxes(parts[1], -1, -2)) * (1 / Math.Sqrt(Width / 2)));
        return MatMul(weights, parts[2]).Permute(0, 2, 1, 3).Reshape(x.Shape[0], Context, Width);
    }
}
