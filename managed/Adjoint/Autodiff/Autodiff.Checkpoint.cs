using System.Runtime.CompilerServices;

namespace Adjoint;

// Computing again in place of keeping.
public static unsafe partial class Autodiff
{
    /// <summary>
    /// The same function, which keeps none of its intermediates for the backward pass but computes them again there: less memory for more
    /// time. It must do the same each time it runs.
    /// </summary>
    /// <param name="function">The function. Tensors and parameters that it captures are differentiated as well.</param>
    /// <param name="policy">What is kept nevertheless; nothing if null.</param>
    /// <exception cref="InvalidOperationException">In the backward pass: with a policy, the function did not do what it did at first.</exception>
    /// <remarks>
    /// Inside <see cref="Vmap(Func{Tensor, Tensor}, int?, int, int?)"/>, and inside Vjp and Linearize where it captures tensors that are
    /// differentiated by, the function is recorded as usual: the derivatives are the same, the memory is not saved.
    /// </remarks>
    public static Func<Tensor, Tensor> Checkpoint(Func<Tensor, Tensor> function, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x => CheckpointRule.Apply(a => function(a[0]), [x], policy);
    }

    /// <summary>The same function of two tensors, computed again in the backward pass. See <see cref="Checkpoint(Func{Tensor, Tensor}, CheckpointPolicy)"/>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="policy">What is kept nevertheless; nothing if null.</param>
    public static Func<Tensor, Tensor, Tensor> Checkpoint(Func<Tensor, Tensor, Tensor> function, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return (x, y) => CheckpointRule.Apply(a => function(a[0], a[1]), [x, y], policy);
    }

    /// <summary>The same function of three tensors, computed again in the backward pass. See <see cref="Checkpoint(Func{Tensor, Tensor}, CheckpointPolicy)"/>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="policy">What is kept nevertheless; nothing if null.</param>
    public static Func<Tensor, Tensor, Tensor, Tensor> Checkpoint(Func<Tensor, Tensor, Tensor, Tensor> function, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return (x, y, z) => CheckpointRule.Apply(a => function(a[0], a[1], a[2]), [x, y, z], policy);
    }

    /// <summary>The same function of a list, computed again in the backward pass. See <see cref="Checkpoint(Func{Tensor, Tensor}, CheckpointPolicy)"/>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="policy">What is kept nevertheless; nothing if null.</param>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], Tensor> Checkpoint(Func<Tensor[], Tensor> function, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return xs => CheckpointRule.Apply(function, xs, policy);
    }

    /// <summary>The tensor itself, under a name by which <see cref="CheckpointPolicy.KeepNamed"/> finds it.</summary>
    /// <param name="x">The result of an operation.</param>
    /// <param name="name">Its name.</param>
    public static Tensor CheckpointName(Tensor x, string name)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(name);
        CheckpointRule.Name(x, name);
        return x;
    }

    /// <summary>
    /// Functions one after the other, of which groups are computed again in the backward pass: in a chain of n, groups of √n keep the
    /// arguments of √n groups and, while one is differentiated, what is inside it.
    /// </summary>
    /// <param name="layers">The functions, first to last.</param>
    /// <param name="segments">How many groups; √n if null. The last one is recorded as usual, since it is differentiated first.</param>
    /// <param name="policy">What is kept inside the groups nevertheless; nothing if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of groups is not positive.</exception>
    public static Func<Tensor, Tensor> CheckpointSequence(IReadOnlyList<Func<Tensor, Tensor>> layers, int? segments = null, CheckpointPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        int groups = Math.Min(segments ?? (int)Math.Ceiling(Math.Sqrt(layers.Count)), layers.Count);
        if (layers.Count > 0) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups, nameof(segments));
        var parts = new Func<Tensor, Tensor>[groups];
        for (int i = 0; i < groups; i++)
        {
            Func<Tensor, Tensor>[] some = [.. layers.Skip(i * layers.Count / groups).Take((i + 1) * layers.Count / groups - i * layers.Count / groups)];
            Tensor Part(Tensor x) => some.Aggregate(x, static (y, layer) => layer(y));
            parts[i] = i == groups - 1 ? Part : Checkpoint(Part, policy);
        }

        return x => parts.Aggregate(x, static (y, part) => part(y));
    }
}
