using System.Collections;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>What is found in a module: every parameter and slot once, under its first path.</summary>
internal sealed class ModuleMembers
{
    private const int MostLevels = 2000;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private FoundModule? _within;
    private int _level; // of parts inside parts

    private ModuleMembers()
    {
    }

    public IEnumerable<Parameter> Parameters => Slots.Select(static s => s.Parameter).OfType<Parameter>();

    /// <summary>The slots of parameters, and others.</summary>
    public List<FoundSlot> Slots { get; } = [];

    /// <summary>The modules, the whole first, each before those in it.</summary>
    public List<FoundModule> Modules { get; } = [];

    /// <summary>The members of a module, those of modules in it too.</summary>
    public static ModuleMembers Of(Module module)
    {
        var found = new ModuleMembers();
        found.Add("", module);
        return found;
    }

    /// <summary>Tells the modules that lie in the fields of a module, and in lists there, what they are members of.</summary>
    public static void Adopt(Module module) => ModuleVisitor.Visit(module, (_, member) =>
    {
        foreach (Module inner in member is Module one ? [one] : member is IEnumerable<Module?> several ? several.OfType<Module>() : [])
            inner.Around = module;
    });

    /// <summary>Whether a list or dictionary holds numbers or text, which are no members, however many there are.</summary>
    public static bool IsOfNumbers(object collection)
    {
        Type type = collection.GetType();
        return type.IsArray ? TreeWalk.IsPlain(type.GetElementType()!) : type.GenericTypeArguments is [.., { } element] && TreeWalk.IsPlain(element);
    }

    /// <summary>Gives every slot the path to it as its name.</summary>
    public void NameSlots()
    {
        foreach (FoundSlot found in Slots)
            found.Slot.Name = found.Path;
    }

    private void Add(string path, Module module)
    {
        RequireStack(path);
        if (!_seen.Add(module)) return;
        FoundModule? around = _within;
        Modules.Add(_within = new FoundModule(path, module, around));
        if (around is not null) module.Around = around.Module;
        ModuleVisitor.Visit(module, (name, member) => AddMember(path.Length == 0 ? name : $"{path}.{name}", member));
        _within = around;
    }

    private void AddMember(string path, object? member)
    {
        _level++;
        AddAtLevel(path, member);
        _level--;
    }

    private void AddAtLevel(string path, object? member)
    {
        switch (member)
        {
            case Parameter parameter:
                Add(path, parameter.Slot, parameter);
                break;
            case Slot slot:
                Add(path, slot);
                break;
            case Module module:
                Add(path, module);
                break;
            case ITuple tuple:
                for (int i = 0; i < tuple.Length; i++)
                    AddMember($"{path}.{i}", tuple[i]);
                break;
            case IList or IDictionary when IsOfNumbers(member) || !IsNew(path, member):
                break;
            case IList list when TreeWalk.IsDefault(list):
                break;
            case IList list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } item && !TreeWalk.IsPlain(item)) AddMember($"{path}.{i}", item);
                }

                break;
            case IReadOnlyList<Slot> slots:
                for (int i = 0; i < slots.Count; i++)
                    Add($"{path}.{i}", slots[i]);
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    AddMember(FormattableString.Invariant($"{path}.{entry.Key}"), entry.Value);
                break;
            case not null when FSharpTypes.Of(member) is { } branch && IsNew(path, member):
                foreach (var (name, _, item) in branch.Members(member))
                    AddMember($"{path}.{char.ToLowerInvariant(name[0])}{name[1..]}", item);
                break;
            default:
                break;
        }
    }

    private void Add(string path, Slot slot, Parameter? parameter = null)
    {
        if (!_seen.Add(slot)) return;
        var found = new FoundSlot(path, slot, parameter);
        Slots.Add(found);
        _within!.Slots.Add(found);
    }

    // One may contain itself.
    private bool IsNew(string path, object collection)
    {
        RequireStack(path);
        return _seen.Add(collection);
    }

    // The path of what is very deep is long itself; and to throw out of very many calls takes minutes.
    private void RequireStack(string path)
    {
        const int shown = 60;
        if (_level <= MostLevels && RuntimeHelpers.TryEnsureSufficientExecutionStack()) return;
        throw new InvalidOperationException(
            $"A module has parts inside parts, more than {MostLevels} levels of them or more than the stack of this thread has room for: '{path[..Math.Min(shown, path.Length)]}...'. Keep them side by side in a list.");
    }
}

/// <summary>A module that was found.</summary>
/// <param name="Path">Where; "" for the whole.</param>
/// <param name="Module">The module.</param>
/// <param name="Around">The module that it is a member of.</param>
internal sealed record FoundModule(string Path, Module Module, FoundModule? Around)
{
    /// <summary>How many modules are around it.</summary>
    public int Depth { get; } = Around is null ? 0 : Around.Depth + 1;

    /// <summary>Its slots, without those of modules in it.</summary>
    public List<FoundSlot> Slots { get; } = [];

    /// <summary>The rest of a path in this module.</summary>
    public string Within(string path) => Path.Length == 0 ? path : path[(Path.Length + 1)..];
}

/// <summary>A slot that was found.</summary>
/// <param name="Path">Where.</param>
/// <param name="Slot">The slot.</param>
/// <param name="Parameter">The parameter whose value lies in it, if there is one.</param>
internal sealed record FoundSlot(string Path, Slot Slot, Parameter? Parameter)
{
    /// <summary>Whether derivatives by the module leave it out: a buffer, or a frozen parameter.</summary>
    public bool IsHeld => Parameter is not { IsFrozen: false };
}
