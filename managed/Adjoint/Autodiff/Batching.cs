using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>Batching: runs a function of one example once, on stand-ins, and then for all examples together.</summary>
internal static class Batching
{
    /// <summary>The same, with at most so many examples at a time.</summary>
    public static Tensor[] RunInChunks(Func<Tensor[], Tensor[]> function, Tensor[] arguments, int?[] inAxes, int outAxis, int? chunkSize)
    {
        if (inAxes.Length != arguments.Length)
            throw new ArgumentException($"Vmap: {arguments.Length} arguments were given {inAxes.Length} axes.");
        int first = Array.FindIndex(inAxes, static a => a is not null);
        if (first < 0) throw new ArgumentException("Vmap: at least one argument must have an axis that holds the batch.");
        for (int i = 0; i < arguments.Length; i++)
            ArgumentNullException.ThrowIfNull(arguments[i]);
        if (chunkSize is not { } size) return Run(function, arguments, inAxes, outAxis);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);

        long count = arguments[first].Shape[arguments[first].Axis(inAxes[first]!.Value, "Vmap")];
        var parts = new List<Tensor[]>();
        for (long start = 0; start < count || parts.Count == 0; start += size)
        {
            Tensor[] some = [.. arguments.Select((x, i) => inAxes[i] is { } axis ? Part(x, x.Axis(axis, "Vmap"), start, start + size) : x)];
            parts.Add(Run(function, some, inAxes, outAxis));
        }

        return [.. Enumerable.Range(0, parts[0].Length).Select(i => Ops.Concat([.. parts.Select(p => p[i])], outAxis))];
    }

    private static Tensor Part(Tensor x, int axis, long start, long stop)
    {
        var indices = new TensorIndex[axis + 1];
        Array.Fill(indices, TensorIndex.All);
        indices[axis] = TensorIndex.Slice(start, stop);
        return x[indices];
    }

    /// <param name="function">A function of one example.</param>
    /// <param name="arguments">Its arguments; those with an axis hold all examples.</param>
    /// <param name="inAxes">Along which axis, or null where every example has the same argument.</param>
    /// <param name="outAxis">Along which axis the results hold the examples.</param>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> function, Tensor[] arguments, int?[] inAxes, int outAxis = 0)
    {
        Scope scope = Scope.OpenBatch();
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
            long[] outAxes = new long[outputs.Length];
            Array.Fill(outAxes, outAxis);
            var results = new adj_tensor[outputs.Length];
            adj_status status = scope.RunBatch(
                Handles.Of([.. placeholders]), Handles.Of([.. batches]), [.. axes], Handles.Of(outputs), outAxes, results);
            Status.Check(status, [.. outputs, .. batches]);
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
