namespace Adjoint.Memory;

/// <summary>
/// Has the finalizer for a tensor, or for several. That runs on another processor, whose caches the memory would have to travel to and
/// back: so what is small goes back by way of <see cref="Unreachable"/>.
/// </summary>
internal abstract class Owner
{
    ~Owner()
    {
        if (Bytes > 0) Pressure.Remove(Bytes);
        if (!Unreachable.TryAdd(this)) GiveBack();
    }

    /// <summary>The bytes that the collector was told of.</summary>
    public long Bytes { get; protected set; }

    /// <summary>The next one in the queue.</summary>
    public Owner? Next { get; set; }

    /// <summary>Gives the tensors back. Some may be gone: a scope took them back before.</summary>
    public abstract void GiveBack();
}
