using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>What a type is to a tree.</summary>
internal enum TreeKind
{
    /// <summary>No tensors: carried along as it is.</summary>
    Data,

    /// <summary>A tensor or a tree.</summary>
    Tree,

    /// <summary>An interface or abstract class: a tree if what it holds is one.</summary>
    Open,

    /// <summary>A tuple of trees.</summary>
    Tuple,

    /// <summary>A value that may be missing.</summary>
    Optional,

    /// <summary>An array, list or dictionary of trees.</summary>
    Collection,

    /// <summary>A container of tensors that cannot be made again.</summary>
    BadContainer,

    /// <summary>A type that holds tensors and is not marked.</summary>
    Unmarked,
}

/// <summary>A type as a tree sees it.</summary>
internal sealed class TreeShape(TreeKind kind, ITypeSymbol type, params TreeShape[] parts)
{
    public TreeKind Kind => kind;

    public ITypeSymbol Type => type;

    /// <summary>What it is made of: the items of a tuple, or what the elements of a collection are.</summary>
    public IReadOnlyList<TreeShape> Parts => parts;

    /// <summary>Whether there surely are tensors in it, or could be where a type parameter stands.</summary>
    public bool HoldsTensors => kind is not (TreeKind.Data or TreeKind.Open);

    /// <summary>The part that keeps it from being a tree.</summary>
    public TreeShape? Fault =>
        kind is TreeKind.BadContainer or TreeKind.Unmarked ? this : parts.Select(static p => p.Fault).FirstOrDefault(static f => f is not null);
}
