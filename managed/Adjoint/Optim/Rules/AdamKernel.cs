using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>Steps of Adam and AdamW in one call of the core for all parameters, their gradients and what is remembered of them.</summary>
internal sealed unsafe class AdamKernel(double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
{
    private const string Operation = nameof(Adam);

    /// <summary>
    /// The new values; null where a transform follows the step, or has no numbers yet. Means and squares are replaced or, in place, written over
    /// where they lie if nobody else looks at them.
    /// </summary>
    public Tensor[]? Step(Tensor[] gradients, UpdateLeaves leaves, Tensor rate)
    {
        int count = leaves.Count;
        var options = new adj_adam_options[count];
        Tensor[] values = leaves.Values, means = new Tensor[count], squares = new Tensor[count];
        if (CompileRecording.IsAlone) return Record(gradients, leaves, rate);
        if (!rate.IsPlain) return null;
        double learningRate = (double)rate;
        for (int i = 0; i < count; i++)
        {
            OptimizerState state = leaves[i].State;
            means[i] = state.Peek(AdamRule.Mean, out bool meanIsShared)!;
            squares[i] = state.Peek(AdamRule.Squares, out bool squaresAreShared)!;
            if (!(state.AreStepsKnown && values[i].IsPlain && gradients[i].IsPlain && means[i].IsPlain && squares[i].IsPlain)) return null;
            options[i] = Options(state.Steps, leaves.MayOverwrite && !meanIsShared && !squaresAreShared, learningRate);
        }

        adj_tensor[] before = Handles(means), squaresBefore = Handles(squares), next = new adj_tensor[count], nextMeans = new adj_tensor[count], nextSquares = new adj_tensor[count];
        adj_status status;
        fixed (adj_adam_options* o = options)
        fixed (adj_tensor* p = Handles(values), g = Handles(gradients), m = before, v = squaresBefore, np = next, nm = nextMeans, nv = nextSquares)
            status = NativeMethods.adj_adam(o, count, p, g, m, v, np, nm, nv);
        Status.Check(status, (Tensor?[])[.. values, .. gradients, .. means, .. squares], Operation);
        for (int i = 0; i < count; i++)
        {
            if (nextMeans[i].id != before[i].id) leaves[i].State.PutUnshared(AdamRule.Mean, Tensor.Adopt(nextMeans[i]));
            if (nextSquares[i].id != squaresBefore[i].id) leaves[i].State.PutUnshared(AdamRule.Squares, Tensor.Adopt(nextSquares[i]));
        }

        return [.. next.Select(Tensor.Adopt)];
    }

    // The same step as one operation of a program: the rate and the number of the step are tensors there.
    private Tensor[] Record(Tensor[] gradients, UpdateLeaves leaves, Tensor rate) => leaves.Each(gradients, (leaf, gradient) =>
    {
        adj_adam_options options = Options(step: 1, inPlace: false, learningRate: 0);
        Tensor mean = leaf.State.Get(AdamRule.Mean), squares = leaf.State.Get(AdamRule.Squares), steps = leaf.State.Get(OptimizerState.StepsName), typedRate = rate.Typed();
        adj_tensor result;
        Tensor packed = Status.Result(
            NativeMethods.adj_adam_update(
                &options, Tensor.HandleOf(leaf.Value, Operation), Tensor.HandleOf(gradient, Operation), Tensor.HandleOf(mean, Operation), Tensor.HandleOf(squares, Operation),
                Tensor.HandleOf(typedRate, Operation), Tensor.HandleOf(steps, Operation), &result),
            result, (Tensor?[])[leaf.Value, gradient, mean, squares, typedRate, steps], Operation);
        leaf.State[AdamRule.Mean] = packed[1];
        leaf.State[AdamRule.Squares] = packed[2];
        return packed[0];
    });

    private adj_adam_options Options(long step, bool inPlace, double learningRate) => new()
    {
        learning_rate = learningRate,
        beta1 = beta1,
        beta2 = beta2,
        epsilon = epsilon,
        weight_decay = weightDecay,
        decoupled = decoupled ? 1 : 0,
        in_place = inPlace ? 1 : 0,
        step = step,
    };

    private static adj_tensor[] Handles(Tensor[] tensors) => Array.ConvertAll(tensors, static t => Tensor.HandleOf(t, Operation));
}
