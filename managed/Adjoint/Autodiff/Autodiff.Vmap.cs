using System.Runtime.CompilerServices;

namespace Adjoint;

// Whole batches at once.
public static unsafe partial class Autodiff
{
    /// <summary>A function of one tensor, for a whole batch at once.</summary>
    /// <param name="function">A function of one member of the batch. It may use other tensors, which all members share.</param>
    /// <param name="inAxes">Along which axis the argument holds the members.</param>
    /// <param name="outAxes">Along which axis the result does.</param>
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
    public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> function, int? inAxes = 0, int outAxes = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        int?[] axes = [inAxes];
        return (x) => Batching.RunInChunks(a => [function(a[0])], [x], axes, _ => [outAxes], chunkSize)[0];
    }

    /// <summary>A function of two tensors, for a whole batch at once.</summary>
    /// <param name="function">A function of one member of the batch. It may use other tensors, which all members share.</param>
    /// <param name="inAxes">Along which axis each argument holds the members; null where all share one; all along the first if left out.</param>
    /// <param name="outAxes">Along which axis the result does.</param>
    /// <param name="chunkSize">At most so many members at a time, to bound the memory; all at once if null.</param>
    /// <returns>A function of batches.</returns>
    /// <exception cref="ArgumentException">In a call, the batches differ in size, or none is given.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> function, (int?, int?)? inAxes = null, int outAxes = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        int?[] axes = [inAxes is null ? 0 : inAxes.Value.Item1, inAxes is null ? 0 : inAxes.Value.Item2];
        return (x0, x1) => Batching.RunInChunks(a => [function(a[0], a[1])], [x0, x1], axes, _ => [outAxes], chunkSize)[0];
    }

    /// <summary>A function of three tensors, for a whole batch at once.</summary>
    /// <param name="function">A function of one member of the batch. It may use other tensors, which all members share.</param>
    /// <param name="inAxes">Along which axis each argument holds the members; null where all share one; all along the first if left out.</param>
    /// <param name="outAxes">Along which axis the result does.</param>
    /// <param name="chunkSize">At most so many members at a time, to bound the memory; all at once if null.</param>
    /// <returns>A function of batches.</returns>
    /// <exception cref="ArgumentException">In a call, the batches differ in size, or none is given.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    public static Func<Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor> function, (int?, int?, int?)? inAxes = null, int outAxes = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        int?[] axes = [inAxes is null ? 0 : inAxes.Value.Item1, inAxes is null ? 0 : inAxes.Value.Item2, inAxes is null ? 0 : inAxes.Value.Item3];
        return (x0, x1, x2) => Batching.RunInChunks(a => [function(a[0], a[1], a[2])], [x0, x1, x2], axes, _ => [outAxes], chunkSize)[0];
    }

    /// <summary>A function of four tensors, for a whole batch at once.</summary>
    /// <param name="function">A function of one member of the batch. It may use other tensors, which all members share.</param>
    /// <param name="inAxes">Along which axis each argument holds the members; null where all share one; all along the first if left out.</param>
    /// <param name="outAxes">Along which axis the result does.</param>
    /// <param name="chunkSize">At most so many members at a time, to bound the memory; all at once if null.</param>
    /// <returns>A function of batches.</returns>
    /// <exception cref="ArgumentException">In a call, the batches differ in size, or none is given.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor, Tensor> function, (int?, int?, int?, int?)? inAxes = null, int outAxes = 0, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        int?[] axes = [inAxes is null ? 0 : inAxes.Value.Item1, inAxes is null ? 0 : inAxes.Value.Item2, inAxes is null ? 0 : inAxes.Value.Item3, inAxes is null ? 0 : inAxes.Value.Item4];
        return (x0, x1, x2, x3) => Batching.RunInChunks(a => [function(a[0], a[1], a[2], a[3])], [x0, x1, x2, x3], axes, _ => [outAxes], chunkSize)[0];
    }

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
