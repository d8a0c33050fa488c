using Adjoint.Memory;

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

    // Who watches the gradients as they come, which slots the function has not read yet, and the scope in which a reading is its own.
    private readonly Action<Slot, Tensor>? _ready = GradientWatch.Take();
    private readonly HashSet<Slot>? _unread;
    private readonly Scope? _scope = Scope.Innermost;

    public ParameterBinding(ReadOnlySpan<Parameter> parameters, ReadOnlySpan<Tensor> tensors)
    {
        if (_ready is not null) _unread = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!_tensors.TryAdd(parameters[i].Slot, tensors[i]))
                throw new ArgumentException($"Parameter '{parameters[i].Name}' stands in the list of weights twice.");
            _unread?.Add(parameters[i].Slot);
        }

        _outer = t_innermost;
        t_innermost = this;
    }

    /// <summary>The tensor that a transform follows in place of what lies in a slot.</summary>
    public static Tensor? Find(Slot slot)
    {
        for (ParameterBinding? binding = t_innermost; binding is not null; binding = binding._outer)
        {
            if (binding._tensors.TryGetValue(slot, out Tensor? tensor))
                return binding._unread?.Remove(slot) == true ? binding.Watched(slot, tensor) : tensor;
        }

        return null;
    }

    // All readings get what the first one gets, so its cotangent is the whole gradient, and complete as soon as the sweep has come back to
    // the first reading. What would be made within another scope ends with that.
    private Tensor Watched(Slot slot, Tensor tensor)
    {
        if (Scope.Innermost != _scope) return tensor;
        return _tensors[slot] = Autodiff.OnGradient(tensor, cotangent =>
        {
            if (!cotangent.IsSymbolic) _ready!(slot, cotangent);
            return cotangent;
        });
    }

    /// <summary>What is put into a slot is read from it, also while a transform follows what was there before.</summary>
    public static void Replace(Slot slot, Tensor? value)
    {
        for (ParameterBinding? binding = t_innermost; binding is not null; binding = binding._outer)
        {
            if (value is null || !binding._tensors.ContainsKey(slot)) continue;
            binding._tensors[slot] = value;
            binding._unread?.Remove(slot);
            return;
        }
    }

    public void Dispose() => t_innermost = _outer;
}
