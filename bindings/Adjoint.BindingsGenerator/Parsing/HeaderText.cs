using System.Text;
using System.Text.RegularExpressions;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>The text of a header, which turns places in it into lines for messages.</summary>
internal sealed partial class HeaderText
{
    private readonly string _name;

    /// <param name="name">The header as messages name it.</param>
    /// <param name="path">Where it lies.</param>
    public HeaderText(string name, string path)
    {
        if (!File.Exists(path))
        {
            throw new BindingException($"there is no header {name}");
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (!Ascii.IsValid(bytes))
        {
            throw new BindingException($"{name} is not ASCII, so compilers may read it differently");
        }

        _name = name;
        Location = path;
        Text = Encoding.ASCII.GetString(bytes);
    }

    /// <summary>What messages call it.</summary>
    public string Name => _name;

    /// <summary>Where it lies.</summary>
    public string Location { get; }

    public string Text { get; }

    /// <summary>Reads a header and those of its own that it includes (in quotes, from its folder), each once and before what includes it.</summary>
    public static IReadOnlyList<HeaderText> ReadAll(string name, string path)
    {
        var found = new List<HeaderText>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { path };
        Follow(new HeaderText(name, path));
        return found;

        void Follow(HeaderText header)
        {
            foreach (string included in header.Includes())
            {
                string location = Path.Combine(Path.GetDirectoryName(header.Location)!, included);
                if (seen.Add(location))
                {
                    Follow(new HeaderText(header._name[..(header._name.LastIndexOf('/') + 1)] + included, location));
                }
            }

            found.Add(header);
        }
    }

    /// <inheritdoc cref="Locate{T}"/>
    public void Locate(int offset, string declaration, Action translate) => Locate(offset, declaration, () =>
    {
        translate();
        return true;
    });

    /// <summary>Runs what translates a declaration; its failure then says where the declaration is.</summary>
    /// <param name="offset">Where the declaration stands.</param>
    /// <param name="declaration">Its name.</param>
    /// <param name="translate">What translates it.</param>
    public T Locate<T>(int offset, string declaration, Func<T> translate)
    {
        try
        {
            return translate();
        }
        catch (BindingException error) when (!error.IsLocated)
        {
            int line = 1 + Text.AsSpan(0, offset).Count('\n');
            throw new BindingException($"{_name}:{line}: {declaration}: {error.Message}") { IsLocated = true };
        }
    }

    private IEnumerable<string> Includes() => Include().Matches(Text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^[ \t]*#[ \t]*include[ \t]+""(?<name>[^""]+)""", RegexOptions.Multiline)]
    private static partial Regex Include();
}
