namespace Adjoint;

/// <summary>Modules one behind the other.</summary>
/// <param name="layers">The modules; functions such as <c>new Function(Ops.Relu)</c> may stand between them.</param>
public sealed class Sequential(params Module<Tensor, Tensor>[] layers) : Module<Tensor, Tensor>
{
    /// <summary>The modules, in order.</summary>
    public IReadOnlyList<Module<Tensor, Tensor>> Layers { get; } =
        [.. (layers ?? throw new ArgumentNullException(nameof(layers)))
            .Select(static (layer, i) => layer ?? throw new ArgumentNullException(nameof(layers), $"Module {i} of the list is null."))];

    /// <summary>Hands the input through all modules.</summary>
    /// <param name="x">What the first module takes.</param>
    /// <returns>The output.</returns>
    public override Tensor Forward(Tensor x)
    {
        foreach (Module<Tensor, Tensor> layer in Layers)
            x = layer.Forward(x);
        return x;
    }
}

/// <summary>A function without parameters as a module.</summary>
/// <param name="function">The function, such as <see cref="Ops.Relu"/>.</param>
public sealed class Function(Func<Tensor, Tensor> function) : Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor> _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <summary>Applies the function.</summary>
    /// <param name="x">The input.</param>
    /// <returns>The output.</returns>
    public override Tensor Forward(Tensor x) => _function(x);

    /// <inheritdoc/>
    protected override string Describe() =>
        _function.Method.Name is { } name && !name.Contains('<', StringComparison.Ordinal) ? $"Function({name})" : "Function";
}
