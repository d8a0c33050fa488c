namespace Adjoint.BindingsGenerator;

/// <summary>
/// What to translate, and how. The arguments are those of ClangSharpPInvokeGenerator, so that one file of them serves both; <c>@file</c> stands
/// for the arguments in a file, one a line, where <c>#</c> starts a comment.
/// </summary>
internal sealed record Options
{
    // What is done here anyway and the other tool has to be told. Another value is refused: it would be passed over.
    private static readonly Dictionary<string, string[]> Fixed = new(StringComparer.Ordinal)
    {
        ["--std"] = ["c++17"],
        ["--config"] =
        [
            "latest-codegen", "multi-file", "generate-file-scoped-namespaces", "generate-helper-types", "generate-macro-bindings", "generate-tests-xunit",
        ],
        ["--with-access-specifier"] = ["*=Internal"],
        ["--additional"] = ["--target=x86_64-pc-windows-msvc"],
    };

    /// <summary>The header as the arguments name it, for messages and for the note at the top of each file.</summary>
    public required string Header { get; init; }

    public required string HeaderPath { get; init; }

    public required string OutputPath { get; init; }

    /// <summary>Where layout tests go; none are written without it.</summary>
    public string? TestOutputPath { get; init; }

    public required string Namespace { get; init; }

    public required string MethodClassName { get; init; }

    public required string LibraryPath { get; init; }

    /// <summary>Whether the header is C++ too, which may say what type an enumeration rests on.</summary>
    public bool IsCpp { get; init; }

    /// <summary>The headers whose declarations are wanted; all of its own that the first includes if empty.</summary>
    public IReadOnlySet<string> Traversed { get; init; } = new HashSet<string>();

    /// <summary>Names in the header that are not translated.</summary>
    public IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();

    /// <summary>Functions that are called without leaving the collector's cooperative mode.</summary>
    public IReadOnlySet<string> SuppressGCTransition { get; init; } = new HashSet<string>();

    /// <param name="args">The command line.</param>
    /// <param name="root">The folder that relative paths start from.</param>
    public static Options Read(IEnumerable<string> args, string root)
    {
        Dictionary<string, List<string>> values = Group(args.SelectMany(argument => Expand(argument, root)));
        string header = Single("--file");
        var options = new Options
        {
            Header = header.Replace('\\', '/'),
            HeaderPath = Path.GetFullPath(header, root),
            OutputPath = Path.GetFullPath(Single("--output"), root),
            TestOutputPath = values.ContainsKey("--test-output") ? Path.GetFullPath(Single("--test-output"), root) : null,
            Namespace = Single("--namespace"),
            MethodClassName = Single("--methodClassName"),
            LibraryPath = Single("--libraryPath"),
            IsCpp = Language(),
            Traversed = Many("--traverse"),
            Excluded = Many("--exclude"),
            SuppressGCTransition = Many("--with-suppressgctransition"),
        };
        RefuseOtherThanFixed(values);
        return values.Count == 0
            ? options
            : throw new BindingException($"there is no option {values.Keys.Order(StringComparer.Ordinal).First()}");

        string Single(string name) =>
            values.Remove(name, out List<string>? given) && given.Count == 1
                ? given[0]
                : throw new BindingException($"{name} must be given with one value");

        bool Language() => values.ContainsKey("--language") && Single("--language") switch
        {
            "c" => false,
            "c++" => true,
            var other => throw new BindingException($"--language must be c or c++, not {other}"),
        };

        HashSet<string> Many(string name) =>
            values.Remove(name, out List<string>? given) ? new HashSet<string>(given, StringComparer.Ordinal) : [];
    }

    private static void RefuseOtherThanFixed(Dictionary<string, List<string>> values)
    {
        foreach ((string name, string[] known) in Fixed)
        {
            if (values.Remove(name, out List<string>? given) && given.Except(known).FirstOrDefault() is { } other)
            {
                throw new BindingException($"{name} {other} is not what this generator does: it knows {string.Join(", ", known)}");
            }
        }
    }

    private static IEnumerable<string> Expand(string argument, string root)
    {
        if (!argument.StartsWith('@'))
        {
            return [argument];
        }

        string path = Path.GetFullPath(argument[1..], root);
        return File.Exists(path)
            ? File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
            : throw new BindingException($"there is no response file {argument[1..]}");
    }

    private static Dictionary<string, List<string>> Group(IEnumerable<string> arguments)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? current = null;
        foreach (string argument in arguments)
        {
            // What is handed on to clang looks like an option.
            if (argument.StartsWith("--", StringComparison.Ordinal) && !Fixed["--additional"].Contains(argument))
            {
                values.TryAdd(argument, []);
                current = values[argument];
            }
            else if (current is null)
            {
                throw new BindingException($"'{argument}' stands before any option");
            }
            else
            {
                current.Add(argument);
            }
        }

        return values;
    }
}
