using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>How well layers of cells with memory, each number by itself, foretell the next element of a sequence.</summary>
[TensorTree]
internal sealed partial record Lstm(Tensor Main, Tensor Extra)
{
    private const long MostCompiled = 2048; // steps of cells: a program is what they do one by one, and making it would take longer than runs save

    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        var parameters = new Lstm(input.Tensor("main_params"), input.Tensor("extra_params"));
        Tensor state = input.Tensor("state"), sequence = input.Tensor("sequence");
        if (parameters.Main.Shape[0] / 2 * sequence.Shape[0] > MostCompiled) engine = new Engine(Compiles: false);
        Tensor Objective(Lstm p, (Tensor State, Tensor Sequence) data) => p.Loss(data.State, data.Sequence);
        if (function == "objective")
        {
            var f = engine.Ready<Lstm, (Tensor, Tensor), Tensor>(Objective);
            return Work.Of(() => f(parameters, (state, sequence)));
        }

        if (function != "jacobian") return null;
        var gradient = engine.Ready<Lstm, (Tensor, Tensor), Tensor>((p, data) =>
        {
            Lstm g = Grad((Lstm p) => Objective(p, data))(p);
            return Concat(g.Main.Reshape(-1), g.Extra.Reshape(-1));
        });
        return Work.Of(() => gradient(parameters, (state, sequence)));
    }

    private Tensor Loss(Tensor state, Tensor sequence)
    {
        Tensor x = sequence[..^1] * Extra[0];
        for (int layer = 0; layer < Main.Shape[0] / 2; layer++)
            x = Layer(x, Main[2 * layer].Reshape(4, -1), Main[2 * layer + 1].Reshape(4, -1), state[2 * layer], state[2 * layer + 1]);
        Tensor y = x * Extra[1] + Extra[2];
        Tensor normalized = y - Log(2 + Sum(Exp(y), -1, keepDims: true)); // the 2 is in the original
        return -Sum(sequence[1..] * normalized) / normalized.Count;
    }

    // What the gates take from below is calculated for all times at once; the rest goes from each time to the next.
    private static Tensor Layer(Tensor x, Tensor weights, Tensor biases, Tensor hidden, Tensor cell)
    {
        Tensor forget = Sigmoid(x * weights[0] + biases[0]), output = Sigmoid(x * weights[2] + biases[2]);
        Tensor ofIngate = weights[1], ofChange = weights[3], ingateBias = biases[1], changeBias = biases[3];
        var all = new Tensor[x.Shape[0]];
        for (int t = 0; t < all.Length; t++)
        {
            Tensor ingate = Sigmoid(hidden * ofIngate + ingateBias), change = Tanh(hidden * ofChange + changeBias);
            cell = cell * forget[t] + ingate * change;
            all[t] = hidden = output[t] * Tanh(cell);
        }

        return Stack(all);
    }
}
