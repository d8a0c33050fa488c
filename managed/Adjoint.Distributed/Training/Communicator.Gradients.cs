using static Adjoint.Autodiff;

namespace Adjoint.Distributed;

// Gradients of batches that are shared among processes.
public sealed partial class Communicator
{
    /// <summary>
    /// The loss of a batch whose parts lie in several processes, and its gradient: Σ nᵢ/n · f(partᵢ) over the parts, of nᵢ of n examples. Each
    /// process computes its own parts. The sums follow a fixed binary tree over all parts, so loss and gradient have the same bits in all
    /// processes and on any number of them.
    /// </summary>
    /// <typeparam name="T">What the examples of a part are made into.</typeparam>
    /// <param name="loss">The mean loss of the examples of a part: a scalar. Random numbers in it should come from the part's index.</param>
    /// <param name="weights">The parameters, in the same order in all processes.</param>
    /// <param name="bucketBytes">How many bytes of gradients travel together. A smaller bucket leaves earlier; each costs two rounds of messages.</param>
    /// <returns>The function. Its value is a scalar: float64 where the first parameter is, else float32.</returns>
    /// <exception cref="ArgumentException">There is no parameter, or one stands there twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bucket is not larger than nothing.</exception>
    /// <exception cref="InvalidOperationException">In a call: another process does something else, or has other parameters.</exception>
    /// <exception cref="IOException">In a call: a process has ended, or cannot be reached.</exception>
    /// <remarks>
    /// While a process goes back through its last part, gradients that are complete are already under way (<see cref="OnGradientsReady"/>); those of
    /// the parts before wait for that, since what travels are sums. Running means of layers such as BatchNorm are those of the process's own
    /// parts, and differ between processes.
    /// </remarks>
    public Func<DistributedBatch<T>, (Tensor Value, Gradients Gradient)> ValueAndGrad<T>(
        Func<MicroBatch<T>, Tensor> loss, IEnumerable<Parameter> weights, int bucketBytes = 1 << 20)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(weights);
        return new DistributedGradient<T>(this, loss, [.. weights], Limits.Positive(bucketBytes)).Of;
    }
}

/// <summary>A loss, and what it is differentiated by.</summary>
internal sealed class DistributedGradient<T>
{
    private readonly Communicator _communicator;
    private readonly Func<MicroBatch<T>, Tensor> _loss;
    private readonly Parameter[] _weights;
    private readonly Dictionary<Slot, int> _itemOf = new(ReferenceEqualityComparer.Instance);
    private readonly DType _lossType; // one that can travel with gradients
    private readonly BucketPlan _plan;
    private readonly long[][] _shapes; // of the items: the loss, and the parameters behind it

    public DistributedGradient(Communicator communicator, Func<MicroBatch<T>, Tensor> loss, Parameter[] weights, int bucketBytes)
    {
        (_communicator, _loss, _weights) = (communicator, loss, weights);
        if (weights.Length == 0) throw new ArgumentException("ValueAndGrad: there is no parameter to differentiate by.", nameof(weights));
        for (int i = 0; i < weights.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(weights[i], nameof(weights));
            if (!_itemOf.TryAdd(weights[i].Slot, i + 1)) throw new ArgumentException($"Parameter '{weights[i].Name}' stands in the list of weights twice.", nameof(weights));
        }

        _shapes = [[], .. weights.Select(static w => w.Value.Shape.ToArray())];
        _lossType = weights[0].Value.DType == DType.Float64 ? DType.Float64 : DType.Float32;
        _plan = new BucketPlan([(_lossType, 1), .. weights.Select(static w => (w.Value.DType, checked((int)w.Value.Count)))], bucketBytes);
    }

    public (Tensor Value, Gradients Gradient) Of(DistributedBatch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = new TensorScope();
        var sum = new BucketSum(_communicator, _plan, batch.MicroBatchCount, _shapes.Length);
        foreach (MicroBatch<T> part in batch.MicroBatches)
            AddPart(sum, part, (double)part.ExampleCount / batch.ExampleCount, isLast: ReferenceEquals(part, batch.MicroBatches[^1]));
        Tensor[] totals = [.. sum.Wait(_shapes).Select(scope.Keep)];
        return (totals[0], new Gradients(_weights, totals[1..]));
    }

    private void AddPart(BucketSum sum, MicroBatch<T> part, double share, bool isLast)
    {
        var told = new bool[_shapes.Length];
        Tensor value;
        Gradients gradients;
        using (isLast ? OnGradientsReady(Tell) : null)
            (value, gradients) = ValueAndGrad(() => _loss(part), weights: _weights)();
        if (value.Count != 1) throw new ArgumentException($"ValueAndGrad: the loss of a part is one number, not a tensor of shape {value.Shape}; take the mean over its examples.");
        for (int i = _weights.Length; i > 0; i--)
        {
            if (!told[i]) Tell(_weights[i - 1].Slot, gradients.Tensors[i - 1]);
        }

        sum.Add(0, part.Index, value.Reshape([]).Cast(_lossType) * share, isLast);

        void Tell(Slot slot, Tensor gradient)
        {
            int item = _itemOf[slot];
            told[item] = true;
            sum.Add(item, part.Index, gradient * share, isLast);
        }
    }
}
