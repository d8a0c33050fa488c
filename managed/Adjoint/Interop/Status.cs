using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint.Interop;

/// <summary>
/// Turns what the native core answers into tensors or exceptions. The paths of success are inlined; those of failure
/// stay out of line, so that an operation compiles to little more than the call itself.
/// </summary>
internal static unsafe class Status
{
    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_0123456789");

    // Tensors are named after the call so that the collector cannot take their memory away during it. `operation` is what the user
    // called: messages begin with it, whatever the core calls it. A transform, in which any operation may fail, gives null.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tensor Result(adj_status status, adj_tensor result, Tensor a, [CallerMemberName] string operation = "")
    {
        if (status != adj_status.ADJ_OK) Throw(status, operation, a);
        GC.KeepAlive(a);
        if (AnomalyDetection.IsOn) AnomalyDetection.Remember(result);
        return Tensor.Adopt(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tensor Result(adj_status status, adj_tensor result, Tensor a, Tensor b, [CallerMemberName] string operation = "")
    {
        if (status != adj_status.ADJ_OK) Throw(status, operation, a, b);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        if (AnomalyDetection.IsOn) AnomalyDetection.Remember(result);
        return Tensor.Adopt(result);
    }

    public static Tensor Result(adj_status status, adj_tensor result, ReadOnlySpan<Tensor?> operands, [CallerMemberName] string operation = "")
    {
        Check(status, operands, operation);
        foreach (Tensor? operand in operands)
            GC.KeepAlive(operand);
        if (AnomalyDetection.IsOn) AnomalyDetection.Remember(result);
        return Tensor.Adopt(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(adj_status status, Tensor a, [CallerMemberName] string? operation = "")
    {
        if (status != adj_status.ADJ_OK) Throw(status, operation, a);
        GC.KeepAlive(a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(adj_status status, [CallerMemberName] string operation = "") => Check(status, default(ReadOnlySpan<Tensor?>), operation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(adj_status status, ReadOnlySpan<Tensor?> operands, [CallerMemberName] string? operation = "")
    {
        if (status != adj_status.ADJ_OK) Throw(status, operation, operands);
    }

    // Two lists, which are put together only where the call failed.
    public static void Check(adj_status status, ReadOnlySpan<Tensor?> operands, ReadOnlySpan<Tensor?> others, string? operation)
    {
        if (status != adj_status.ADJ_OK) Throw(status, operation, [.. operands, .. others]);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(adj_status status, string? operation, params ReadOnlySpan<Tensor?> operands)
    {
        // What a user's own rule threw comes out as it was, with its stack.
        if (status == adj_status.ADJ_ERROR_CALLBACK) Rule.TakeThrown()?.Throw();
        throw Failure(status, operation, operands);
    }

    /// <summary>The exception for a status, with the core's own message.</summary>
    public static Exception Failure(adj_status status, string? operation, params ReadOnlySpan<Tensor?> operands)
    {
        string message = Marshal.PtrToStringUTF8((nint)NativeMethods.adj_last_error()) is { } said ? InCSharp(said, operation) : status.ToString();
        return status switch
        {
            adj_status.ADJ_ERROR_ARGUMENT or adj_status.ADJ_ERROR_SHAPE or adj_status.ADJ_ERROR_DTYPE => new ArgumentException(message),
            adj_status.ADJ_ERROR_HANDLE => Gone(message, operands),
            adj_status.ADJ_ERROR_RANGE => new ArgumentOutOfRangeException(null, message),
            adj_status.ADJ_ERROR_MEMORY => new InsufficientMemoryException(message),
            adj_status.ADJ_ERROR_NO_VALUE => new ValueDependentException(message),
            adj_status.ADJ_ERROR_MATRIX => new LinearAlgebraException(message),
            adj_status.ADJ_ERROR_ANOMALY => AnomalyException.From(message),
            adj_status.ADJ_ERROR_UNSUPPORTED => new NotSupportedException(message),
            adj_status.ADJ_ERROR_THREAD or adj_status.ADJ_ERROR_STATE => new InvalidOperationException(message),
            _ => new InvalidOperationException($"The native core failed ({status}): {message}"),
        };
    }

    // The core sees a stale handle alike whatever ended it; the facade knows which tensor was disposed.
    private static Exception Gone(string message, ReadOnlySpan<Tensor?> operands)
    {
        foreach (Tensor? operand in operands)
        {
            if (operand is { IsDisposed: true })
                return new ObjectDisposedException(nameof(Tensor), "This tensor was disposed; it cannot be used any more.");
        }

        return operands.IsEmpty ? new InvalidOperationException(message) : new EscapedTensorException();
    }

    // The core begins with its own name: that of the function that was called, or of an operation that a transform came by.
    private static string InCSharp(string message, string? operation)
    {
        int end = message.AsSpan().IndexOfAnyExcept(s_nameCharacters);
        return end > 0 && message[end] is ':' or '(' ? (operation ?? OperationNames.Of(message[..end])) + message[end..] : message;
    }
}
