using System.Collections;

namespace Adjoint;

/// <summary>The derivatives with respect to a list of parameters, in the order of that list.</summary>
public sealed class Gradients : IReadOnlyList<(Parameter Parameter, Tensor Gradient)>, ITensorTree
{
    private readonly Parameter[] _parameters;

    /// <summary>Puts parameters and gradients together.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">A gradient for each.</param>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public Gradients(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> gradients)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        if (parameters.Count != gradients.Count)
            throw new ArgumentException($"{parameters.Count} parameters cannot have {gradients.Count} gradients.");
        _parameters = [.. parameters];
        foreach (Parameter parameter in _parameters)
            ArgumentNullException.ThrowIfNull(parameter, nameof(parameters));
        Tensors = [.. gradients];
    }

    /// <summary>The gradients alone.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The parameters alone.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How many there are.</summary>
    public int Count => _parameters.Length;

    /// <summary>A parameter and its gradient.</summary>
    /// <param name="index">Its place in the list.</param>
    public (Parameter Parameter, Tensor Gradient) this[int index] => (_parameters[index], Tensors[index]);

    /// <summary>The gradient of a parameter.</summary>
    /// <param name="parameter">One of the list.</param>
    /// <exception cref="KeyNotFoundException">The parameter is not in the list.</exception>
    public Tensor this[Parameter parameter]
    {
        get
        {
            int index = Array.IndexOf(_parameters, parameter);
            return index >= 0 ? Tensors[index] : throw new KeyNotFoundException($"There is no gradient of '{parameter?.Name}' here.");
        }
    }

    /// <summary>The same parameters with each gradient changed.</summary>
    /// <param name="change">What becomes of a gradient.</param>
    /// <returns>The changed gradients.</returns>
    public Gradients Select(Func<Tensor, Tensor> change) => new(_parameters, [.. Tensors.Select(change)]);

    /// <inheritdoc/>
    public IEnumerator<(Parameter Parameter, Tensor Gradient)> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        for (int i = 0; i < Count; i++)
            writer.Add(_parameters[i].Name, Tensors[i]);
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader) => new Gradients(_parameters, [.. Tensors.Select(reader.Next)]);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
