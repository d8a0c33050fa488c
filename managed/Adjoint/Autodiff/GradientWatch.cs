namespace Adjoint;

/// <summary>Who wants to hear of gradients as they come: the next transform by parameters of the thread tells.</summary>
internal sealed class GradientWatch : IDisposable
{
    [ThreadStatic]
    private static GradientWatch? t_next;

    private readonly Action<Slot, Tensor> _ready;

    public GradientWatch(Action<Slot, Tensor> ready)
    {
        _ready = ready;
        t_next = this;
    }

    /// <summary>The function to be told, for the first transform that asks.</summary>
    public static Action<Slot, Tensor>? Take()
    {
        Action<Slot, Tensor>? ready = t_next?._ready;
        t_next = null;
        return ready;
    }

    public void Dispose()
    {
        if (t_next == this) t_next = null;
    }
}
