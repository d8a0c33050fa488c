using System.Globalization;
using System.Text.RegularExpressions;

using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>Reads the macros of a header, which the syntax tree leaves out. Those without a value (include guards) declare nothing.</summary>
internal static partial class MacroReader
{
    public static IEnumerable<ConstantDeclaration> Read(HeaderText header, IReadOnlySet<string> excluded) =>
        Definition().Matches(header.Text)
            .Where(match => match.Groups["value"].Length > 0 && !excluded.Contains(match.Groups["name"].Value))
            .Select(match => header.Locate(match.Groups["name"].Index, match.Groups["name"].Value, () => Constant(match)));

    private static ConstantDeclaration Constant(Match macro)
    {
        string name = macro.Groups["name"].Value;
        string value = macro.Groups["value"].Value.TrimStart();
        Match literal = Integer().Match(value);
        if (!literal.Success || !TryParse(literal, out ulong number))
        {
            throw new BindingException("only macros that stand for an integer can be translated; --exclude passes over the others");
        }

        (string type, string suffix) = CSharpType(number, literal);
        string digits = literal.Groups["digits"].Value;
        return new ConstantDeclaration(name, type, digits + suffix, $"#define {name} {value}", Comment(macro));
    }

    private static bool TryParse(Match literal, out ulong number) =>
        literal.Groups["hex"].Success
            ? ulong.TryParse(literal.Groups["hex"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : ulong.TryParse(literal.Groups["digits"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    // The smallest type that C gives the literal, in the size that C# gives that type.
    private static (string Type, string Suffix) CSharpType(ulong number, Match literal)
    {
        bool wide = literal.Groups["long"].Length > 0;
        bool unsignedAllowed = literal.Groups["unsigned"].Success || literal.Groups["hex"].Success;
        bool signedAllowed = !literal.Groups["unsigned"].Success;
        return (wide, signedAllowed, unsignedAllowed) switch
        {
            (false, true, _) when number <= int.MaxValue => ("int", ""),
            (false, _, true) when number <= uint.MaxValue => ("uint", "U"),
            (_, true, _) when number <= long.MaxValue => ("long", "L"),
            _ => ("ulong", "UL"),
        };
    }

    private static Documentation Comment(Match macro)
    {
        if (!macro.Groups["comment"].Success)
        {
            throw new BindingException("a doc comment (/** ... */) is missing");
        }

        string text = CommentDecoration().Replace(macro.Groups["comment"].Value, " ");
        return new Documentation([Spaces().Replace(text, " ").Trim()]);
    }

    [GeneratedRegex(@"(?:/\*\*(?<comment>(?:[^*]|\*(?!/))*)\*/[ \t\r]*\n)?^[ \t]*#[ \t]*define[ \t]+(?<name>\w+)(?<value>[^\n]*?)[ \t\r]*$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^(?<digits>0[xX](?<hex>[0-9a-fA-F]+)|0|[1-9]\d*)(?:(?<unsigned>[uU])|(?<long>[lL]{2})){0,2}$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\n[ \t]*\*?")]
    private static partial Regex CommentDecoration();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
