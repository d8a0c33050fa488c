using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Adjoint;

/// <summary>
/// A part of a model: its fields and properties that are parameters, modules or lists of such are its members, under their names.
/// </summary>
/// <remarks>
/// The fields of every module survive trimming and NativeAOT: the attribute on this class tells the linker to keep them.
/// </remarks>
/// <example>
/// <code>
/// var model = new Network(new RandomKey(0));
/// Console.WriteLine(string.Join(", ", model.Parameters().Select(p => p.Name)));   // hidden.weight, hidden.bias, scale
/// Console.WriteLine(model.Forward(Tensor.Ones(4, 2)).Shape);                      // [4, 3]
///
/// sealed class Network(RandomKey key) : Module&lt;Tensor, Tensor>
/// {
///     private readonly Linear _hidden = new(2, 3, key);
///     private readonly Parameter _scale = new(Tensor.Ones(3));
///
///     public override Tensor Forward(Tensor x) => Tanh(_hidden.Forward(x)) * _scale;
/// }
/// </code>
/// </example>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)]
public abstract class Module
{
    /// <summary>All parameters of this module and those in it, in the order of declaration, named by their path.</summary>
    /// <returns>The parameters.</returns>
    public IReadOnlyList<Parameter> Parameters() => [.. NamedMembers().Parameters];

    /// <summary>
    /// All state of this module and those in it, in the order of declaration and named by path: the slots of its parameters, and others,
    /// such as running means, that stand in its fields.
    /// </summary>
    /// <returns>The slots.</returns>
    public Slots Slots() => new(NamedMembers().Slots);

    /// <summary>The parameters that are not frozen: what to give a transform as weights.</summary>
    /// <returns>The parameters.</returns>
    public IReadOnlyList<Parameter> TrainableParameters() => [.. Parameters().Where(static p => !p.IsFrozen)];

    /// <summary>Keeps all parameters of this module and those in it from training.</summary>
    public void Freeze() => SetFrozen(true);

    /// <summary>Lets training change the parameters again.</summary>
    public void Unfreeze() => SetFrozen(false);

    /// <summary>
    /// A table of this module and those in it, with the shapes of their parameters and how many numbers they hold: what
    /// <c>Console.WriteLine(model)</c> prints.
    /// </summary>
    /// <returns>A line a module, and one for the whole.</returns>
    public override string ToString() => ModuleSummary.Of(Members());

    /// <summary>What a summary and error messages call this module, such as "Linear(784 → 128)".</summary>
    /// <returns>One short line; the name of the type if it is not overridden.</returns>
    protected virtual string Describe()
    {
        string name = GetType().Name;
        return name.IndexOf('`', StringComparison.Ordinal) is > 0 and int generic ? name[..generic] : name;
    }

    internal string Description => Describe();

    private void SetFrozen(bool frozen)
    {
        foreach (Parameter parameter in Members().Parameters)
            parameter.IsFrozen = frozen;
    }

    private ModuleMembers NamedMembers()
    {
        ModuleMembers found = Members();
        found.NameSlots();
        return found;
    }

    private ModuleMembers Members()
    {
        var found = new ModuleMembers();
        Collect("", found);
        return found;
    }

    private void Collect(string path, ModuleMembers found)
    {
        if (!found.Enter(path, this)) return;
        string prefix = path.Length == 0 ? "" : path + ".";
        foreach (FieldInfo field in Fields())
            CollectMember(prefix + NameOf(field), field.GetValue(this), found);
        found.Leave();
    }

    private static void CollectMember(string name, object? member, ModuleMembers found)
    {
        switch (member)
        {
            case Parameter parameter:
                found.Add(name, parameter);
                break;
            case Slot slot:
                _ = found.Add(name, slot);
                break;
            case Module module:
                module.Collect(name, found);
                break;
            case IList or IDictionary when IsOfNumbers(member) || !found.IsNew(name, member):
                break;
            case IList list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } item && !TreeWalk.IsPlain(item)) CollectMember($"{name}.{i}", item, found);
                }

                break;
            case IReadOnlyList<Slot> slots:
                for (int i = 0; i < slots.Count; i++)
                    _ = found.Add($"{name}.{i}", slots[i]);
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    CollectMember(FormattableString.Invariant($"{name}.{entry.Key}"), entry.Value, found);
                break;
            default:
                break;
        }
    }

    // Numbers and text are no members, however many there are.
    private static bool IsOfNumbers(object collection)
    {
        Type type = collection.GetType();
        return type.IsArray ? TreeWalk.IsPlain(type.GetElementType()!) : type.GenericTypeArguments is [.., { } element] && TreeWalk.IsPlain(element);
    }

    // Those of the base classes first, each in the order of declaration.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Every base class up to Module carries the attribute of Module.")]
    private List<FieldInfo> Fields()
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = new List<FieldInfo>();
        for (Type type = GetType(); type != typeof(Module); type = type.BaseType!)
            fields.InsertRange(0, type.GetFields(own).Where(static f => !f.FieldType.IsValueType && f.FieldType != typeof(string)));
        return fields;
    }

    // "_hidden" and the property "Hidden" are both "hidden".
    private static string NameOf(FieldInfo field)
    {
        ReadOnlySpan<char> name = field.Name;
        if (name.StartsWith('<')) name = name[1..name.IndexOf('>')];
        name = name.TrimStart('_');
        return name.IsEmpty ? field.Name : char.ToLowerInvariant(name[0]) + name[1..].ToString();
    }
}

/// <summary>A part of a model that computes something of an input.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public abstract class Module<TIn, TOut> : Module
{
    /// <summary>Computes the output.</summary>
    /// <param name="x">The input.</param>
    /// <returns>The output.</returns>
    public abstract TOut Forward(TIn x);
}
