using System.Runtime.CompilerServices;

namespace Adjoint;

// Whole batches at once.
public static unsafe partial class Autodiff
{
    /// <summary>A function of one tensor, for a whole batch at once.</summary>
    /// <typeparam name="TOut">What the function returns: a tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">A function of one member of the batch. It may use other tensors, which all members share.</param>
    /// <param name="inAxes">Along which axis the argument holds the members.</param>
    /// <param name="outAxes">Along which axis the result does: one for all, or one for each item of a tuple; null where all members share it.</param>
    /// <param name="chunkSize">At most so many members at a time, to bound the memory; all at once if null.</param>
    /// <returns>A function of batches.</returns>
    /// <exception cref="ArgumentException">In a call, the batches differ in size, or none is given.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    /// <example>
    /// <code>
    /// var norms = Vmap((Tensor row) => Norm(row));              // of a function of one row
    /// Console.WriteLine(norms([[3f, 4f], [6f, 8f]]));           // [ 5. 10.]
    /// var slopes = Vmap(Grad((Tensor row) => Sum(row * row)));  // a gradient for each example
    /// Console.WriteLine(slopes(Tensor.Ones(2, 3)).Shape);       // [2, 3]
    /// </code>
    /// </example>
    public static Func<Tensor, TOut> Vmap<TOut>(
        Func<Tensor, TOut> function, int? inAxes = 0, OutAxes outAxes = default, int? chunkSize = null) =>
        Vmap<Tensor, TOut>(function, inAxes, outAxes, chunkSize);

    /// <summary>A function of a list, for a whole batch at once.</summary>
    /// <param name="function">A function of one member of the batch.</param>
    /// <param name="inAxes">Along which axis each argument holds the members; null where all share one; all along the first if left out.</param>
    /// <param name="outAxes">Along which axis the results do: one for all, or one for each; null where all members share one.</param>
    /// <param name="chunkSize">At most so many members at a time, to bound the memory; all at once if null.</param>
    /// <returns>A function of batches.</returns>
    /// <exception cref="ArgumentException">In a call, the batches differ in size, or none is given.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], Tensor[]> Vmap(Func<Tensor[], Tensor[]> function, int?[]? inAxes = null, OutAxes outAxes = default, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return xs =>
        {
            ArgumentNullException.ThrowIfNull(xs);
            return Batching.RunInChunks(function, xs, inAxes ?? [.. xs.Select(static _ => (int?)0)], y => outAxes.Of("Vmap", y), chunkSize);
        };
    }
}
