using System.Text.RegularExpressions;

namespace Adjoint.OperationTable;

/// <summary>A family of operations, as its C header declares it.</summary>
/// <param name="Name">The name that its files have on every floor.</param>
/// <param name="Title">What they have in common.</param>
/// <param name="Functions">What gives tensors there, in order, without the prefix.</param>
internal sealed partial record Family(string Name, string Title, IReadOnlyList<string> Functions)
{
    /// <summary>Reads the families: the headers that have definitions of their name.</summary>
    /// <param name="root">The repository.</param>
    public static IReadOnlyList<Family> ReadAll(string root)
    {
        string umbrella = File.ReadAllText(Path.Combine(root, "native/include/adjoint/adjoint.h"));
        return
        [
            .. Include().Matches(umbrella).Select(match => match.Groups["name"].Value)
                .Where(name => File.Exists(Path.Combine(root, $"native/ops/{name}.cc")))
                .Select(name => Read(name, File.ReadAllText(Path.Combine(root, $"native/include/adjoint/{name}.h")))),
        ];
    }

    private static Family Read(string name, string header) =>
        new(name, Heading().Match(header).Groups["title"].Value, [.. Function().Matches(header).Select(match => match.Groups["name"].Value)]);

    [GeneratedRegex(@"^#include ""(?<name>\w+)\.h""", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex(@"\A/\* (?<title>.*) \*/")]
    private static partial Regex Heading();

    // A result is a tensor that the caller has room for.
    [GeneratedRegex(@"^ADJ_API adj_status adj_(?<name>\w+)\((?:[^;]*[ ,(])?adj_tensor\* (?:new_\w+|out)[,)]", RegexOptions.Multiline)]
    private static partial Regex Function();
}
