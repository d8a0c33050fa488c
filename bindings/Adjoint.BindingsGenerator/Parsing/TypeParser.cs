using System.Globalization;
using System.Text.RegularExpressions;

using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>
/// Reads a type as clang spells it, such as <c>const int64_t *</c>, <c>int64_t[8]</c> or <c>void (*)(void *, int32_t)</c>:
/// specifiers, then stars, then what they point at when that is a function, or a length.
/// </summary>
internal sealed partial class TypeParser
{
    private readonly string _spelling;
    private readonly TypeScope _scope;
    private readonly string[] _tokens;
    private int _next;

    private TypeParser(string spelling, TypeScope scope)
    {
        _spelling = spelling;
        _scope = scope;
        _tokens = [.. Token().Matches(spelling).Select(match => match.Value)];
    }

    /// <summary>Reads a type without a name in it.</summary>
    public static CType Parse(string spelling, TypeScope scope)
    {
        var parser = new TypeParser(spelling, scope);
        CType type = parser.ReadType();
        return parser.Peek is null ? type : throw parser.Untranslatable();
    }

    /// <summary>Reads what a function returns, from the type of the function.</summary>
    public static (CType Type, string Spelling) ParseReturn(string functionSpelling, TypeScope scope)
    {
        int parameters = functionSpelling.IndexOf('(', StringComparison.Ordinal);
        if (functionSpelling[parameters + 1] == '*')
        {
            throw new BindingException($"the type '{functionSpelling}' cannot be translated; name what is returned with a typedef");
        }

        string spelling = functionSpelling[..parameters].TrimEnd();
        return (Parse(spelling, scope), spelling);
    }

    private string? Peek => _next < _tokens.Length ? _tokens[_next] : null;

    private CType ReadType()
    {
        CType type = ReadStars(ReadSpecifiers());
        return Peek switch
        {
            "(" => ReadFunctionPointer(type),
            "[" => ReadArray(type),
            _ => type,
        };
    }

    private CType ReadSpecifiers()
    {
        var words = new List<string>();
        for (; Peek is { } word && IsWord(word); _next++)
        {
            // A tag stands for the same type as the name without the keyword.
            if (word is not ("const" or "struct" or "enum"))
            {
                words.Add(word);
            }
        }

        return words.Count > 0 ? _scope.Find(string.Join(' ', words)) : throw Untranslatable();
    }

    private CType ReadStars(CType type)
    {
        for (; Peek is "*" or "const" or "restrict"; _next++)
        {
            if (Peek == "*")
            {
                type = new PointerType(type);
            }
        }

        return type;
    }

    // "(*)(void *, int32_t)", with more stars for pointers to such a pointer.
    private CType ReadFunctionPointer(CType returned)
    {
        Expect("(");
        Expect("*");
        int further = 0;
        for (; Peek == "*"; _next++)
        {
            further++;
        }

        Expect(")");
        CType type = new FunctionPointerType(returned, ReadParameters());
        return Enumerable.Range(0, further).Aggregate(type, (pointee, _) => new PointerType(pointee));
    }

    private List<CType> ReadParameters()
    {
        var parameters = new List<CType>();
        Expect("(");
        do
        {
            parameters.Add(ReadType());
        }
        while (Accept(","));
        Expect(")");
        return parameters is [PrimitiveType { Size: 0 }] ? [] : parameters;
    }

    private ArrayType ReadArray(CType element)
    {
        Expect("[");
        int length = int.TryParse(Peek, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Untranslatable();
        _next++;
        Expect("]");
        return element is PrimitiveType or EnumType or StructType ? new ArrayType(element, length) : throw Untranslatable();
    }

    private bool Accept(string token)
    {
        if (Peek != token)
        {
            return false;
        }

        _next++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Accept(token))
        {
            throw Untranslatable();
        }
    }

    private BindingException Untranslatable() => new($"the type '{_spelling}' cannot be translated");

    private static bool IsWord(string token) => char.IsLetter(token[0]) || token[0] == '_';

    [GeneratedRegex(@"\w+|\S")]
    private static partial Regex Token();
}
