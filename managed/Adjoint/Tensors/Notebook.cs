using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Adjoint;

/// <summary>
/// Says how notebooks show a type. They know the attribute by its name and what it points to by the names of its members, so that
/// nothing of theirs is referred to.
/// </summary>
/// <param name="formatterSourceType">What makes the formatters.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicMethods)]
    Type formatterSourceType) : Attribute
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicMethods)]
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}

/// <summary>The formatters of tensors and shapes: as text, and in HTML with type and shape above the elements.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Notebooks look for members of instances.")]
internal sealed class NotebookFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new NotebookFormatter("text/plain", static x => x.ToString()), new NotebookFormatter("text/html", Html)];

    private static string Html(object shown)
    {
        string elements = $"<pre>{WebUtility.HtmlEncode(shown.ToString())}</pre>";
        return shown is Tensor x ? $"<div>{x.Caption}{elements}</div>" : elements;
    }
}

/// <summary>A formatter as notebooks expect it.</summary>
/// <param name="mimeType">What it writes.</param>
/// <param name="text">What is shown of a value.</param>
internal sealed class NotebookFormatter(string mimeType, Func<object, string?> text)
{
    public string MimeType => mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not (Tensor or Shape)) return false;
        writer.Write(text(instance));
        return true;
    }
}
