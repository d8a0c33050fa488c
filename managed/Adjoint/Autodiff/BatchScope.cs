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
    public Tensor Placeholder(Tensor x, int axis)
    {
        adj_tensor placeholder;
        Status.Check(NativeMethods.adj_batch_placeholder(Id, Tensor.HandleOf(x), axis, &placeholder), x, nameof(Autodiff.Vmap));
        return Tensor.Adopt(placeholder);
    }

    /// <summary>Does for a whole batch what was done with the stand-ins. See adj_batch_run.</summary>
    public Tensor[] RunBatch(
        ReadOnlySpan<Tensor> placeholders, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<long> inAxes, ReadOnlySpan<Tensor> outputs,
        ReadOnlySpan<long> outAxes)
    {
        const string name = nameof(Autodiff.Vmap);
        var results = new adj_tensor[outputs.Length];
        using Operands standIns = new(placeholders, name, "input"), batches = new(inputs, name, "argument"), values = new(outputs, name, "output");
        fixed (adj_tensor* holders = standIns, xs = batches, ys = values, found = results)
        fixed (long* from = inAxes, to = outAxes)
            Status.Check(NativeMethods.adj_batch_run(Id, holders, xs, from, inputs.Length, ys, to, outputs.Length, found), outputs, inputs, operation: null);
        return Handles.Adopt(results);
    }
}
