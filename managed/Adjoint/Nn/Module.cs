using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace Adjoint;

/// <summary>
/// A part of a model: its fields and properties that are parameters, slots, modules, lists or tuples of such are its members, under their names.
/// </summary>
/// <remarks>
/// <para>A <see cref="Tree">tree</see> whose leaves are the values of its parameters and buffers: transforms take and return modules, and the
/// gradient by a module is a module. Frozen parameters and buffers have no derivative there: their place is null. A copy with other leaves
/// shares what the module shares, and carries along what is no member: numbers, functions, tensors.</para>
/// <para>Mark a class <c>partial</c> and the compiler writes what shows its members. Those of other classes are found by reflection; they survive
/// trimming and NativeAOT all the same: the attribute on this class tells the linker to keep the fields of every module.</para>
/// </remarks>
/// <example>
/// <code>
/// var model = new Network(new RandomKey(0));
/// Console.WriteLine(string.Join(", ", model.Parameters().Select(p => p.Name)));   // hidden.weight, hidden.bias, scale
/// Console.WriteLine(model.Forward(Tensor.Ones(4, 2)).Shape);                      // [4, 3]
///
/// sealed partial class Network(RandomKey key) : Module&lt;Tensor, Tensor>
/// {
///     private readonly Linear _hidden = new(2, 3, key);
///     private readonly Parameter _scale = new(Tensor.Ones(3));
///
///     public override Tensor Forward(Tensor x) => Tanh(_hidden.Forward(x)) * _scale;
/// }
/// </code>
/// </example>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)]
public abstract class Module : ITensorTree
{
    /// <summary>Makes a module. The initialisers of the fields of derived classes have run before.</summary>
    protected Module() => ModuleMembers.Adopt(this);

    /// <summary>All parameters of this module and those in it, in the order of declaration, named by their path; each once.</summary>
    /// <returns>The parameters.</returns>
    public IReadOnlyList<Parameter> Parameters() => [.. NamedMembers().Parameters];

    /// <summary>
    /// All state of this module and those in it, in the order of declaration and named by path: the slots of its parameters, and others,
    /// such as running means, that stand in its fields.
    /// </summary>
    /// <returns>The slots.</returns>
    public Slots Slots() => new(NamedMembers().Slots.Select(static s => s.Slot));

    /// <summary>The state that is no parameter: running means and the like, in the order of declaration and named by path.</summary>
    /// <returns>The slots.</returns>
    public Slots Buffers() => new(NamedMembers().Slots.Where(static s => s.Parameter is null).Select(static s => s.Slot));

    /// <summary>The parameters that are not frozen: what to give a transform as weights.</summary>
    /// <returns>The parameters.</returns>
    public IReadOnlyList<Parameter> TrainableParameters() => [.. Parameters().Where(static p => !p.IsFrozen)];

    /// <summary>Keeps all parameters of this module and those in it from training.</summary>
    public void Freeze() => SetFrozen(ModuleMembers.Of(this).Parameters, true);

    /// <summary>Keeps the parameters of a name from training.</summary>
    /// <param name="pattern">
    /// The path of parameters, or of modules or lists that they are in, where * stands for any text and ? for one character: "encoder",
    /// "layers.0.*", "*.bias".
    /// </param>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public void Freeze(string pattern) => SetFrozen(Named(pattern, nameof(Freeze)), true);

    /// <summary>Lets training change the parameters again.</summary>
    public void Unfreeze() => SetFrozen(ModuleMembers.Of(this).Parameters, false);

    /// <summary>Lets training change the parameters of a name again.</summary>
    /// <param name="pattern">As for <see cref="Freeze(string)"/>.</param>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public void Unfreeze(string pattern) => SetFrozen(Named(pattern, nameof(Unfreeze)), false);

    /// <summary>
    /// A table of this module and those in it, with the shapes of their parameters and how many numbers they hold: what
    /// <c>Console.WriteLine(model)</c> prints.
    /// </summary>
    /// <returns>A line a module, and one for the whole.</returns>
    public override string ToString() => ModuleSummary.Of(ModuleMembers.Of(this));

    /// <summary>What a summary and error messages call this module, such as "Linear(784 → 128)".</summary>
    /// <returns>One short line; the name of the type if it is not overridden.</returns>
    protected virtual string Describe()
    {
        string name = GetType().Name;
        return name.IndexOf('`', StringComparison.Ordinal) is > 0 and int generic ? name[..generic] : name;
    }

    /// <summary>
    /// Whether this module itself computes something else in training than in evaluation, as dropout does. Such a module overrides
    /// <see cref="Module{TIn, TOut}.Forward(TIn, Mode)"/>; what holds it and does not is told so.
    /// </summary>
    protected internal virtual bool DiffersInTraining => false;

    internal string Description => Describe();

    /// <summary>The module that this one was last seen to be a member of.</summary>
    internal Module? Around { get; set; }

    /// <summary>Whether its members were looked through, and none differs in training.</summary>
    private protected bool IsSameInTraining { get; set; }

    /// <summary>A member was added to this module: those around have to look through theirs again.</summary>
    internal void HasOtherMembers()
    {
        var met = new HashSet<Module>();
        for (Module? at = this; at is not null && met.Add(at); at = at.Around)
            at.IsSameInTraining = false;
    }

    /// <summary>What an error message calls this module: the path to it from the outermost module around, as far as known, and what it is.</summary>
    internal string Place
    {
        get
        {
            Module whole = this;
            for (var met = new HashSet<Module>(); whole.Around is { } around && met.Add(around);) whole = around;
            string? path = ModuleMembers.Of(whole).Modules.Find(m => ReferenceEquals(m.Module, this))?.Path;
            return path is { Length: > 0 } ? $"{path} {Description}" : Description;
        }
    }

    /// <summary>The state as PyTorch has it in the state_dict of a module of this kind, in the order of declaration.</summary>
    internal virtual IEnumerable<TorchTensor> TorchState()
    {
        ModuleMembers found = ModuleMembers.Of(this);
        FoundModule whole = found.Modules[0];
        return whole.Slots.Select(s => new TorchTensor(TorchNameOf(s.Path), s.Slot)).Concat(
            found.Modules.Where(m => ReferenceEquals(m.Around, whole)).SelectMany(m => m.Module.TorchState().Select(t => t.Within(TorchNameOf(m.Path)))));
    }

    /// <summary>What PyTorch calls a member of this module.</summary>
    private protected virtual string TorchNameOf(string member) => TorchTensor.NameOf(member);

    // Stands for the settings that a module was made with and its copies have: a program was recorded for them.
    private readonly object _settings = new();

    /// <summary>A copy with the same members.</summary>
    internal Module ShallowCopy() => (Module)MemberwiseClone();

    /// <summary>Shows the fields that may hold members. The compiler writes it for classes that are marked partial; nobody has to.</summary>
    /// <param name="visitor">What is shown them.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void VisitMembers(ModuleVisitor visitor)
    {
    }

    internal void ShowMembers(ModuleVisitor visitor) => VisitMembers(visitor);

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ModuleMembers found = ModuleMembers.Of(this);
        foreach (FoundModule module in found.Modules)
        {
            writer.Mark((object)(module.Path, module.Module.GetType()));
            writer.AddStatic(module.Module._settings);
        }

        foreach (FoundSlot slot in found.Slots)
        {
            writer.Mark(slot.Path);
            writer.AddStatic(slot.IsHeld);
            writer.AddLeaf("." + slot.Path, slot.Slot.Value, slot.IsHeld);
        }
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var values = new Dictionary<Slot, Tensor?>(ReferenceEqualityComparer.Instance);
        foreach (FoundSlot found in ModuleMembers.Of(this).Slots)
            values.Add(found.Slot, reader.NextSlot());
        return ModuleCopy.Of(this, slot => values[slot]);
    }

    private static void SetFrozen(IEnumerable<Parameter> parameters, bool frozen)
    {
        foreach (Parameter parameter in parameters)
            parameter.IsFrozen = frozen;
    }

    private List<Parameter> Named(string pattern, string method)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        List<FoundSlot> slots = ModuleMembers.Of(this).Slots;
        List<Parameter> named = [.. slots.Where(s => s.Parameter is not null && IsWithin(s.Path, pattern)).Select(static s => s.Parameter!)];
        if (named.Count > 0) return named;
        throw new ArgumentException(
            $"{method}: {Description} has no parameter '{pattern}'; there are: {string.Join(", ", slots.Where(static s => s.Parameter is not null).Select(static s => s.Path))}.",
            nameof(pattern));
    }

    // Whether the pattern is that of the path, or of something around what lies there.
    private static bool IsWithin(string path, string pattern)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, path.AsSpan(0, end), ignoreCase: false)) return true;
        }

        return false;
    }

    private ModuleMembers NamedMembers()
    {
        ModuleMembers found = ModuleMembers.Of(this);
        found.NameSlots();
        return found;
    }
}

/// <summary>A part of a model that computes something of an input.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public abstract partial class Module<TIn, TOut> : Module
{
    /// <summary>Computes the output, as in evaluation: nothing is dropped, and running statistics stay as they are.</summary>
    /// <param name="x">The input.</param>
    /// <returns>The output.</returns>
    public abstract TOut Forward(TIn x);

    /// <summary>
    /// Computes the output, in training or in evaluation. A module whose members differ in training overrides it, and hands each of them
    /// the mode with a <see cref="Mode.FoldIn">key of its own</see>.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="mode">Whether this is training, and where random numbers come from then.</param>
    /// <returns>The output.</returns>
    /// <exception cref="InvalidOperationException">A member differs in training, but this module does not override the method.</exception>
    public virtual TOut Forward(TIn x, Mode mode)
    {
        if (mode.IsTraining && !IsSameInTraining) RequireSameInTraining();
        return Forward(x);
    }

    // Once, and again where a member was added: to look at every step would cost more than the step of a small model.
    private void RequireSameInTraining()
    {
        if (ModuleMembers.Of(this).Modules.Find(m => m.Module.DiffersInTraining && !ReferenceEquals(m.Module, this)) is { } member)
            throw new InvalidOperationException(
                $"{Place}: '{member.Path}' {member.Module.Description} differs in training, but {GetType().Name} overrides Forward(x) alone. "
                + "Override Forward(x, mode) and hand the mode to its members.");
        IsSameInTraining = true;
    }
}
