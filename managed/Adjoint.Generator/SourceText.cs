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
