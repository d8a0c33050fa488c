using System.Collections;
using System.Globalization;

namespace Adjoint;

/// <summary>
/// What a program was recorded for: the structure of the arguments, shapes and types of their leaves, what they carry beside tensors, and
/// the default type. Equal signatures may share a program.
/// </summary>
internal sealed class Signature : IEquatable<Signature>
{
    private readonly int[] _lengths;
    private readonly object[] _kinds;
    private readonly object?[] _statics;
    private readonly Leaf?[] _leaves;
    private readonly DType _default = DType.Default;
    private readonly int _hash;

    public Signature(TreeWriter written)
    {
        (IReadOnlyList<int> lengths, IReadOnlyList<object> kinds) = written.Structure;
        _lengths = [.. lengths];
        _kinds = [.. kinds];
        _statics = [.. written.Statics!.Select(static s => s is IList list ? list.Cast<object?>().ToArray() : s)];
        _leaves = [.. written.Slots.Select(static x => x is null ? null : new Leaf(x.DType, x.Shape, x.IsWeak))];
        var hash = default(HashCode);
        hash.Add(_default);
        foreach (int length in _lengths)
            hash.Add(length);
        foreach (object kind in _kinds)
            hash.Add(kind);
        foreach (object? value in _statics)
            hash.Add(value is null ? 0 : StructuralComparisons.StructuralEqualityComparer.GetHashCode(value));
        foreach (Leaf? leaf in _leaves)
            hash.Add(leaf);
        _hash = hash.ToHashCode();
    }

    public bool Equals(Signature? other) =>
        other is not null && _hash == other._hash && _default == other._default && _lengths.AsSpan().SequenceEqual(other._lengths)
        && _kinds.AsSpan().SequenceEqual(other._kinds) && _leaves.AsSpan().SequenceEqual(other._leaves)
        && StructuralComparisons.StructuralEqualityComparer.Equals(_statics, other._statics);

    public override bool Equals(object? obj) => Equals(obj as Signature);

    public override int GetHashCode() => _hash;

    public override string ToString() => string.Join(", ", _leaves.Select(static x => x?.ToString() ?? "null"));

    private sealed record Leaf(DType DType, Shape Shape, bool IsWeak)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DType}{Shape}");
    }
}
