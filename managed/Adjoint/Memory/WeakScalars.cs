using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// The numbers that a thread used last beside tensors, as in <c>2.0 * x</c>, so that a constant in a loop is made once.
/// </summary>
internal sealed unsafe class WeakScalars
{
    private const int Capacity = 64;

    [ThreadStatic]
    private static WeakScalars? t_current;

    private readonly Entry[] _entries = new Entry[Capacity];

    ~WeakScalars()
    {
        foreach (ref Entry entry in _entries.AsSpan())
            entry.Release();
    }

    private static WeakScalars Current => t_current ??= new WeakScalars();

    /// <summary>A handle to a weak float64 scalar that stays valid until this thread asks for another.</summary>
    public static adj_tensor Of(double value)
    {
        ref Entry entry = ref Current.Find(BitConverter.DoubleToInt64Bits(value), isInteger: false);
        if (!entry.IsValid)
        {
            adj_tensor handle;
            Status.Check(NativeMethods.adj_scalar_float(value, adj_dtype.ADJ_FLOAT64, 1, &handle));
            entry.Fill(handle);
        }

        return entry.Handle;
    }

    /// <summary>A handle to a weak int64 scalar that stays valid until this thread asks for another.</summary>
    public static adj_tensor Of(long value)
    {
        ref Entry entry = ref Current.Find(value, isInteger: true);
        if (!entry.IsValid)
        {
            adj_tensor handle;
            Status.Check(NativeMethods.adj_scalar_int(value, adj_dtype.ADJ_INT64, 1, &handle));
            entry.Fill(handle);
        }

        return entry.Handle;
    }

    /// <summary>Gives this thread's numbers back.</summary>
    public static void Forget()
    {
        foreach (ref Entry entry in Current._entries.AsSpan())
            entry.Release();
    }

    // One place for each number; another number of the same place drives it out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Find(long bits, bool isInteger)
    {
        uint place = (uint)(((ulong)bits * 0x9E3779B97F4A7C15) >> 58);
        ref Entry entry = ref _entries[place];
        if (entry.Bits != bits || entry.IsInteger != isInteger) entry.Empty(bits, isInteger);
        return ref entry;
    }

    private struct Entry
    {
        private Scope? _scope;

        public adj_tensor Handle { get; private set; }

        public long Bits { get; private set; }

        public bool IsInteger { get; private set; }

        // A scalar that a scope owns is gone when that scope closes, so it serves that scope alone.
        public readonly bool IsValid => Handle.id != 0 && (_scope is null || _scope == Scope.Innermost);

        public void Empty(long bits, bool isInteger)
        {
            Release();
            Bits = bits;
            IsInteger = isInteger;
        }

        public void Fill(adj_tensor handle)
        {
            Release();
            Handle = handle;
            _scope = (handle.id & NativeMethods.ADJ_HANDLE_SCOPED) != 0 ? Scope.Innermost : null;
        }

        public void Release()
        {
            if (Handle.id != 0 && _scope is null) _ = NativeMethods.adj_release(Handle);
            Handle = default;
            _scope = null;
        }
    }
}
