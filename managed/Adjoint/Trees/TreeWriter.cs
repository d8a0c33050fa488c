using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>Takes the members of a tree one after the other and collects the tensors in them. See <see cref="ITensorTree"/>.</summary>
public sealed class TreeWriter
{
    private readonly List<Tensor?> _slots = [];
    private readonly List<int> _lengths = []; // of branches, and what marks leaves
    private readonly List<object> _kinds = []; // of branches, and keys
    private readonly List<string>? _paths;
    private HashSet<int>? _held; // the places of leaves that have no derivative
    private readonly string _operation;
    private readonly List<object> _around = []; // the branches that this one is in
    private (Type Declared, object? Tree)? _root;
    private readonly List<string> _steps = []; // to where the writer is
    private int _nextLook = 1000; // for a branch inside itself, in levels

    internal TreeWriter(string operation, bool withPaths = false, bool withStatics = false)
    {
        _operation = operation;
        _paths = withPaths ? [] : null;
        Statics = withStatics ? [] : null;
    }

    /// <summary>A place for each tensor, in order; null where there could be one and is none.</summary>
    internal List<Tensor?> Slots => _slots;

    /// <summary>The names of the places, such as "Layers[0].W".</summary>
    internal IReadOnlyList<string> Paths => _paths!;

    /// <summary>What the tree carries beside tensors, if it was asked for.</summary>
    internal List<object?>? Statics { get; }

    /// <summary>The structure as numbers and types.</summary>
    internal (IReadOnlyList<int> Lengths, IReadOnlyList<object> Kinds) Structure => (_lengths, _kinds);

    /// <summary>Whether another tree has the same types, lengths and keys around places for tensors.</summary>
    internal bool HasStructureOf(TreeWriter other) => _lengths.SequenceEqual(other._lengths) && _kinds.SequenceEqual(other._kinds);

    /// <summary>Adds a member: a tensor, a tree, or a tuple, array, list or dictionary of such. Anything else has no leaves.</summary>
    /// <typeparam name="T">Its declared type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="member">What it holds.</param>
    public void Add<T>(string name, T member) => Step("." + name, typeof(T), member);

    /// <summary>Adds a list of trees, whatever keeps it.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="member">The list.</param>
    public void Add<T>(string name, IReadOnlyList<T>? member) => AddList(name, member);

    /// <summary>Adds a list of trees, whatever keeps it.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="member">The list.</param>
    public void Add<T>(string name, IList<T>? member) => AddList(name, member);

    /// <summary>Adds a dictionary of trees, whatever keeps it.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="member">The dictionary.</param>
    public void Add<TKey, TValue>(string name, IReadOnlyDictionary<TKey, TValue>? member)
        where TKey : notnull
        => AddDictionary(name, member);

    /// <summary>Adds a dictionary of trees, whatever keeps it.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="member">The dictionary.</param>
    public void Add<TKey, TValue>(string name, IDictionary<TKey, TValue>? member)
        where TKey : notnull
        => AddDictionary(name, member);

    /// <summary>Adds the tree itself.</summary>
    /// <summary>Takes down a member without tensors, on which what a function does may depend.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="member">The member.</param>
    public void AddStatic<T>(T member) => Statics?.Add(member);

    internal void AddRoot(Type declared, object? tree)
    {
        _root = (declared, tree);
        TreeWalk.Collect(this, declared, tree);
    }

    /// <summary>What to throw where the tree has something that cannot be in it. To say where, the tree is gone through once more.</summary>
    internal ArgumentException Refusal(string fault)
    {
        if (_paths is null && _root is { } root) new TreeWriter(_operation, withPaths: true).AddRoot(root.Declared, root.Tree);
        return new ArgumentException($"{_operation}: {(_steps.Count == 0 ? "the tree" : $"'{Path()}'")} {fault}.");
    }

    /// <summary>Goes into a branch.</summary>
    /// <exception cref="ArgumentException">It is inside itself, or there are more levels than the stack can hold.</exception>
    internal void Enter(object branch)
    {
        bool hasRoom = RuntimeHelpers.TryEnsureSufficientExecutionStack();
        if (!hasRoom || _around.Count == _nextLook)
        {
            RequireNoCircle();
            _nextLook *= 2;
        }

        if (!hasRoom)
            throw new ArgumentException(
                $"{_operation}: the tree has more than {_around.Count} levels, which fill the stack of this thread. Put what is nested side by side in a list.");
        _around.Add(branch);
    }

    /// <summary>Comes out of it again.</summary>
    internal void Leave() => _around.RemoveAt(_around.Count - 1);

    private void RequireNoCircle()
    {
        var met = new HashSet<object>(ReferenceEqualityComparer.Instance);
        if (_around.Find(branch => !met.Add(branch)) is { } again)
            throw new ArgumentException(
                $"{_operation}: the tree contains itself: a '{again.GetType().Name}' is inside itself. Take it out, or mark the member that leads back [Static].");
    }

    private string Path() => string.Concat(_steps).TrimStart('.');

    /// <summary>Adds what lies at the end of a path from here.</summary>
    internal void Step(string step, Type declared, object? member)
    {
        if (_paths is null)
        {
            TreeWalk.Collect(this, declared, member);
            return;
        }

        _steps.Add(step);
        TreeWalk.Collect(this, declared, member);
        _steps.RemoveAt(_steps.Count - 1);
    }

    /// <summary>Whether the leaf at a place is held fixed where the tree is differentiated by, whatever it holds.</summary>
    internal bool IsHeld(int place) => _held is not null && _held.Contains(place);

    /// <summary>Adds a leaf at the end of a path from here.</summary>
    internal void AddLeaf(string path, Tensor? tensor, bool isHeld)
    {
        if (isHeld) _ = (_held ??= []).Add(_slots.Count);
        Step(path, typeof(Tensor), tensor);
    }

    internal void AddSlot(Tensor? tensor)
    {
        _slots.Add(tensor);
        _paths?.Add(Path());
        Mark(1);
    }

    private void AddList<T>(string name, IEnumerable<T>? list) =>
        Step("." + name, typeof(T[]), list is T[] or ImmutableArray<T> or null ? list : (List<T>)[.. list]);

    private void AddDictionary<TKey, TValue>(string name, IEnumerable<KeyValuePair<TKey, TValue>>? dictionary)
        where TKey : notnull
        => Step("." + name, typeof(Dictionary<TKey, TValue>), dictionary is null ? null : new Dictionary<TKey, TValue>(dictionary));

    /// <summary>Notes a length, or what else a number tells of the structure.</summary>
    internal void Mark(int length) => _lengths.Add(length);

    /// <summary>Notes a type or a key.</summary>
    internal void Mark(object kind) => _kinds.Add(kind);
}
