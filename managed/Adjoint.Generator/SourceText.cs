using System.Text;

namespace Adjoint.Generator;

/// <summary>Lines, indented by the braces around them.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line) => _text.Append(' ', line.Length == 0 ? 0 : 4 * _depth).Append(line).Append('\n');

    /// <summary>An empty line, unless it would be the first in its braces.</summary>
    public void Separate()
    {
        if (_text[_text.Length - 2] != '{') Line("");
    }

    /// <summary>What accessors of a generic type's fields are needed for: .NET has these since 9.</summary>
    public void OpenSinceNet9(bool isGeneric)
    {
        if (isGeneric) Line("#if NET9_0_OR_GREATER");
    }

    /// <summary>Ends that, with what is done without such accessors.</summary>
    public void CloseSinceNet9(bool isGeneric, params string[] otherwise)
    {
        if (!isGeneric) return;
        if (otherwise.Length > 0) Line("#else");
        foreach (string line in otherwise) Line(line);
        Line("#endif");
    }

    public void Open(string header)
    {
        Line(header);
        Line("{");
        _depth++;
    }

    public void CloseOne()
    {
        _depth--;
        Line("}");
    }

    public string Close()
    {
        while (_depth > 0) CloseOne();
        return _text.ToString();
    }
}
