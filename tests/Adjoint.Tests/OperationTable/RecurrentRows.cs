using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Recurrent cells and sequences; embedding.</summary>
internal static class RecurrentRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("rnn_cell", x => RnnCell(x[0], x[1], x[2], x[3], x[4], x[5]), [[[2, 2], [2, 3], [3, 2], [3, 3], [3], [3]]]),
        new("lstm_cell", x => Joined(LstmCell(x[0], x[1], x[2], x[3], x[4], x[5], x[6])),
            [[[2, 2], [2, 2], [2, 2], [8, 2], [8, 2], [8], [8]], [[2], [1], [1], [4, 2], [4, 1], [4], [4]]]) { SinglePrecision = 5e-6 },
        new("lstm_cell without biases", x => Joined(LstmCell(x[0], x[1], x[2], x[3], x[4])), [[[1, 2, 1], [1, 2, 2], [1, 2, 2], [8, 1], [8, 2]], [[0, 1], [0, 2], [0, 2], [8, 1], [8, 2]]]) { SinglePrecision = 5e-6 },
        new("gru_cell", x => GruCell(x[0], x[1], x[2], x[3], x[4], x[5]),
            [[[2, 2], [2, 2], [6, 2], [6, 2], [6], [6]], [[2], [1], [3, 2], [3, 1], [3], [3]]]) { SinglePrecision = 5e-6 },
        new("rnn", x => Rnn(x[0], x[1], x[2], x[3], x[4]).Output, [[[3, 2, 2], [2, 2], [2, 2], [2, 2], [2]]]),
        new("lstm", x => Lstm(x[0], x[1], x[2], x[3], x[4], x[5], x[6]).Output, [[[2, 1, 2], [1, 2], [1, 2], [8, 2], [8, 2], [8], [8]]]) { SinglePrecision = 1e-5 },
        new("lstm, memory at the end", x => Lstm(x[0], x[1], x[2], x[3], x[4]).Memory, [[[2, 1], [2], [2], [8, 1], [8, 2]]]) { SinglePrecision = 1e-5 },
        new("gru", x => Gru(x[0], x[1], x[2], x[3], x[4], x[5]).Output, [[[2, 1, 2], [1, 2], [6, 2], [6, 2], [6], [6]]]) { SinglePrecision = 1e-5 },
        new("embedding", x => Embedding(Tensor.From([1, 0, 2, 1], 2, 2), x[0]), [[[3, 2]], [[3]]]) { HasSecondOrder = false },
    ];

    private static Tensor Joined((Tensor Hidden, Tensor Memory) both) => Concat([both.Hidden, both.Memory], -1);
}
