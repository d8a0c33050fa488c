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
        ref Entry entry = ref Current.Find(BitConverter.DoubleToInt64Bits(value), DType.Float64);
        if (!entry.IsValid) entry.Fill(Floating(value, adj_dtype.ADJ_FLOAT64));
        return entry.Handle;
    }

    /// <summary>A handle to a weak float32 scalar that stays valid until this thread asks for another.</summary>
    public static adj_tensor Of(float value)
    {
        ref Entry entry = ref Current.Find(BitConverter.SingleToInt32Bits(value), DType.Float32);
        if (!entry.IsValid) entry.Fill(Floating(value, adj_dtype.ADJ_FLOAT32));
        return entry.Handle;
    }

    /// <summary>A handle to a weak int64 scalar that stays valid until this thread asks for another.</summary>
    public static adj_tensor Of(long value)
    {
        ref Entry entry = ref Current.Find(value, DType.Int64);
        if (!entry.IsValid)
        {
            adj_tensor handle;
            Status.Check(NativeMethods.adj_scalar_int(value, adj_dtype.ADJ_INT64, 1, &handle));
            entry.Fill(handle);
        }

        return entry.Handle;
    }

    /// <summary>The same for a number that a long may not hold.</summary>
    public static adj_tensor Of(ulong value) => Of(Signed(value));

    /// <summary>The number as a long, the widest type of whole numbers that tensors have.</summary>
    public static long Signed(ulong value) =>
        value <= long.MaxValue
            ? (long)value
            : throw new OverflowException($"{value} does not fit int64, the widest type of whole numbers; write it as a double, or cast.");

    /// <summary>Gives this thread's numbers back.</summary>
    public static void Forget()
    {
        foreach (ref Entry entry in Current._entries.AsSpan())
            entry.Release();
    }

    // One place for each number; another number of the same place drives it out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Find(long bits, DType dtype)
    {
        uint place = (uint)(((ulong)bits * 0x9E3779B97F4A7C15) >> 58);
        ref Entry entry = ref _entries[place];
        if (entry.Bits != bits || entry.DType != dtype) entry.Empty(bits, dtype);
        return ref entry;
    }

    private static adj_tensor Floating(double value, adj_dtype dtype)
    {
        adj_tensor handle;
        Status.Check(NativeMethods.adj_scalar_float(value, dtype, 1, &handle));
        return handle;
    }

    private struct Entry
    {
        private Scope? _scope;

        public adj_tensor Handle { get; private set; }

        public long Bits { get; private set; }

        public DType DType { get; private set; }

        // A scalar that a scope owns is gone when that scope closes, so it serves that scope alone.
        public readonly bool IsValid => Handle.id != 0 && (_scope is null || _scope == Scope.Innermost);

        public void Empty(long bits, DType dtype)
        {
            Release();
            Bits = bits;
            DType = dtype;
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
