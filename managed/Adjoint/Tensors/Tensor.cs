using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// An array of numbers or truth values with up to eight dimensions. Tensors do not change: every operation makes a new one.
/// </summary>
/// <remarks>
/// <para>Nobody has to dispose tensors. A transform gives everything back that was made inside it and not returned; other
/// tensors go when they are out of reach. <see cref="Dispose"/> gives one back earlier.</para>
/// <para>A number beside a tensor takes the tensor's element type within its kind: <c>2.0 * x</c> is float32 where x is.</para>
/// <para>Tensors may be used from any thread, except those that an open transform follows: they belong to its thread.</para>
/// </remarks>
[CollectionBuilder(typeof(TensorBuilder), nameof(TensorBuilder.Create))]
[DebuggerDisplay("{DebuggerText,nq}")]
[JsonConverter(typeof(TensorJsonConverter))]
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed unsafe partial class Tensor : IDisposable, ISpanFormattable,
    IAdditionOperators<Tensor, Tensor, Tensor>, ISubtractionOperators<Tensor, Tensor, Tensor>, IMultiplyOperators<Tensor, Tensor, Tensor>,
    IDivisionOperators<Tensor, Tensor, Tensor>, IUnaryNegationOperators<Tensor, Tensor>, IUnaryPlusOperators<Tensor, Tensor>
{
    // Null while a scope of the thread owns the tensor. Otherwise whatever has the finalizer: see docs/how-memory-works.
    private object? _owner;
    private ulong _id;
    private Layout? _layout;

    private Tensor(adj_tensor handle, object? owner)
    {
        _id = handle.id;
        _owner = owner;
    }

    /// <summary>The type of the elements.</summary>
    public DType DType => _layout is { } known && _id != 0 ? known.DType : (DType)Info().dtype;

    /// <summary>Number of dimensions, 0 for a scalar.</summary>
    public int Rank => Described().Shape.Length;

    /// <summary>The extents, first dimension first.</summary>
    public Shape Shape => new(Described().Shape);

    /// <summary>Number of elements.</summary>
    public long Count => Described().Count;

    internal bool IsDisposed => _id == 0;

    /// <summary>Whether the tensor takes the type of the one beside it, as a number written in C# does.</summary>
    internal bool IsWeak => Described().IsWeak;

    internal bool IsSymbolic => Info().has_value == 0;

    /// <summary>Whether C# may read the value: there is one, and no transform follows it, from which reading would hide what is made of it.</summary>
    internal bool IsPlain => Info() is { has_value: not 0, recorded: 0 };

    internal string ShapeText => Shape.ToString();

    /// <summary>Gives the tensor back now. Doing so twice does no harm; using the tensor afterwards throws.</summary>
    /// <remarks>What a transform recorded stays valid: it holds on to the elements that it needs.</remarks>
    public void Dispose()
    {
        var handle = new adj_tensor { id = Interlocked.Exchange(ref _id, 0) };
        if (handle.id == 0) return;
        _ = NativeMethods.adj_release(handle);
        (_owner as TensorOwner)?.Retire();
        _owner = null;
    }

    /// <summary>
    /// What the core knows a tensor by: the one way to it, for the core takes the handle of a disposed tensor for that of none. An operand
    /// that may be left out is told by its null. The core holds the tensor once it is called, and whoever calls keeps it alive until then:
    /// see docs/how-memory-works.
    /// </summary>
    /// <param name="x">A tensor that is handed to the core.</param>
    /// <param name="operation">The operation, for messages.</param>
    /// <param name="name">What the tensor is there.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static adj_tensor HandleOf(
        Tensor? x, [CallerMemberName] string operation = "", [CallerArgumentExpression(nameof(x))] string name = "")
    {
        ulong id = x is null ? 0 : x._id;
        if (id == 0) ThrowUnusable(x, operation, name);
        ForcedCollection.AtTransition();
        return new() { id = id };
    }

    /// <summary>The same of an operand that may be left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static adj_tensor HandleIfAny(
        Tensor? x, [CallerMemberName] string operation = "", [CallerArgumentExpression(nameof(x))] string name = "") =>
        x is null ? default : HandleOf(x, operation, name);

    /// <summary>Wraps a handle that the core has just returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Tensor Adopt(adj_tensor handle) =>
        (handle.id & NativeMethods.ADJ_HANDLE_SCOPED) != 0 ? new Tensor(handle, null) : new Tensor(handle, OwnerOf(handle));

    /// <summary>The scope that owned the tensor has handed it over.</summary>
    internal void BecomeOwned()
    {
        if (_id is not 0 and ulong id) _owner ??= OwnerOf(new() { id = id });
    }

    /// <summary>What the core knows of the tensor at this moment.</summary>
    internal adj_tensor_info Info([CallerMemberName] string operation = "")
    {
        adj_tensor_info info;
        Status.Check(NativeMethods.adj_info(HandleOf(this, operation), &info), this);
        return info;
    }

    /// <summary>Whether this is a tensor of a type and shape, and no number that would take another type.</summary>
    internal bool IsExactly(DType dtype, ReadOnlySpan<long> shape)
    {
        adj_tensor_info info = Info();
        return (DType)info.dtype == dtype && info.weak == 0 && ((ReadOnlySpan<long>)info.dims[..info.rank]).SequenceEqual(shape);
    }

    /// <summary>The number of an axis counted from the front.</summary>
    internal int Axis(int axis, string operation)
    {
        int rank = Rank;
        if (axis < -rank || axis >= rank)
            throw new ArgumentOutOfRangeException(nameof(axis), FormattableString.Invariant($"{operation}: a tensor of shape {ShapeText} has no axis {axis}."));
        return axis < 0 ? axis + rank : axis;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowUnusable(Tensor? x, string operation, string name)
    {
        if (operation.StartsWith("op_", StringComparison.Ordinal)) operation = operation["op_".Length..];
        if (x is null) throw new ArgumentNullException(name.Contains(' ', StringComparison.Ordinal) ? null : name, $"{operation}: {name} is null.");
        throw new ObjectDisposedException(
            nameof(Tensor), $"{operation}: {(name == "this" ? "the tensor" : name)} was disposed; it cannot be used any more.");
    }

    private static object OwnerOf(adj_tensor handle) =>
        Nursery.Holds(handle) ? Nursery.Add(handle) : new TensorOwner(handle);

    private Layout Described([CallerMemberName] string member = "")
    {
        if (_id == 0) ThrowUnusable(this, member, "this");
        return _layout ??= Describe();
    }

    private Layout Describe()
    {
        adj_tensor_info info = Info();
        return new Layout((DType)info.dtype, info.dims[..info.rank].ToArray(), info.count, info.weak != 0);
    }

    /// <summary>What never changes about a tensor, asked for once.</summary>
    private sealed record Layout(DType DType, long[] Shape, long Count, bool IsWeak);

    /// <summary>Type, shape, and whether it is a weak number.</summary>
    internal Kind KindOf() => Described() is var known ? new Kind(known.DType, known.Shape, known.IsWeak) : default;

    /// <summary>Whether it has this type and shape, and is as weak. False for what was disposed.</summary>
    internal bool Is(Kind kind) =>
        _id != 0 && Described() is var known && known.DType == kind.DType && known.IsWeak == kind.IsWeak && known.Shape.AsSpan().SequenceEqual(kind.Shape);

    internal readonly record struct Kind(DType DType, long[] Shape, bool IsWeak);
}
