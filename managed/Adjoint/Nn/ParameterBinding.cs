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
    private readonly Dictionary<Parameter, Tensor> _tensors = new(ReferenceEqualityComparer.Instance);

    public ParameterBinding(ReadOnlySpan<Parameter> parameters, ReadOnlySpan<Tensor> tensors)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!_tensors.TryAdd(parameters[i], tensors[i]))
                throw new ArgumentException($"Parameter '{parameters[i].Name}' stands in the list of weights twice.");
        }

        _outer = t_innermost;
        t_innermost = this;
    }

    public static Tensor? Find(Parameter parameter)
    {
        for (ParameterBinding? binding = t_innermost; binding is not null; binding = binding._outer)
        {
            if (binding._tensors.TryGetValue(parameter, out Tensor? tensor)) return tensor;
        }

        return null;
    }

    public void Dispose() => t_innermost = _outer;
}
