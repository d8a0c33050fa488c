using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>An open transform of stand-ins for the members of a batch.</summary>
internal sealed unsafe class BatchScope : Scope
{
    private BatchScope(adj_transform id)
        : base(id)
    {
    }

    public static new BatchScope Open()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_batch_open(&id));
        return new BatchScope(id);
    }

    /// <summary>A stand-in for one member of a batch. See adj_batch_placeholder.</summary>
    public adj_status Placeholder(Tensor x, int axis, out adj_tensor placeholder)
    {
        fixed (adj_tensor* result = &placeholder)
            return NativeMethods.adj_batch_placeholder(Id, x.Handle, axis, result);
    }

    /// <summary>Does for a whole batch what was done with the stand-ins. See adj_batch_run.</summary>
    public adj_status RunBatch(
        ReadOnlySpan<adj_tensor> placeholders, ReadOnlySpan<adj_tensor> inputs, ReadOnlySpan<long> inAxes,
        ReadOnlySpan<adj_tensor> outputs, ReadOnlySpan<long> outAxes, Span<adj_tensor> results)
    {
        fixed (adj_tensor* holders = placeholders, xs = inputs, ys = outputs, found = results)
        fixed (long* from = inAxes, to = outAxes)
            return NativeMethods.adj_batch_run(Id, holders, xs, from, inputs.Length, ys, to, outputs.Length, found);
    }
}
