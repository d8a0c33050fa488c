using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>Batching: runs a function of one example once, on stand-ins, and then for all examples together.</summary>
internal static class Batching
{
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
