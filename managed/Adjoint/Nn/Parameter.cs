using Adjoint.Memory;

namespace Adjoint;

/// <summary>A tensor that training changes, with a name. Inside a transform that differentiates by it, its value is followed.</summary>
public sealed class Parameter
{
    private readonly Slot _slot;

    /// <summary>Makes a parameter.</summary>
    /// <param name="value">Its first value.</param>
    /// <param name="name">Its name; modules put the path of their members before it.</param>
    public Parameter(Tensor value, string name = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(name);
        _slot = new Slot(value.Typed());
        Name = name;
    }

    /// <summary>The name, such as "hidden.weight".</summary>
    public string Name { get; internal set; }

    /// <summary>Whether training leaves the parameter as it is: <see cref="Module.TrainableParameters"/> leaves it out.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>The value. A transform of this thread that differentiates by the parameter sees the tensor it follows.</summary>
    /// <exception cref="ArgumentException">The value set has another shape or type.</exception>
    public Tensor Value
    {
        get => ParameterBinding.Find(this) ?? _slot.Value;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!value.Shape.SequenceEqual(_slot.Value.Shape) || value.DType != _slot.Value.DType)
                throw new ArgumentException(
                    $"Parameter '{Name}' is {_slot.Value.DType} of shape {_slot.Value.ShapeText}; it cannot become {value.DType} of shape {value.ShapeText}.");
            _slot.Value = value.Typed();
        }
    }

    /// <summary>The value, so that a parameter stands where a tensor does.</summary>
    /// <param name="parameter">The parameter.</param>
    public static implicit operator Tensor(Parameter parameter) =>
        (parameter ?? throw new ArgumentNullException(nameof(parameter))).Value;

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name} ({_slot.Value.DType}, {_slot.Value.ShapeText}{(IsFrozen ? ", frozen" : "")})";
}
