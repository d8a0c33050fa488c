using System.Text.Json;

using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>A node of clang's syntax tree.</summary>
internal readonly struct SyntaxNode(JsonElement json)
{
    public string Kind => Text("kind") ?? "";

    public string Name => Text("name") ?? "";

    /// <summary>Its type as written in the header, with the names that the header gives types.</summary>
    public string Type => json.TryGetProperty("type", out JsonElement type) ? type.GetProperty("qualType").GetString()! : "";

    /// <summary>The type that an enumeration rests on as written in the header; empty where none is.</summary>
    public string UnderlyingType => json.TryGetProperty("fixedUnderlyingType", out JsonElement type) ? type.GetProperty("qualType").GetString()! : "";

    public IEnumerable<SyntaxNode> Children =>
        json.TryGetProperty("inner", out JsonElement inner) ? inner.EnumerateArray().Select(child => new SyntaxNode(child)) : [];

    /// <summary>Where it stands in the header itself; null for what an included file or the compiler declares.</summary>
    public int? Offset
    {
        get
        {
            if (!json.TryGetProperty("loc", out JsonElement place))
            {
                return null;
            }

            if (place.TryGetProperty("expansionLoc", out JsonElement expansion))
            {
                place = expansion;
            }

            return place.TryGetProperty("offset", out JsonElement offset) && !place.TryGetProperty("includedFrom", out _)
                ? offset.GetInt32()
                : null;
        }
    }

    /// <summary>Its value, when the compiler has worked out a constant.</summary>
    public string? Value => Text("value");

    /// <summary>What kind of tag it declares: struct or union.</summary>
    public string? Tag => Text("tagUsed");

    public bool Has(string flag) => json.TryGetProperty(flag, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Its doc comment, which everything that is translated must have.</summary>
    public Documentation Documentation =>
        Children.Where(child => child.Kind == "FullComment").ToList() is [var comment]
            ? new Documentation([.. comment.Children.Select(child => child.Paragraph()).Where(text => text.Length > 0)])
            : throw new BindingException("a doc comment (/** ... */) is missing");

    /// <summary>Returns all nodes of a kind below this one.</summary>
    public IEnumerable<SyntaxNode> FindAll(string kind) =>
        Children.SelectMany(child => child.FindAll(kind).Prepend(child)).Where(node => node.Kind == kind);

    /// <summary>Returns the first node of a kind below this one.</summary>
    public SyntaxNode? Find(string kind)
    {
        foreach (SyntaxNode child in Children)
        {
            if ((child.Kind == kind ? child : child.Find(kind)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private string Paragraph()
    {
        if (Kind != "ParagraphComment" || Children.Any(child => child.Kind != "TextComment"))
        {
            throw new BindingException("the doc comment holds more than plain paragraphs, such as a command or a tag");
        }

        string text = string.Concat(Children.Select(child => child.Text("text")));
        return string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private string? Text(string property) => json.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
