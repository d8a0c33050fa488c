using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>An open scope or transform of this thread: what is made while it is open goes when it closes, unless kept.</summary>
internal sealed unsafe class Scope
{
    [ThreadStatic]
    private static Scope? t_innermost;

    private readonly adj_transform _id;
    private readonly Scope? _outer;
    private List<Tensor>? _kept;
    private HashSet<Slot>? _slots;
    private List<Rule>? _rules;
    private CheckpointPolicy? _policy;
    private bool _captures;

    private Scope(adj_transform id)
    {
        _id = id;
        _outer = t_innermost;
        t_innermost = this;
    }

    /// <summary>The innermost open scope of this thread, if any.</summary>
    public static Scope? Innermost => t_innermost;

    public bool IsClosed { get; private set; }

    /// <summary>What the innermost checkpoint keeps of its first run; null in a later run, and where it keeps nothing.</summary>
    public static CheckpointPolicy? InnermostPolicy
    {
        get
        {
            Scope? scope = t_innermost;
            while (scope is { _captures: false })
                scope = scope._outer;
            return scope?._policy;
        }
    }

    public static Scope Open()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_scope_open(&id));
        return new Scope(id);
    }

    public static Scope OpenTransform()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_transform_open(&id));
        return new Scope(id);
    }

    public static Scope OpenBatch()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_batch_open(&id));
        return new Scope(id);
    }

    /// <summary>Lets a tensor, made in this scope or one inside it, move to the scope around this one.</summary>
    public void Keep(Tensor tensor)
    {
        for (Scope? scope = t_innermost; scope is not null && scope != this; scope = scope._outer)
            (scope._kept ??= []).Add(tensor);
        (_kept ??= []).Add(tensor);
    }

    /// <summary>Lets what a slot holds outlive this scope and all around it.</summary>
    public void Retain(Slot slot) => (_slots ??= []).Add(slot);

    /// <summary>A tensor equal to <paramref name="x"/> that this transform follows.</summary>
    public adj_status Watch(Tensor x, out adj_tensor watched)
    {
        fixed (adj_tensor* result = &watched)
            return NativeMethods.adj_transform_watch(_id, x.Handle, result);
    }

    /// <summary>The derivatives of the sum of all elements of the outputs. See adj_transform_gradients.</summary>
    public adj_status Gradients(
        ReadOnlySpan<adj_tensor> outputs, ReadOnlySpan<adj_tensor> inputs, Span<adj_tensor> gradients, Span<int> reached)
    {
        fixed (adj_tensor* ys = outputs, xs = inputs, results = gradients)
        fixed (int* flags = reached)
            return NativeMethods.adj_transform_gradients(_id, ys, null, outputs.Length, xs, inputs.Length, results, flags);
    }

    /// <summary>The changes of the outputs, given those of the inputs. See adj_transform_tangents.</summary>
    public adj_status Tangents(
        ReadOnlySpan<adj_tensor> inputs, ReadOnlySpan<adj_tensor> tangents, ReadOnlySpan<adj_tensor> outputs, Span<adj_tensor> results)
    {
        fixed (adj_tensor* xs = inputs, given = tangents, ys = outputs, found = results)
            return NativeMethods.adj_transform_tangents(_id, xs, given, inputs.Length, ys, outputs.Length, found);
    }

    /// <summary>Opens a transform that also follows what the function captures. See adj_transform_open_capturing.</summary>
    public static Scope OpenCapturing(bool isolated)
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_transform_open_capturing(isolated ? 1 : 0, &id));
        return new Scope(id) { _captures = true };
    }

    /// <summary>The tensors captured so far, the handles that the function has of them, and how many are followed. See adj_transform_captured.</summary>
    public (Tensor[] Tensors, adj_tensor[] KnownAs, int Followed) Captured()
    {
        long count, followed;
        Status.Check(NativeMethods.adj_transform_captured(_id, null, null, 0, &count, &followed));
        var handles = new adj_tensor[count];
        var knownAs = new adj_tensor[count];
        fixed (adj_tensor* found = handles, known = knownAs)
            Status.Check(NativeMethods.adj_transform_captured(_id, found, known, count, &count, &followed));
        return (Handles.Adopt(handles), knownAs, (int)followed);
    }

    /// <summary>Lets the function that runs next find what it captured, though its handles may have ended. See adj_transform_lend.</summary>
    public void Lend(ReadOnlySpan<adj_tensor> knownAs, ReadOnlySpan<Tensor> tensors)
    {
        fixed (adj_tensor* known = knownAs, given = Handles.Of(tensors))
            Status.Check(NativeMethods.adj_transform_lend(_id, known, given, tensors.Length), tensors);
    }

    /// <summary>Keeps values of the run that follows. See adj_transform_keep.</summary>
    public void KeepBy(CheckpointPolicy policy)
    {
        _policy = policy;
        Status.Check(NativeMethods.adj_transform_keep(_id, policy.WantsMatrixProducts ? 1 : 0));
    }

    /// <summary>The values kept so far, and the place of each in the run. See adj_transform_kept.</summary>
    public (Tensor[] Values, ulong[] Places) Kept()
    {
        long count;
        Status.Check(NativeMethods.adj_transform_kept(_id, null, null, 0, &count));
        var handles = new adj_tensor[count];
        ulong[] places = new ulong[count];
        fixed (adj_tensor* values = handles)
        fixed (ulong* at = places)
            Status.Check(NativeMethods.adj_transform_kept(_id, values, at, count, &count));
        return (Handles.Adopt(handles), places);
    }

    /// <summary>Takes values in the run that follows instead of computing them. See adj_transform_replay.</summary>
    public void Replay(ReadOnlySpan<Tensor> values, ReadOnlySpan<ulong> places)
    {
        fixed (adj_tensor* given = Handles.Of(values))
        fixed (ulong* at = places)
            Status.Check(NativeMethods.adj_transform_replay(_id, given, at, values.Length), values);
    }

    /// <summary>The cotangents of the inputs and of so many captured tensors. See adj_transform_gradients_captured.</summary>
    public adj_status Gradients(
        ReadOnlySpan<adj_tensor> outputs, ReadOnlySpan<adj_tensor> cotangents, ReadOnlySpan<adj_tensor> inputs, int captured, Span<adj_tensor> gradients)
    {
        fixed (adj_tensor* ys = outputs, given = cotangents, xs = inputs, results = gradients)
            return NativeMethods.adj_transform_gradients_captured(_id, ys, given, outputs.Length, xs, inputs.Length, captured, results);
    }

    /// <summary>Keeps what was recorded so far. See adj_transform_record.</summary>
    public adj_status Record(
        ReadOnlySpan<adj_tensor> inputs, ReadOnlySpan<adj_tensor> outputs, Span<adj_tensor> values, out adj_recording recording)
    {
        fixed (adj_tensor* xs = inputs, ys = outputs, results = values)
        fixed (adj_recording* result = &recording)
            return NativeMethods.adj_transform_record(_id, xs, inputs.Length, ys, outputs.Length, results, result);
    }

    /// <summary>What was recorded so far, as text. See adj_transform_describe.</summary>
    public string Describe()
    {
        long length;
        Status.Check(NativeMethods.adj_transform_describe(_id, null, 0, &length));
        byte[] text = new byte[length + 1];
        fixed (byte* to = text)
            Status.Check(NativeMethods.adj_transform_describe(_id, (sbyte*)to, text.Length, &length));
        return System.Text.Encoding.UTF8.GetString(text, 0, (int)length);
    }

    /// <summary>Lets a custom rule be called as long as this scope, or one around it, is open.</summary>
    public void Hold(Rule rule)
    {
        rule.Hold();
        (_rules ??= []).Add(rule);
    }

    /// <summary>The custom rules attached in here so far.</summary>
    public Rule[] Rules() => _rules is null ? [] : [.. _rules];

    /// <summary>A stand-in for one member of a batch. See adj_batch_placeholder.</summary>
    public adj_status Placeholder(Tensor x, int axis, out adj_tensor placeholder)
    {
        fixed (adj_tensor* result = &placeholder)
            return NativeMethods.adj_batch_placeholder(_id, x.Handle, axis, result);
    }

    /// <summary>Does for a whole batch what was done with the stand-ins. See adj_batch_run.</summary>
    public adj_status RunBatch(
        ReadOnlySpan<adj_tensor> placeholders, ReadOnlySpan<adj_tensor> inputs, ReadOnlySpan<long> inAxes,
        ReadOnlySpan<adj_tensor> outputs, ReadOnlySpan<long> outAxes, Span<adj_tensor> results)
    {
        fixed (adj_tensor* holders = placeholders, xs = inputs, ys = outputs, found = results)
        fixed (long* from = inAxes, to = outAxes)
            return NativeMethods.adj_batch_run(_id, holders, xs, from, inputs.Length, ys, to, outputs.Length, found);
    }

    /// <summary>Closes the scope. What is kept moves to the scope around it or becomes the caller's.</summary>
    public void Close(params ReadOnlySpan<Tensor> keep)
    {
        if (IsClosed) return;
        CloseInnerScopes(keep);
        ReadOnlySpan<Tensor> kept = _kept is null && _slots is null ? keep : WithRetained(keep);
        adj_status status = CloseNative(kept, out bool isOutermost);
        Exception? failure = status == adj_status.ADJ_OK ? null : Status.Failure(status, kept);
        if (failure is not null) _ = CloseNative([], out _);
        IsClosed = true;
        t_innermost = _outer;
        LeaveRules();
        if (failure is not null) throw failure;
        HandOver(kept, isOutermost);
    }

    // What was recorded in here may be on the recording of a transform around this one.
    private void LeaveRules()
    {
        if (_rules is null) return;
        if (_outer is not null) (_outer._rules ??= []).AddRange(_rules);
        else _rules.ForEach(static rule => rule.Drop());
    }

    // A scope that user code left open in here (an iterator that was not finished, say) ends with this one;
    // what this one keeps may have been made there.
    private void CloseInnerScopes(ReadOnlySpan<Tensor> keep)
    {
        Scope? scope = t_innermost;
        while (scope is not null && scope != this)
            scope = scope._outer;
        if (scope is null)
            throw new InvalidOperationException("The scope was opened on another thread; close it there.");
        while (t_innermost != this)
            t_innermost!.Close(keep);
    }

    private Tensor[] WithRetained(ReadOnlySpan<Tensor> keep)
    {
        List<Tensor> all = [.. keep];
        all.AddRange((_kept ?? []).Where(IsInUse));
        all.AddRange((_slots ?? []).Select(slot => slot.Value).Where(IsInUse));
        return [.. all];

        static bool IsInUse(Tensor tensor) => !tensor.IsDisposed;
    }

    private adj_status CloseNative(ReadOnlySpan<Tensor> kept, out bool isOutermost)
    {
        Span<adj_tensor> handles = kept.Length <= 32 ? stackalloc adj_tensor[32] : new adj_tensor[kept.Length];
        for (int i = 0; i < kept.Length; i++)
            handles[i] = kept[i].Handle;
        int outside = 0;
        fixed (adj_tensor* first = handles)
        {
            adj_status status = NativeMethods.adj_scope_close(_id, first, kept.Length, &outside);
            isOutermost = outside != 0;
            return status;
        }
    }

    private void HandOver(ReadOnlySpan<Tensor> kept, bool isOutermost)
    {
        if (isOutermost)
        {
            foreach (Tensor tensor in kept)
                tensor.BecomeOwned();
        }
        else if (_slots is not null)
        {
            foreach (Slot slot in _slots)
                _outer?.Retain(slot);
        }
    }
}
