using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>An open scope or transform of this thread: what is made while it is open goes when it closes, unless kept.</summary>
internal unsafe class Scope
{
    [ThreadStatic]
    private static Scope? t_innermost;

    private Survivors? _survivors;
    private HeldRules? _rules;

    protected Scope(adj_transform id)
    {
        Id = id;
        Outer = t_innermost;
        t_innermost = this;
    }

    /// <summary>The innermost open scope of this thread, if any.</summary>
    public static Scope? Innermost => t_innermost;

    /// <summary>The innermost scope of this thread that is a transform.</summary>
    public static Scope? InnermostTransform
    {
        get
        {
            Scope? scope = t_innermost;
            while (scope is not null && scope.GetType() == typeof(Scope))
                scope = scope.Outer;
            return scope;
        }
    }

    /// <summary>The scope around this one, if any.</summary>
    public Scope? Outer { get; }

    public bool IsClosed { get; private set; }

    protected adj_transform Id { get; }

    public static Scope Open()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_scope_open(&id));
        return new Scope(id);
    }

    /// <summary>Lets a tensor, made in this scope or one inside it, move to the scope around this one.</summary>
    public void Keep(Tensor tensor)
    {
        KeepInside(tensor);
        (_survivors ??= new Survivors()).Add(tensor);
    }

    /// <summary>Lets a tensor outlive the scopes inside this one, and not this one.</summary>
    /// <param name="tensor">The tensor.</param>
    public void KeepInside(Tensor tensor)
    {
        for (Scope? scope = t_innermost; scope is not null && scope != this; scope = scope.Outer)
            (scope._survivors ??= new Survivors()).Add(tensor);
    }

    /// <summary>Lets what a slot holds outlive this scope and all around it.</summary>
    public void Retain(Slot slot) => (_survivors ??= new Survivors()).Add(slot);

    /// <summary>Lets a custom rule be called as long as this scope, or one around it, is open.</summary>
    public void Hold(Rule rule) => (_rules ??= new HeldRules()).Add(rule);

    /// <summary>The custom rules attached in here so far.</summary>
    public Rule[] Rules() => _rules?.ToArray() ?? [];

    /// <summary>Closes the scope. What is kept moves to the scope around it or becomes the caller's.</summary>
    public void Close(params ReadOnlySpan<Tensor> keep)
    {
        if (IsClosed) return;
        CloseInnerScopes(keep);
        ReadOnlySpan<Tensor> kept = _survivors is null ? keep : _survivors.After(keep);
        bool isOutermost;
        try
        {
            isOutermost = CloseNative(kept);
        }
        catch
        {
            _ = NativeMethods.adj_scope_close(Id, null, 0, null);
            throw;
        }
        finally
        {
            IsClosed = true;
            t_innermost = Outer;
            LeaveRules();
        }

        HandOver(kept, isOutermost);
        _survivors = null;
    }

    // What was recorded in here may be on the recording of a transform around this one. Whoever remembers this one, as the numbers beside
    // tensors do that were made in it, is to keep nothing of it alive.
    private void LeaveRules()
    {
        if (_rules is null) return;
        if (Outer is not null) _rules.MoveTo(Outer._rules ??= new HeldRules());
        else _rules.Drop();
        _rules = null;
    }

    // A scope that user code left open in here (an iterator that was not finished, say) ends with this one;
    // what this one keeps may have been made there.
    private void CloseInnerScopes(ReadOnlySpan<Tensor> keep)
    {
        Scope? scope = t_innermost;
        while (scope is not null && scope != this)
            scope = scope.Outer;
        if (scope is null)
            throw new InvalidOperationException("The scope was opened on another thread; close it there.");
        while (t_innermost != this)
            t_innermost!.Close(keep);
    }

    private bool CloseNative(ReadOnlySpan<Tensor> kept)
    {
        const int few = Operands.Few;
        int outside = 0;
        using var given = new Operands(
            kept, "End of a scope", "result", kept.Length <= few ? stackalloc adj_tensor[few] : new adj_tensor[kept.Length]);
        fixed (adj_tensor* first = given)
            Status.Check(NativeMethods.adj_scope_close(Id, first, given.Count, &outside), kept, operation: null);
        return outside != 0;
    }

    private void HandOver(ReadOnlySpan<Tensor> kept, bool isOutermost)
    {
        if (isOutermost)
        {
            foreach (Tensor tensor in kept)
                tensor.BecomeOwned();
        }
        else if (Outer is not null)
        {
            _survivors?.HandSlotsTo(Outer);
        }
    }
}
