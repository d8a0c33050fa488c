using Adjoint.Memory;

namespace Adjoint;

/// <summary>
/// A place with a name for a tensor that changes while a program runs: the value of a parameter, a running mean, what an optimizer
/// remembers, a rate or a count. What is put there stays when the scopes and transforms around end.
/// </summary>
/// <remarks>
/// <para>A tensor in a slot has the type and shape of the first one, and is no weak number: <c>Slot.Of(0.1)</c> is float64. A number
/// put there later takes the slot's type.</para>
/// <para>A slot is a <see cref="Tree">tree</see> with one leaf; its copies are slots of the same name.</para>
/// </remarks>
/// <example>
/// <code>
/// var temperature = Slot.Of(1f, "temperature");
/// Tensor y = Softmax(logits / temperature);
/// temperature.Set(0.5);
/// </code>
/// </example>
public class Slot : ITensorTree
{
    private Tensor? _held;
    private long[]? _shape; // with the type: of all that ever lies here

    /// <summary>Makes a slot.</summary>
    /// <param name="value">Its first value, which decides about type and shape.</param>
    /// <param name="name">Its name; what holds the slot puts the path to it before that.</param>
    public Slot(Tensor value, string name = "")
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(value);
        Begin(value.Typed());
    }

    private protected Slot(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        CompileRecording.Current?.AddTemporary(this);
    }

    /// <summary>The name, such as "hidden.weight".</summary>
    public string Name { get; internal set; }

    /// <summary>The value. Where a transform of this thread differentiates by it, the tensor that the transform follows.</summary>
    /// <exception cref="ArgumentException">The value set has another shape or type.</exception>
    public Tensor Value
    {
        get
        {
            if (ParameterBinding.Find(this) is { } followed) return followed;
            IsShared = true;
            return Held!;
        }
        set => Put(Fitting(value), isShared: true);
    }

    internal DType DType { get; private set; }

    /// <summary>
    /// What lies here: no tensor in the gradient of what has none. While Compile records, what a program will find or leave here.
    /// </summary>
    internal Tensor? Held
    {
        get => CompileRecording.Of(this) is { } recording ? recording.Read(this) : Stored;
        private protected set
        {
            BodyRecording.RequireNone(this);
            if (CompileRecording.Of(this) is { } recording) recording.Write(this, value);
            else Stored = value;
        }
    }

    /// <summary>What lies here now, whatever is being recorded.</summary>
    internal virtual Tensor? Stored
    {
        get => _held;
        set
        {
            _held = value;
            if (value is not null) Scope.Innermost?.Retain(this);
        }
    }

    /// <summary>What has to outlive the scope that ends now.</summary>
    internal Tensor? Survivor => _held;

    /// <summary>Whether others may look at what lies here: then it must not be written over.</summary>
    internal bool IsShared { get; private set; }

    /// <summary>Makes a slot.</summary>
    /// <param name="value">Its first value, such as a number.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The slot.</returns>
    public static Slot Of(Tensor value, string name = "") => new(value, name);

    /// <summary>Changes the value.</summary>
    /// <param name="value">A tensor of the same shape and type, or a number that takes this type.</param>
    /// <exception cref="ArgumentException">The value has another shape or type.</exception>
    public void Set(Tensor value) => Value = value;

    /// <summary>The value, so that a slot stands where a tensor does.</summary>
    /// <param name="slot">The slot.</param>
    /// <returns>The value.</returns>
    public static implicit operator Tensor(Slot slot) => (slot ?? throw new ArgumentNullException(nameof(slot))).Value;

    /// <summary>The only element.</summary>
    /// <param name="slot">A slot with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator double(Slot slot) => (double)(Tensor)slot;

    /// <summary>The only element.</summary>
    /// <param name="slot">A slot with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator float(Slot slot) => (float)(Tensor)slot;

    /// <summary>The only element.</summary>
    /// <param name="slot">A slot with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator long(Slot slot) => (long)(Tensor)slot;

    /// <summary>The only element.</summary>
    /// <param name="slot">A slot with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator int(Slot slot) => (int)(Tensor)slot;

    /// <summary>The only element.</summary>
    /// <param name="slot">A slot with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator bool(Slot slot) => (bool)(Tensor)slot;

    /// <summary>Name, type and shape.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Held switch
    {
        null => $"{Name} (no tensor)",
        { IsDisposed: true } => $"{Name} (disposed)",
        { } value => $"{Name} ({value.DType}, {value.ShapeText})",
    };

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        IsShared = true;
        writer.AddSlot(ParameterBinding.Find(this) ?? Held);
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Copy(reader.NextSlot());
    }

    /// <summary>A slot with another value, which may be missing, and of the type and shape of that.</summary>
    internal Slot Copy(Tensor? value, string? name = null)
    {
        var copy = (Slot)MemberwiseClone();
        copy.Name = name ?? Name;
        CompileRecording.Current?.AddTemporary(copy);
        if (value is null) copy.Put(null, isShared: true);
        else copy.Begin(value.Typed());
        return copy;
    }

    // The first value decides about type and shape.
    private void Begin(Tensor value)
    {
        DType = value.DType;
        _shape = value.Shape.ToArray();
        Put(value, isShared: true);
    }

    /// <summary>Puts a value here that is known to fit.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isShared">Whether others may look at it.</param>
    internal void Put(Tensor? value, bool isShared)
    {
        Held = value;
        IsShared = isShared;
        ParameterBinding.Replace(this, value);
    }

    /// <summary>Whether a tensor has the type and the shape of what lies here.</summary>
    internal bool IsLike(Tensor tensor) => _shape is not null && tensor.IsExactly(DType, _shape);

    /// <summary>A value as it may be put here.</summary>
    /// <exception cref="ArgumentException">It has another shape or type.</exception>
    internal Tensor Fitting(Tensor value, string kind = "Slot")
    {
        ArgumentNullException.ThrowIfNull(value);
        if (IsLike(value)) return value;
        return Held is { } present ? Fitting(value, present, kind, Name) : value.Typed();
    }

    /// <summary>A value as it may take the place of one.</summary>
    /// <exception cref="ArgumentException">It has another shape or type.</exception>
    internal static Tensor Fitting(Tensor value, Tensor present, string kind, string name)
    {
        if (value.IsExactly(present.DType, present.Shape)) return value;
        // One of this type beside it: a weak number takes that type, if it can.
        Tensor typed = value.IsWeak && value.DType != present.DType && present.DType != DType.Bool
            ? value * Tensor.Ones([], present.DType)
            : value.Typed();
        if (!typed.Shape.SequenceEqual(present.Shape) || typed.DType != present.DType)
            throw new ArgumentException(
                $"{kind} '{name}' is {present.DType} of shape {present.ShapeText}; it cannot become {value.DType} of shape {value.ShapeText}. "
                + "Cast or reshape the value, or make a new one.");
        return typed;
    }
}
