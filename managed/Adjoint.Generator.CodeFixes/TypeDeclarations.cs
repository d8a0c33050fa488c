using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Changes to declarations.</summary>
internal static class TypeDeclarations
{
    /// <summary>With the modifier partial, which must be the last.</summary>
    public static TypeDeclarationSyntax MadePartial(this TypeDeclarationSyntax type)
    {
        if (type.Modifiers.Any(SyntaxKind.PartialKeyword)) return type;
        SyntaxToken partial = Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(Space);
        if (type.Modifiers.Count > 0) return type.AddModifiers(partial);
        // The first modifier takes what stands before the keyword: comments and the indentation.
        SyntaxToken keyword = type.Keyword;
        return type.WithKeyword(keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(keyword.LeadingTrivia));
    }

    /// <summary>Marked [TensorTree] and partial.</summary>
    public static TypeDeclarationSyntax MarkedTree(this TypeDeclarationSyntax type)
    {
        TypeDeclarationSyntax partial = type.MadePartial();
        return partial.WithoutLeadingTrivia().AddAttributeLists(List("global::Adjoint.TensorTree")).WithLeadingTrivia(partial.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>A field, property or parameter marked [Static].</summary>
    public static SyntaxNode MarkedStatic(this SyntaxNode member)
    {
        SyntaxTriviaList before = member.GetLeadingTrivia();
        SyntaxNode marked = member.WithoutLeadingTrivia() switch
        {
            ParameterSyntax parameter => parameter.AddAttributeLists(List("global::Adjoint.Static").WithTrailingTrivia(Space)),
            MemberDeclarationSyntax declaration => declaration.AddAttributeLists(List("global::Adjoint.Static")),
            SyntaxNode other => other,
        };
        return marked.WithLeadingTrivia(before).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>A type that is said as shortly as it can be where it stands.</summary>
    public static TypeSyntax Shortest(string type) => ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);

    private static AttributeListSyntax List(string attribute) => AttributeList(SingletonSeparatedList(
        Attribute(ParseName(attribute).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation))));
}
