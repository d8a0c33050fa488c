using System.Text;

namespace Adjoint;

/// <summary>A tensor of PyTorch's state_dict, and the slots of a module that hold the same numbers.</summary>
/// <param name="Name">Its name in the state_dict of the module.</param>
/// <param name="Parts">The slots; several lie one behind the other along the first axis in PyTorch.</param>
/// <param name="IsTransposed">Whether the axes of the slots' matrices are the other way round in PyTorch.</param>
internal sealed record TorchTensor(string Name, IReadOnlyList<Slot> Parts, bool IsTransposed = false)
{
    public TorchTensor(string name, Slot slot, bool isTransposed = false)
        : this(name, [slot], isTransposed)
    {
    }

    /// <summary>What PyTorch, which writes with underscores, calls a member: "runningMean" is "running_mean".</summary>
    public static string NameOf(string member)
    {
        var name = new StringBuilder(member.Length + 2);
        foreach (char c in member)
            _ = char.IsUpper(c) ? name.Append('_').Append(char.ToLowerInvariant(c)) : name.Append(c);
        return name.ToString();
    }

    /// <summary>The same for members of normalizations: "scale" is "weight", "shift" is "bias".</summary>
    public static string NameOfNormalization(string member) => member switch { "scale" => "weight", "shift" => "bias", _ => NameOf(member) };

    /// <summary>The same in a module around.</summary>
    public TorchTensor Within(string module) => this with { Name = $"{module}.{Name}" };

    /// <summary>The numbers as PyTorch has them.</summary>
    public Tensor Value
    {
        get
        {
            Tensor[] parts = [.. Parts.Select(part => Turned(part.Value))];
            return parts is [var only] ? only : Ops.Concat(parts);
        }
    }

    /// <summary>What a tensor of PyTorch puts into each slot.</summary>
    /// <param name="value">The tensor.</param>
    /// <exception cref="ArgumentException">It has another shape.</exception>
    public IEnumerable<(Slot Slot, Tensor Value)> Split(Tensor value)
    {
        Shape shape = Value.Shape;
        if (value.Shape != shape) throw new ArgumentException($"'{Name}' has shape {value.ShapeText}; it needs shape {shape}.");
        Tensor[] values = Parts.Count == 1 ? [value] : Ops.Split(value, [.. Parts.Select(part => Turned(part.Value).Shape[0])]);
        return Parts.Zip(values, (part, own) => (part, Turned(own)));
    }

    private Tensor Turned(Tensor value) => IsTransposed ? Ops.Transpose(value) : value;
}
