using System.Globalization;
using System.Text.Json;

using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>Turns the syntax trees of a header and of those it includes into the model. What cannot be translated is an error, never passed over.</summary>
internal sealed class HeaderReader
{
    private readonly Options _options;
    private readonly Layout _layout;
    private readonly TypeScope _scope = new();
    private readonly List<ConstantDeclaration> _constants = [];
    private readonly List<EnumDeclaration> _enums = [];
    private readonly Dictionary<string, StructDeclaration> _structs = new(StringComparer.Ordinal);
    private readonly List<FunctionDeclaration> _functions = [];
    private HeaderText _text = null!;
    private Dictionary<string, string> _underlyingTypes = [];

    private HeaderReader(Options options)
    {
        _options = options;
        _layout = new Layout(_structs);
    }

    public static Header Read(Options options) => new HeaderReader(options).Read();

    private Header Read()
    {
        IReadOnlyList<HeaderText> headers = HeaderText.ReadAll(_options.Header, _options.HeaderPath);
        if (_options.IsCpp)
        {
            _underlyingTypes = UnderlyingTypes(_options.HeaderPath);
        }

        foreach (HeaderText header in headers)
        {
            Read(header);
        }

        RefuseStaleOptions(headers);
        return new Header(_constants, _enums, [.. _structs.Values], _functions);
    }

    // C says none; only here is a header read as C++.
    private static Dictionary<string, string> UnderlyingTypes(string header)
    {
        using JsonDocument tree = Parsed(Clang.CppSyntaxTree(header));
        return new SyntaxNode(tree.RootElement).FindAll("EnumDecl").Where(node => node.Name.Length > 0)
            .GroupBy(node => node.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().UnderlyingType, StringComparer.Ordinal);
    }

    private static JsonDocument Parsed(string tree) => JsonDocument.Parse(tree, new JsonDocumentOptions { MaxDepth = 512 });

    // What it includes declares nothing here: that has been read before.
    private void Read(HeaderText header)
    {
        _text = header;
        _constants.AddRange(MacroReader.Read(header, _options.Excluded));
        using JsonDocument tree = Parsed(Clang.SyntaxTree(header.Location));
        foreach (SyntaxNode node in new SyntaxNode(tree.RootElement).Children)
        {
            if (node.Offset is { } offset && !_options.Excluded.Contains(node.Name))
            {
                _text.Locate(offset, node.Name, () => Declare(node));
            }
        }
    }

    private void Declare(SyntaxNode node)
    {
        switch (node.Kind)
        {
            case "EnumDecl":
                DeclareEnum(node);
                break;
            case "RecordDecl":
                DeclareStruct(node);
                break;
            case "TypedefDecl":
                DeclareAlias(node);
                break;
            case "FunctionDecl":
                _functions.Add(Function(node));
                break;
            default:
                throw new BindingException($"a {node.Kind} cannot be translated");
        }
    }

    private void DeclareEnum(SyntaxNode node)
    {
        RequireTag(node);
        _scope.Declare(node.Name, new EnumType(node.Name));
        var constants = new List<EnumConstant>();
        foreach (SyntaxNode child in node.Children.Where(child => child.Kind == "EnumConstantDecl"))
        {
            int implicitValue = constants.Count > 0 ? constants[^1].Value + 1 : 0;
            constants.Add(At(child, () => EnumConstant(child, implicitValue)));
        }

        _enums.Add(new EnumDeclaration(node.Name, _underlyingTypes.GetValueOrDefault(node.Name, ""), constants, node.Documentation));
    }

    private static EnumConstant EnumConstant(SyntaxNode node, int implicitValue)
    {
        string? written = node.Find("ConstantExpr")?.Value;
        int value = implicitValue;
        if (written is not null && !int.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            throw new BindingException($"the value {written} does not fit an int");
        }

        return new EnumConstant(node.Name, value, node.Documentation);
    }

    private void DeclareStruct(SyntaxNode node)
    {
        RequireTag(node);
        if (node.Tag != "struct")
        {
            throw new BindingException($"a {node.Tag} cannot be translated");
        }

        // Known before its fields are read: they may point at their own kind.
        _scope.Declare(node.Name, new StructType(node.Name));
        if (!node.Has("completeDefinition"))
        {
            return;
        }

        List<Field> fields = [.. node.Children.Where(child => child.Kind != "FullComment").Select(child => At(child, () => Field(child)))];
        StructLayout layout = _layout.Place(fields);
        _structs[node.Name] = new StructDeclaration(node.Name, fields, layout, node.Documentation);
    }

    private Field Field(SyntaxNode node)
    {
        if (node.Kind != "FieldDecl" || node.Has("isBitfield"))
        {
            throw new BindingException("only plain fields can be translated: no bit-fields, no types within types, no packing");
        }

        return new Field(node.Name, TypeParser.Parse(node.Type, _scope), node.Type, Offset: 0, node.Documentation);
    }

    private void DeclareAlias(SyntaxNode node)
    {
        CType type = TypeParser.Parse(node.Type, _scope);
        if (type is StructType named && named.Name == node.Name)
        {
            DeclareOpaque(node);
        }

        _scope.Declare(node.Name, type);
    }

    // The fields of a struct may have been read already, or follow later; else the header keeps them to itself.
    private void DeclareOpaque(SyntaxNode node)
    {
        if (!_structs.ContainsKey(node.Name))
        {
            _structs.Add(node.Name, new StructDeclaration(node.Name, [], default, node.Documentation));
        }
    }

    private FunctionDeclaration Function(SyntaxNode node)
    {
        if (node.Has("variadic") || node.Find("CompoundStmt") is not null)
        {
            throw new BindingException("only functions of a fixed number of parameters and without a body can be translated");
        }

        (CType returned, string nativeReturn) = TypeParser.ParseReturn(node.Type, _scope);
        List<Parameter> parameters =
            [.. node.Children.Where(child => child.Kind == "ParmVarDecl").Select(child => At(child, () => Parameter(child)))];
        if (_options.SuppressGCTransition.Contains(node.Name) && parameters.Any(parameter => parameter.Type is FunctionPointerType))
        {
            throw new BindingException("it takes a callback, so its calls cannot suppress the GC transition");
        }

        return new FunctionDeclaration(node.Name, returned, nativeReturn, parameters, node.Documentation);
    }

    private Parameter Parameter(SyntaxNode node)
    {
        if (node.Name.Length == 0)
        {
            throw new BindingException("a parameter has no name");
        }

        CType type = TypeParser.Parse(node.Type, _scope);
        return type is StructType named && (!_structs.TryGetValue(named.Name, out StructDeclaration? declaration) || declaration.IsOpaque)
            ? throw new BindingException($"'{node.Type}' is opaque: only its address can be passed")
            : new Parameter(node.Name, type, node.Type);
    }

    private static void RequireTag(SyntaxNode node)
    {
        if (node.Name.Length == 0)
        {
            throw new BindingException("an enum or struct has no tag; write typedef struct name { ... } name");
        }
    }

    private void RefuseStaleOptions(IReadOnlyList<HeaderText> headers)
    {
        IEnumerable<string> suppressed = _options.SuppressGCTransition.Except(_functions.Select(function => function.Name));
        IEnumerable<string> excluded = _options.Excluded.Where(
            name => headers.All(header => !header.Text.Contains(name, StringComparison.Ordinal)));
        if (suppressed.Concat(excluded).FirstOrDefault() is { } stale)
        {
            throw new BindingException($"an option names {stale}, which {_options.Header} does not declare");
        }

        string[] read = [.. headers.Select(header => header.Name)];
        if (_options.Traversed.Count > 0 && read.Except(_options.Traversed).Concat(_options.Traversed.Except(read)).FirstOrDefault() is { } other)
        {
            throw new BindingException($"--traverse is to name {_options.Header} and the headers that it includes, no more and no fewer: {other}");
        }
    }

    // Attributes have no place of their own; a failure there is then put down to what they belong to.
    private T At<T>(SyntaxNode node, Func<T> translate) =>
        node.Offset is { } offset ? _text.Locate(offset, node.Name, translate) : translate();
}
