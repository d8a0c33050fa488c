namespace Adjoint;

/// <summary>
/// While a transform runs, the tensors that it follows in place of parameters. Bindings of a thread nest; the innermost that
/// names a parameter counts.
/// </summary>
internal sealed class ParameterBinding : IDisposable
{
    [ThreadStatic]
    private static ParameterBinding? t_innermost;

    private readonly ParameterBinding? _outer;
    private readonly Dictionary<Slot, Tensor> _tensors = new(ReferenceEqualityComparer.Instance);

    public ParameterBinding(ReadOnlySpan<Parameter> parameters, ReadOnlySpan<Tensor> tensors)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!_tensors.TryAdd(parameters[i].Slot, tensors[i]))
                throw new ArgumentException($"Parameter '{parameters[i].Name}' stands in the list of weights twice.");
        }

        _outer = t_innermost;
        t_innermost = this;
    }

    /// <summary>The tensor that a transform follows in place of what lies in a slot.</summary>
    public static Tensor? Find(Slot slot)
    {
        for (ParameterBinding? binding = t_innermost; binding is not null; binding = binding._outer)
        {
            if (binding._tensors.TryGetValue(slot, out Tensor? tensor)) return tensor;
        }

        return null;
    }

    /// <summary>What is put into a slot is read from it, also while a transform follows what was there before.</summary>
    public static void Replace(Slot slot, Tensor? value)
    {
        for (ParameterBinding? binding = t_innermost; binding is not null; binding = binding._outer)
        {
            if (value is null || !binding._tensors.ContainsKey(slot)) continue;
            binding._tensors[slot] = value;
            return;
        }
    }

    public void Dispose() => t_innermost = _outer;
}
