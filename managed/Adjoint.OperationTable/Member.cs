using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Adjoint.OperationTable;

/// <summary>A member of the facade whose doc comment calls it an operation.</summary>
/// <param name="Name">As a user writes it.</param>
/// <param name="Family">What its file is called.</param>
/// <param name="Function">The function of the C interface that it calls, without the prefix; null when it is made of other members.</param>
/// <param name="Formula">What it computes.</param>
/// <param name="Peers">What NumPy, JAX, PyTorch and MindSpore call it.</param>
internal sealed partial record Member(string Name, string Family, string? Function, string Formula, IReadOnlyList<string> Peers)
{
    /// <summary>The attributes that name the peers' operations.</summary>
    private static readonly string[] PeerNames = ["numpy", "jax", "torch", "mindspore"];

    /// <summary>Reads the whole facade.</summary>
    /// <param name="root">The repository.</param>
    public static IEnumerable<Member> ReadAll(string root) =>
        Directory.EnumerateFiles(Path.Combine(root, "managed/Adjoint"), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !Generated().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .SelectMany(static path => Read(path, File.ReadAllText(path)));

    /// <summary>Reads one file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="text">What it says.</param>
    public static IEnumerable<Member> Read(string path, string text)
    {
        string family = Path.GetFileNameWithoutExtension(path).Split('.')[^1].ToLowerInvariant();
        MatchCollection comments = Comment().Matches(text);
        for (int i = 0; i < comments.Count; i++)
        {
            if (!comments[i].Value.Contains("<operation", StringComparison.Ordinal)) continue;
            int end = i + 1 < comments.Count ? comments[i + 1].Index : text.Length;
            string code = text[(comments[i].Index + comments[i].Length)..end];
            Match type = Type().Matches(text[..comments[i].Index]).LastOrDefault() ?? Match.Empty;
            yield return Read(family, NameOf(type, Declaration().Match(code).Value), comments[i].Value, code);
        }
    }

    private static Member Read(string family, string name, string comment, string code)
    {
        XElement tag = XElement.Parse($"<doc>{Slashes().Replace(comment, " ")}</doc>").Element("operation")!;
        string function = tag.Attribute("native")?.Value ?? Call().Match(code).Groups["name"].Value;
        return new Member(
            name, family, function.Length > 0 ? function : null, Required(name, tag, "formula"), [.. PeerNames.Select(peer => Required(name, tag, peer))]);
    }

    private static string Required(string name, XElement tag, string attribute) =>
        tag.Attribute(attribute)?.Value is { Length: > 0 } value
            ? value
            : throw new InvalidDataException($"{name}: its <operation> lacks {attribute}; where a library has no such operation, write –.");

    // Of static classes the members are used by their own names.
    private static string NameOf(Match type, string declaration)
    {
        string name = Declared().Match(declaration).Groups["name"].Value;
        if (type.Groups["static"].Success || Type().IsMatch(declaration)) return name;
        string owner = type.Groups["name"].Value;
        return name == "this" ? $"{owner}[…]" : name == owner ? $"new {name}" : $"{owner}.{name}";
    }

    [GeneratedRegex(@"[\\/](?:bin|obj|Generated)[\\/]")]
    private static partial Regex Generated();

    [GeneratedRegex(@"(?:^[ \t]*///.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[ \t]*///", RegexOptions.Multiline)]
    private static partial Regex Slashes();

    [GeneratedRegex(@"^(?![ \t]*//).*?(?<static>\bstatic )?(?:unsafe |partial |sealed )*(?:class|struct) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();

    // The first line that is no attribute.
    [GeneratedRegex(@"^[ \t]*[^\s\[].*$", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<name>this(?=\[)|\w+(?=(?:<[^>(]*>)?\())")]
    private static partial Regex Declared();

    [GeneratedRegex(@"\badj_(?<name>\w+)\(")]
    private static partial Regex Call();
}
