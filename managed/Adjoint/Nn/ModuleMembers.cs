using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>What is found in a module: every parameter and slot once, under its first path.</summary>
internal sealed class ModuleMembers
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<FoundSlot> _slots = [];
    private FoundModule? _within;

    public List<Parameter> Parameters { get; } = [];

    public IEnumerable<Slot> Slots => _slots.Select(static s => s.Slot);

    /// <summary>The modules, the whole first, each before those in it.</summary>
    public List<FoundModule> Modules { get; } = [];

    /// <summary>Begins a module if it is met for the first time; <see cref="Leave"/> ends it.</summary>
    public bool Enter(string path, Module module)
    {
        RequireStack(path);
        if (!_seen.Add(module)) return false;
        Modules.Add(_within = new FoundModule(path, module, _within));
        return true;
    }

    /// <summary>Whether a list or dictionary is met for the first time: one may contain itself.</summary>
    public bool IsNew(string path, object collection)
    {
        RequireStack(path);
        return _seen.Add(collection);
    }

    public void Leave() => _within = _within!.Around;

    public void Add(string path, Parameter parameter)
    {
        if (Add(path, parameter.Slot, parameter)) Parameters.Add(parameter);
    }

    public bool Add(string path, Slot slot, Parameter? parameter = null)
    {
        if (!_seen.Add(slot)) return false;
        var found = new FoundSlot(path, slot, parameter);
        _slots.Add(found);
        _within!.Slots.Add(found);
        return true;
    }

    // The path of what is very deep is long itself.
    private static void RequireStack(string path)
    {
        const int shown = 60;
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack()) return;
        throw new InvalidOperationException(
            $"A module has parts inside parts, so many that they fill the stack of this thread: '{path[..Math.Min(shown, path.Length)]}...'. Keep them side by side in a list.");
    }

    public void NameSlots()
    {
        foreach (FoundSlot found in _slots)
            found.Slot.Name = found.Path;
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
internal sealed record FoundSlot(string Path, Slot Slot, Parameter? Parameter);
