using Adjoint.Interop;
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
    public static Tensor[] RunInChunks(
        Func<Tensor[], Tensor[]> function, Tensor[] arguments, int?[] inAxes, Func<Tensor[], int?[]> outAxes, int? chunkSize)
    {
        if (inAxes.Length != arguments.Length)
            throw new ArgumentException($"Vmap: {arguments.Length} arguments were given {inAxes.Length} axes.");
        int batched = Array.FindIndex(inAxes, static a => a is not null);
        if (batched < 0) throw new ArgumentException("Vmap: at least one argument must have an axis that holds the batch.");
        for (int i = 0; i < arguments.Length; i++)
            ArgumentNullException.ThrowIfNull(arguments[i]);
        if (chunkSize is not { } size) return Run(function, arguments, inAxes, outAxes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);

        long count = arguments[batched].Shape[arguments[batched].Axis(inAxes[batched]!.Value, "Vmap")];
        var parts = new List<Tensor[]>();
        for (long start = 0; start < count || parts.Count == 0; start += size)
        {
            Tensor[] some = [.. arguments.Select((x, i) => inAxes[i] is { } axis ? Part(x, x.Axis(axis, "Vmap"), start, start + size) : x)];
            parts.Add(Run(function, some, inAxes, outAxes));
        }

        int?[] to = outAxes(parts[0]);
        return [.. parts[0].Select((first, i) => to[i] is { } axis ? Ops.Concat([.. parts.Select(p => p[i])], axis) : first)];
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
            List<Tensor> placeholders = [], batches = [];
            List<long> axes = [];
            for (int i = 0; i < arguments.Length; i++)
            {
                if (inAxes[i] is not { } axis) continue;
                Status.Check(scope.Placeholder(arguments[i], axis, out adj_tensor placeholder), arguments[i]);
                placeholders.Add(members[i] = Tensor.Adopt(placeholder));
                batches.Add(arguments[i]);
                axes.Add(axis);
            }

            Tensor[] outputs = function(members);
            long[] to = outAxes is null ? new long[outputs.Length] : [.. outAxes(outputs).Select(static axis => axis ?? (long)NativeMethods.ADJ_NO_AXIS)];
            var results = new adj_tensor[outputs.Length];
            adj_status status = scope.RunBatch(
                Handles.Of([.. placeholders]), Handles.Of([.. batches]), [.. axes], Handles.Of(outputs), to, results);
            Status.Check(status, (Tensor[])[.. outputs, .. batches]);
            Tensor[] values = Handles.Adopt(results);
            scope.Close(values);
            return values;
        }
        finally
        {
            scope.Close();
        }
    }
}
