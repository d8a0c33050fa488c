using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

// Less memory for more time.
public static unsafe partial class Autodiff
{
    /// <summary>
    /// The same function, which keeps none of its intermediates for the backward pass, or only those that a policy names, and computes
    /// the others again there: less memory for more time. It must do the same each time it runs.
    /// </summary>
    /// <typeparam name="TOut">What the function returns: a tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">The function. Tensors and parameters that it captures are differentiated as well.</param>
    /// <param name="policy">What is kept and not computed again; null keeps nothing.</param>
    /// <returns>A function that gives the same.</returns>
    /// <remarks>
    /// Inside <see cref="Vmap{TOut}(Func{Tensor, TOut}, int?, OutAxes, int?)"/> the function is recorded as usual: the derivatives are the same,
    /// the memory is not saved. The checkpoint of a batched function saves it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">In the backward pass: the function did not do the same as before.</exception>
    /// <example>
    /// <code>
    /// var block = Checkpoint((Tensor x) => Tanh(Sin(Exp(x))));   // keeps x alone for the backward pass
    /// Tensor slope = Grad((Tensor x) => Sum(block(block(x))))(Tensor.Ones(1000));
    /// </code>
    /// </example>
    public static Func<Tensor, TOut> Checkpoint<TOut>(Func<Tensor, TOut> function, CheckpointPolicy? policy = null) =>
        Checkpoint<Tensor, TOut>(function, policy);

    /// <summary>The same function of a list, computed again in the backward pass. See <see cref="Checkpoint{TOut}(Func{Tensor, TOut}, CheckpointPolicy)"/>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="policy">What is kept and not computed again; null keeps nothing.</param>
    /// <returns>A function that gives the same.</returns>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], Tensor> Checkpoint(Func<Tensor[], Tensor> function, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return xs => CheckpointRule.Apply(function, xs, policy);
    }

    /// <summary>The tensor itself, under a name by which <see cref="CheckpointPolicy.KeepNamed"/> can keep its value.</summary>
    /// <param name="x">A result of an operation. One that does not depend on anything differentiated by is computed again all the same.</param>
    /// <param name="name">Any name. Several tensors may have the same one: all of them are kept, or none.</param>
    /// <returns>The tensor itself, or what stands for it.</returns>
    public static Tensor CheckpointName(Tensor x, string name)
    {
        adj_tensor handle = Tensor.HandleOf(x);
        ArgumentNullException.ThrowIfNull(name);
        if (CapturingScope.InnermostPolicy is { } policy && policy.Keeps(name)) Status.Check(NativeMethods.adj_transform_keep_value(handle), x);
        return x;
    }

    /// <summary>
    /// Layers one after another, in segments of which each keeps only its input for the backward pass. With √n segments of √n layers,
    /// memory grows with the root of the number of layers, and every layer but those of the last segment is computed twice.
    /// </summary>
    /// <param name="layers">The layers, each a function of the result of the one before.</param>
    /// <param name="segments">How many segments, of sizes as equal as can be; null is the root of the number of layers, rounded up.</param>
    /// <param name="policy">What is kept of each segment and not computed again; null keeps nothing.</param>
    /// <returns>A function that hands its argument through all layers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer segments than one, or more than layers.</exception>
    public static Func<Tensor, Tensor> CheckpointSequence(
        IReadOnlyList<Func<Tensor, Tensor>> layers, int? segments = null, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        for (int i = 0; i < layers.Count; i++)
            NotNull.Given(nameof(CheckpointSequence), $"layer {i}", layers[i]);
        if (layers.Count == 0) return static x => x;
        int count = segments ?? (int)Math.Ceiling(Math.Sqrt(layers.Count));
        _ = Limits.AtMost(layers.Count, Limits.Positive(count, nameof(segments)), nameof(segments));

        var parts = new Func<Tensor, Tensor>[count];
        for (int i = 0; i < count; i++)
        {
            Func<Tensor, Tensor> part = InSequence([.. layers.Take((i + 1) * layers.Count / count).Skip(i * layers.Count / count)]);
            // The backward pass begins with the last one, and would compute it again at once.
            parts[i] = i < count - 1 ? Checkpoint(part, policy) : part;
        }

        return InSequence(parts);
    }

    private static Func<Tensor, Tensor> InSequence(Func<Tensor, Tensor>[] layers) => x => layers.Aggregate(x, static (h, layer) => layer(h));
}
