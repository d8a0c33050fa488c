using System.Reflection;
using System.Text;

namespace Adjoint.OperationTable;

/// <summary>The page that shows every operation: what the headers, the core and the facade say of it, put together.</summary>
internal static class OperationPage
{
    /// <summary>Where it lies in the repository.</summary>
    public const string Location = "docs/operations.md";

    private const string Head = """
        # The operations

        Made from the code by `./build.sh docs-operations`: changes here are lost. The families are those of `native/ops`, `native/capi`,
        `native/include/adjoint` and `managed/Adjoint/Ops`; [how to add an operation](add-an-operation.md) says what stands where.

        *What it is* is the word of the definition itself (`OperationKind` in `native/core/operation.h`): *elementwise*, a *reduction* over
        axes, a *view*, a *product* of matrices, *random*, or *opaque*, none of these. *Rules* are those for reverse mode (vjp), forward mode
        (jvp) and batches. A dash stands for what has no definition of its own: it is made of other operations, whose rules hold, or of
        numbers alone. Shapes broadcast; sums, products and means go over the axes that are given.
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="root">The repository.</param>
    public static string Write(string root) => Write(Family.ReadAll(root), [.. Member.ReadAll(root)], Definition.ReadAll());

    /// <inheritdoc cref="Write(string)"/>
    public static string Write(
        IReadOnlyList<Family> families, IReadOnlyList<Member> members, IReadOnlyDictionary<string, Definition> definitions)
    {
        RequireAll(families, members);
        var page = new StringBuilder(Head).Append('\n');
        foreach (Family family in families)
        {
            page.Append($"\n## {family.Name}\n\n{family.Title}\n\n");
            page.Append("| operation | formula | what it is | rules | NumPy | JAX | PyTorch | MindSpore |\n|---|---|---|---|---|---|---|---|\n");
            foreach (Member member in Of(family, members))
                Row(page, member, member.Function is { } function ? definitions.GetValueOrDefault(function) : null);
        }

        page.Append("\n## Of rules and transforms alone\n\nNothing of the facade is called so.\n\n| operation | what it is | rules |\n|---|---|---|\n");
        foreach (Definition inner in Inner(members, definitions))
            page.Append($"| `{inner.Name}` | {inner.Kind} | {(inner.Rules.Length > 0 ? inner.Rules : "–")} |\n");
        return page.ToString();
    }

    // In the order of the header; what is made of others comes after these.
    private static IEnumerable<Member> Of(Family family, IEnumerable<Member> members) =>
        from member in members
        let place = member.Function is { } function ? family.Functions.ToList().IndexOf(function) : int.MaxValue
        where place >= 0 && (member.Function is not null || member.Family == family.Name)
        orderby place
        select member;

    private static IEnumerable<Definition> Inner(IEnumerable<Member> members, IReadOnlyDictionary<string, Definition> definitions) =>
        definitions.Values.ExceptBy(members.Select(static member => member.Function ?? ""), static definition => definition.Name)
            .OrderBy(static definition => definition.Name, StringComparer.Ordinal);

    private static void Row(StringBuilder page, Member member, Definition? definition)
    {
        page.Append($"| `{member.Name}` | {Cell(member.Formula)} | {definition?.Kind ?? "–"} | {definition?.Rules ?? "–"} |");
        foreach (string peer in member.Peers)
            page.Append(peer == "–" ? " – |" : $" `{Cell(peer)}` |");
        page.Append('\n');
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void RequireAll(IReadOnlyList<Family> families, IReadOnlyList<Member> members)
    {
        HashSet<string> functions = [.. families.SelectMany(static family => family.Functions)];
        HashSet<string> called = [.. members.Select(static member => member.Function ?? "")];
        HashSet<string> names = [.. members.Select(static member => member.Name)];
        IEnumerable<string> missing =
        [
            .. functions.Except(called).Select(static name => $"no member of the facade with an <operation> tag calls adj_{name}"),
            .. called.Except(functions).Where(static name => name.Length > 0).Select(static name => $"no header of a family declares adj_{name}"),
            .. members.Where(member => member.Function is null && families.All(family => family.Name != member.Family))
                .Select(static member => $"{member.Name} calls no function of the core and its file is named after no family"),
            .. typeof(Ops).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Select(static method => method.Name).Except(names).Select(static name => $"Ops.{name} has no <operation> tag"),
        ];
        if (missing.FirstOrDefault() is { } fault)
            throw new InvalidDataException($"{fault}; docs/add-an-operation.md says what belongs to an operation.");
    }
}
