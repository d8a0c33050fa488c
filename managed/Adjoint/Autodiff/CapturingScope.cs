using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>An open transform that also follows what its function captures, and may keep values of the run: that of a checkpoint.</summary>
internal sealed unsafe class CapturingScope : DerivativeScope
{
    private const string Name = nameof(Autodiff.Checkpoint);

    private CheckpointPolicy? _policy;

    private CapturingScope(adj_transform id)
        : base(id)
    {
    }

    /// <summary>What the innermost checkpoint keeps of its first run; null in a later run, and where it keeps nothing.</summary>
    public static CheckpointPolicy? InnermostPolicy
    {
        get
        {
            Scope? scope = Innermost;
            while (scope is not (null or CapturingScope))
                scope = scope.Outer;
            return (scope as CapturingScope)?._policy;
        }
    }

    /// <summary>See adj_transform_open_capturing.</summary>
    public static CapturingScope Open(bool isolated)
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_transform_open_capturing(isolated ? 1 : 0, &id));
        return new CapturingScope(id);
    }

    /// <summary>The tensors captured so far, the handles that the function has of them, and how many are followed. See adj_transform_captured.</summary>
    public (Tensor[] Tensors, adj_tensor[] KnownAs, int Followed) Captured()
    {
        long count, followed;
        Status.Check(NativeMethods.adj_transform_captured(Id, null, null, 0, &count, &followed));
        var handles = new adj_tensor[count];
        var knownAs = new adj_tensor[count];
        fixed (adj_tensor* found = handles, known = knownAs)
            Status.Check(NativeMethods.adj_transform_captured(Id, found, known, count, &count, &followed));
        return (Handles.Adopt(handles), knownAs, (int)followed);
    }

    /// <summary>Lets the function that runs next find what it captured, though its handles may have ended. See adj_transform_lend.</summary>
    public void Lend(ReadOnlySpan<adj_tensor> knownAs, ReadOnlySpan<Tensor> tensors)
    {
        using var given = new Operands(tensors, Name, "captured tensor");
        fixed (adj_tensor* known = knownAs, lent = given)
            Status.Check(NativeMethods.adj_transform_lend(Id, known, lent, tensors.Length), tensors);
    }

    /// <summary>Keeps values of the run that follows. See adj_transform_keep.</summary>
    public void KeepBy(CheckpointPolicy policy)
    {
        _policy = policy;
        Status.Check(NativeMethods.adj_transform_keep(Id, policy.WantsMatrixProducts ? 1 : 0));
    }

    /// <summary>The values kept so far, and the place of each in the run. See adj_transform_kept.</summary>
    public (Tensor[] Values, ulong[] Places) Kept()
    {
        long count;
        Status.Check(NativeMethods.adj_transform_kept(Id, null, null, 0, &count));
        var handles = new adj_tensor[count];
        ulong[] places = new ulong[count];
        fixed (adj_tensor* values = handles)
        fixed (ulong* at = places)
            Status.Check(NativeMethods.adj_transform_kept(Id, values, at, count, &count));
        return (Handles.Adopt(handles), places);
    }

    /// <summary>Takes values in the run that follows instead of computing them. See adj_transform_replay.</summary>
    public void Replay(ReadOnlySpan<Tensor> values, ReadOnlySpan<ulong> places)
    {
        using var given = new Operands(values, Name, "kept value");
        fixed (adj_tensor* kept = given)
        fixed (ulong* at = places)
            Status.Check(NativeMethods.adj_transform_replay(Id, kept, at, values.Length), values);
    }

    /// <summary>The cotangents of the inputs and of so many captured tensors; null where there is none. See adj_transform_gradients_captured.</summary>
    public Tensor?[] Gradients(Tensor output, Tensor cotangent, ReadOnlySpan<Tensor> inputs, int captured)
    {
        var gradients = new adj_tensor[inputs.Length + captured];
        adj_tensor y = Tensor.HandleOf(output, Name, "what the function returned"), direction = Tensor.HandleOf(cotangent, Name);
        using var watched = new Operands(inputs, Name, "input");
        fixed (adj_tensor* xs = watched, results = gradients)
            Status.Check(
                NativeMethods.adj_transform_gradients_captured(Id, &y, &direction, 1, xs, inputs.Length, captured, results), output, operation: null);
        GC.KeepAlive(output);
        GC.KeepAlive(cotangent);
        return [.. gradients.Select(static g => g.id == 0 ? null : Tensor.Adopt(g))];
    }
}
