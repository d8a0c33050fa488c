using System.Runtime.CompilerServices;

using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Tensors on their way into the core: their handles, for <c>fixed</c>, and the tensors, kept alive until this is disposed. The core holds
/// what it is given from the beginning of a call on; until then nothing else may.
/// </summary>
internal readonly ref struct Operands
{
    /// <summary>How many handles lie on the stack where calls are frequent.</summary>
    public const int Few = 16;

    private readonly ReadOnlySpan<Tensor> _tensors;
    private readonly Span<adj_tensor> _handles;

    /// <param name="tensors">The tensors; none is null or disposed.</param>
    /// <param name="operation">The operation, for messages.</param>
    /// <param name="what">What each of them is there, for messages: a number follows.</param>
    public Operands(ReadOnlySpan<Tensor> tensors, string operation, string what)
        : this(tensors, operation, what, new adj_tensor[tensors.Length])
    {
    }

    /// <param name="tensors">The tensors; none is null or disposed.</param>
    /// <param name="operation">The operation, for messages.</param>
    /// <param name="what">What each of them is there, for messages: a number follows.</param>
    /// <param name="room">Where the handles are put.</param>
    public Operands(ReadOnlySpan<Tensor> tensors, string operation, string what, Span<adj_tensor> room)
    {
        Require(tensors, operation, what);
        _tensors = tensors;
        _handles = room[..tensors.Length];
        for (int i = 0; i < tensors.Length; i++)
            _handles[i] = Tensor.HandleOf(tensors[i], operation, what);
        ForcedCollection.AtTransition();
    }

    public int Count => _handles.Length;

    /// <summary>Refuses tensors that are null or disposed.</summary>
    public static void Require(ReadOnlySpan<Tensor> tensors, string operation, string what)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i] is not { IsDisposed: false }) _ = Tensor.HandleOf(tensors[i], operation, $"{what} {i}");
        }
    }

    public ref adj_tensor GetPinnableReference() => ref _handles.GetPinnableReference();

    public void Dispose() => KeepAlive(_tensors);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void KeepAlive(ReadOnlySpan<Tensor> tensors) => _ = tensors;
}
