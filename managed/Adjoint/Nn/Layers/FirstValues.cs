namespace Adjoint;

/// <summary>What the parameters of a layer begin with.</summary>
/// <param name="key">Where random numbers come from.</param>
/// <param name="fans">Of how many inputs an output of the layer is made, and the other way round.</param>
/// <param name="dtype">The type of the parameters; the default type if null.</param>
/// <param name="otherwise">What draws where no initialiser is given; U(−1/√fans.In, 1/√fans.In) if null.</param>
internal sealed class FirstValues(RandomKey key, Fans fans, DType? dtype, Initializer? otherwise = null)
{
    private readonly RandomKey _key = key ?? throw new ArgumentNullException(nameof(key));
    private readonly DType _type = dtype ?? DType.Default;

    /// <summary>Those of a normalization, each of whose elements is scaled and shifted by itself.</summary>
    /// <param name="count">How many elements.</param>
    /// <param name="key">Where random numbers come from, if an initialiser draws some.</param>
    /// <param name="dtype">The type of the parameters; the default type if null.</param>
    public static FirstValues OfNormalization(long count, RandomKey? key, DType? dtype) => new(key ?? new RandomKey(0), new Fans(count, count), dtype);

    /// <summary>The factors of a normalization: 1 if nothing else is said.</summary>
    public Parameter Scale(Shape shape, Initializer? initializer) => Draw("scale", 0, shape, initializer ?? Initializers.Ones);

    /// <summary>What a normalization adds: 0 if nothing else is said.</summary>
    public Parameter Shift(Shape shape, Initializer? initializer) => Draw("shift", 1, shape, initializer ?? Initializers.Zeros);

    /// <summary>A parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="number">Another one for each parameter of the layer.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">What draws it.</param>
    /// <exception cref="ArgumentException">The initialiser gives another shape or type.</exception>
    public Parameter Draw(string name, long number, Shape shape, Initializer? initializer)
    {
        Tensor value = (initializer ?? otherwise ?? Initializers.WithinRootOfInputs)(_key.FoldIn(number), shape, fans, _type)
            ?? throw new ArgumentException($"The initialiser of '{name}' gives null.", nameof(initializer));
        if (value.Shape == shape && value.DType == _type) return new Parameter(value, name);
        throw new ArgumentException(
            $"The initialiser of '{name}' gives {value.DType} of shape {value.ShapeText}; {_type} of shape {shape} is needed.", nameof(initializer));
    }
}
