namespace Adjoint;

/// <summary>A tensor that training changes, with a name. Inside a transform that differentiates by it, its value is followed.</summary>
/// <remarks>A <see cref="Tree">tree</see> with one leaf; its copies are parameters of the same name. Frozen, it has no derivative there.</remarks>
public sealed class Parameter : ITensorTree
{
    /// <summary>Makes a parameter.</summary>
    /// <param name="value">Its first value.</param>
    /// <param name="name">Its name; modules put the path of their members before it.</param>
    public Parameter(Tensor value, string name = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(name);
        Slot = new Slot(value, name);
    }

    internal Parameter(Slot slot, bool isFrozen) => (Slot, IsFrozen) = (slot, isFrozen);

    /// <summary>The name, such as "hidden.weight".</summary>
    public string Name
    {
        get => Slot.Name;
        internal set => Slot.Name = value;
    }

    /// <summary>Where the value lies.</summary>
    public Slot Slot { get; }

    /// <summary>
    /// Whether training leaves the parameter as it is: <see cref="Module.TrainableParameters"/> leaves it out, and it has no derivative
    /// where a transform differentiates by the module.
    /// </summary>
    public bool IsFrozen { get; set; }

    /// <summary>The value. A transform of this thread that differentiates by the parameter sees the tensor it follows.</summary>
    /// <exception cref="ArgumentException">The value set has another shape or type.</exception>
    public Tensor Value
    {
        get => Slot.Value;
        set => Slot.Put(Slot.Fitting(value, "Parameter"), isShared: true);
    }

    /// <summary>The value, so that a parameter stands where a tensor does.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The value.</returns>
    public static implicit operator Tensor(Parameter parameter) =>
        (parameter ?? throw new ArgumentNullException(nameof(parameter))).Value;

    /// <summary>Name, type and shape.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsFrozen ? $"{Slot}"[..^1] + ", frozen)" : $"{Slot}";

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.AddLeaf("", Slot.Value, IsFrozen);
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new Parameter(Slot.Copy(reader.NextSlot()), IsFrozen);
    }
}
