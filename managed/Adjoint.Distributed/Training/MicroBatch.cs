namespace Adjoint.Distributed;

/// <summary>A part of a batch that one process computes at once.</summary>
/// <typeparam name="T">What its examples are made into.</typeparam>
/// <param name="Value">Its examples.</param>
/// <param name="Index">Its place in the batch, from 0: what random numbers should be made of, so that they are the same whoever computes it.</param>
/// <param name="ExampleCount">How many examples it has.</param>
public sealed record MicroBatch<T>(T Value, int Index, long ExampleCount);

/// <summary>A batch whose parts lie in several processes.</summary>
/// <typeparam name="T">What the examples of a part are made into.</typeparam>
public sealed class DistributedBatch<T>
{
    internal DistributedBatch(IReadOnlyList<MicroBatch<T>> own, int microBatchCount, long exampleCount) =>
        (MicroBatches, MicroBatchCount, ExampleCount) = (own, microBatchCount, exampleCount);

    /// <summary>The parts of this process, in order; none where there are more processes than parts.</summary>
    public IReadOnlyList<MicroBatch<T>> MicroBatches { get; }

    /// <summary>How many parts there are in all processes.</summary>
    public int MicroBatchCount { get; }

    /// <summary>How many examples there are in all processes.</summary>
    public long ExampleCount { get; }
}
