using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>How the copy is made.</summary>
internal enum TreeForm
{
    Record,
    Class,
    Struct,
}

/// <summary>All that is written of a member.</summary>
/// <param name="Name">Its name, as it stands in paths.</param>
/// <param name="Identifier">Its name as code says it.</param>
/// <param name="Next">The expression that gives it anew.</param>
/// <param name="FieldName">The field that holds it, as the runtime knows it.</param>
/// <param name="FieldType">The field's type.</param>
/// <param name="IsSettable">Whether it can be set.</param>
/// <param name="IsSettableInWith">Whether it can be set in a copy that is being made.</param>
internal sealed record TreeMemberModel(
    string Name, string Identifier, string Next, string FieldName, string FieldType, bool IsSettable, bool IsSettableInWith);

/// <summary>All that is written of a type. Equal models give the same text.</summary>
/// <param name="FileName">The name of its file.</param>
/// <param name="Namespace">Its namespace; empty for none.</param>
/// <param name="Containing">The headers of the types around it, the outermost first.</param>
/// <param name="Header">Its own header, such as "partial record".</param>
/// <param name="Name">Its name with type parameters.</param>
/// <param name="Form">How it is copied.</param>
/// <param name="IsSealed">Whether nothing derives from it.</param>
/// <param name="DerivesFromTree">Whether a base class is a tree that was written too.</param>
/// <param name="Fault">What keeps a member from being in the tree; null where all is well.</param>
/// <param name="Members">Its members.</param>
/// <param name="Statics">What it carries beside tensors, as code says it.</param>
internal sealed record TreeModel(
    string FileName, string Namespace, EquatableArray<string> Containing, string Header, string Name, TreeForm Form, bool IsSealed,
    bool DerivesFromTree, string? Fault, EquatableArray<TreeMemberModel> Members, EquatableArray<string> Statics)
{
    /// <summary>Whether it, or a type around it, has type parameters.</summary>
    public bool IsGeneric => Containing.Append(Name).Any(static n => n.EndsWith(">", StringComparison.Ordinal));

    /// <summary>The model of a marked type; null where nothing is to be written.</summary>
    public static TreeModel? Of(INamedTypeSymbol type)
    {
        if (!type.IsWritten()) return null;
        TreeMember[] all = [.. TreeMember.Of(type)], members = [.. all.Where(static m => m.IsInTree)];
        return new TreeModel(
            type.FileName(),
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            new([.. type.WithContaining().Skip(1).Reverse().Select(static t => $"{t.Header()} {t.NameWithParameters()}")]),
            type.Header(),
            type.NameWithParameters(),
            type.IsRecord && !type.IsValueType ? TreeForm.Record : type.IsValueType ? TreeForm.Struct : TreeForm.Class,
            type.IsSealed,
            type.TreeBase()?.IsWritten() == true,
            TreeFaults.Of(type).Select(static f => f.GetMessage()).FirstOrDefault(),
            new([.. members.Where(static m => m.Shape.Fault is null && !m.IsExplicit).Select(Of)]),
            new([.. all.Where(static m => m.IsStatic && !m.IsExplicit).Select(StaticOf)]));
    }

    // A parameter of the type itself that its members use is in their sight, and its field "<name>P" in nobody's.
    private static string StaticOf(TreeMember member) =>
        member.Symbol.CanBeReferencedByName ? "this." + member.Symbol.Name.ToIdentifier() : member.Symbol.Name.Substring(1, member.Symbol.Name.IndexOf('>') - 1).ToIdentifier();

    private static TreeMemberModel Of(TreeMember member)
    {
        string identifier = member.Symbol.Name.ToIdentifier();
        return new TreeMemberModel(
            member.Symbol.Name, identifier, NextExpression.Of(member.Shape, "this." + identifier), member.Field.MetadataName,
            member.Field.Type.ToDisplayString(Names.Full), member.IsSettable, member.IsSettableInWith);
    }
}
