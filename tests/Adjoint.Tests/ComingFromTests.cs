using System.Reflection;
using System.Text.RegularExpressions;

using Xunit;

namespace Adjoint.Tests;

/// <summary>The pages for people who come from elsewhere name what exists.</summary>
public sealed partial class ComingFromTests
{
    private const BindingFlags AnyPublic = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    private static readonly ILookup<string, Type> s_types = typeof(Tensor).Assembly.GetExportedTypes().ToLookup(static t => t.Name.Split('`')[0]);

    private static readonly HashSet<string> s_members =
        [.. typeof(Tensor).Assembly.GetExportedTypes().SelectMany(static t => t.GetMembers(AnyPublic)).Select(static m => m.Name)];

    [Theory]
    [InlineData("docs/coming-from-pytorch.md", 50)]
    [InlineData("docs/coming-from-jax.md", 50)]
    [InlineData("docs/coming-from-mindspore.md", 30)]
    public void Names_on_our_side_exist(string page, int atLeast)
    {
        string[] names = [.. File.ReadLines(Path.Combine(Repository.Root, page)).Where(static l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(NamesOfOurs)];
        Assert.True(names.Length >= atLeast, $"{page} names {names.Length}.");
        Assert.All(names, static name => Assert.True(Exists(name), name));
    }

    [Theory]
    [InlineData("Tensor.Zeroes")]
    [InlineData("Vectorize")]
    public void Names_that_do_not_exist_are_found(string name) => Assert.False(Exists(name));

    private static IEnumerable<string> NamesOfOurs(string row) =>
        Code().Matches(row.Split('|')[2]).SelectMany(static code => Name().Matches(code.Value)).Select(static name => name.Value);

    private static bool Exists(string name)
    {
        string[] parts = name.Split('.');
        if (parts.Length == 1) return s_types.Contains(name) || s_types.Contains(name + "Attribute") || s_members.Contains(name);
        return s_types[parts[0]].Any(t => t.GetMember(parts[1], AnyPublic).Length > 0);
    }

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b[A-Z]\w*(?:\.[A-Z]\w*)?")]
    private static partial Regex Name();
}
