using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>Batching: runs a function of one example once, on stand-ins, and then for all examples together.</summary>
internal static class Batching
{
    /// <summary>Runs a function for a batch, with at most so many examples at a time.</summary>
    /// <param name="function">A function of one example.</param>
    /// <param name="arguments">Its arguments; those with an axis hold all examples.</param>
    /// <param name="inAxes">Along which axis, or null where every example has the same argument.</param>
    /// <param name="outAxes">Along which axes these results hold the examples, or null where all have the same.</param>
    /// <param name="chunkSize">How many at a time; all if null.</param>
    /// <param name="nameOf">What a message calls an argument; by its number if left out.</param>
    public static Tensor[] RunInChunks(
        Func<Tensor[], Tensor[]> function, Tensor[] arguments, int?[] inAxes, Func<Tensor[], int?[]> outAxes, int? chunkSize,
        Func<int, string>? nameOf = null)
    {
        if (chunkSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(chunkSize), "Vmap: a chunk has at least one member; leave chunkSize out for all members at once.");
        NotNull.Given("Vmap", "argument", arguments);
        if (inAxes.Length != arguments.Length)
            throw new ArgumentException($"Vmap: {arguments.Length} arguments were given {inAxes.Length} axes.");
        long count = BatchSize(arguments, inAxes, nameOf ?? ArgumentName.Of);
        if (chunkSize is not { } size) return Run(function, arguments, inAxes, outAxes);

        var parts = new List<Tensor[]>();
        for (long start = 0; start < count || parts.Count == 0; start += size)
        {
            Tensor[] some = [.. arguments.Select((x, i) => inAxes[i] is { } axis ? Part(x, x.Axis(axis, "Vmap"), start, start + size) : x)];
            parts.Add(Run(function, some, inAxes, outAxes));
        }

        int?[] to = outAxes(parts[0]);
        return [.. parts[0].Select((first, i) => to[i] is { } axis ? Ops.Concat([.. parts.Select(p => p[i])], axis) : first)];
    }

    // How many members there are: what all arguments with an axis agree on.
    private static long BatchSize(Tensor[] arguments, int?[] inAxes, Func<int, string> nameOf)
    {
        int first = -1;
        long count = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (inAxes[i] is not { } axis) continue;
            long here = arguments[i].Shape[arguments[i].Axis(axis, "Vmap")];
            if (first < 0) (first, count) = (i, here);
            else if (here != count)
                throw new ArgumentException($"Vmap: the batches differ in size: {Described(first)}, but {Described(i)}. Give null as the axis of what all members share.");
        }

        return first >= 0 ? count : throw new ArgumentException("Vmap: at least one argument must have an axis that holds the batch.");

        string Described(int i)
        {
            Tensor x = arguments[i];
            int axis = x.Axis(inAxes[i]!.Value, "Vmap");
            return $"{nameOf(i)} of shape {x.ShapeText} has {x.Shape[axis]} members along axis {axis}";
        }
    }

    private static Tensor Part(Tensor x, int axis, long start, long stop)
    {
        var indices = new TensorIndex[axis + 1];
        Array.Fill(indices, TensorIndex.All);
        indices[axis] = TensorIndex.Slice(start, stop);
        return x[indices];
    }

    /// <summary>Runs a function for a whole batch; see above.</summary>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> function, Tensor[] arguments, int?[] inAxes, Func<Tensor[], int?[]>? outAxes = null)
    {
        BatchScope scope = BatchScope.Open();
        try
        {
            Tensor[] members = [.. arguments];
            Tensor[] placeholders = new Tensor[arguments.Length], batches = new Tensor[arguments.Length];
            long[] axes = new long[arguments.Length];
            int count = 0;
            for (int i = 0; i < arguments.Length; i++)
            {
                if (inAxes[i] is not { } axis) continue;
                placeholders[count] = members[i] = scope.Placeholder(arguments[i], axis);
                batches[count] = arguments[i];
                axes[count++] = axis;
            }

            Tensor[] outputs = NotNull.Returned("Vmap", function(members));
            long[] to = outAxes is null ? new long[outputs.Length] : Array.ConvertAll(outAxes(outputs), static axis => axis ?? (long)NativeMethods.ADJ_NO_AXIS);
            Tensor[] values = scope.RunBatch(placeholders.AsSpan(0, count), batches.AsSpan(0, count), axes.AsSpan(0, count), outputs, to);
            scope.Close(values);
            return values;
        }
        finally
        {
            scope.Close();
        }
    }
}
