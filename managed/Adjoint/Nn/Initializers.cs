namespace Adjoint;

/// <summary>Draws what a parameter begins with. Any function of this form is one: layers take it as an argument.</summary>
/// <param name="key">Where random numbers come from.</param>
/// <param name="shape">The shape of the parameter.</param>
/// <param name="fans">Of how many inputs an output of the layer is made, and the other way round.</param>
/// <param name="dtype">The type of the parameter.</param>
/// <returns>A tensor of the shape and type.</returns>
public delegate Tensor Initializer(RandomKey key, Shape shape, Fans fans, DType dtype);

/// <summary>Of how many inputs an output of a layer is made, and for how many outputs an input counts.</summary>
/// <param name="In">The inputs: those of a linear map, or the channels of a convolution times the elements of its kernel.</param>
/// <param name="Out">The outputs, likewise.</param>
public readonly record struct Fans(long In, long Out);

/// <summary>The initialisers that have names. What a layer takes if none is given stands in its description.</summary>
/// <example>
/// <code>
/// var layer = new Linear(784, 128, new RandomKey(0), weightInitializer: Initializers.KaimingNormal, biasInitializer: Initializers.Zeros);
/// Initializer small = (key, shape, fans, dtype) => 0.01 * key.Normal(shape, dtype);
/// </code>
/// </example>
public static class Initializers
{
    /// <summary>U(−a, a) with a = √(6 / (in + out)) (Glorot and Bengio, 2010): signals keep their variance both ways.</summary>
    public static Initializer GlorotUniform { get; } = static (key, shape, fans, dtype) => Within(key, shape, Math.Sqrt(6.0 / (fans.In + fans.Out)), dtype);

    /// <summary>N(0, 2 / (in + out)) (Glorot and Bengio, 2010).</summary>
    public static Initializer GlorotNormal { get; } = static (key, shape, fans, dtype) => key.Normal(shape, dtype) * Math.Sqrt(2.0 / (fans.In + fans.Out));

    /// <summary>U(−a, a) with a = √(6 / in) (He et al., 2015): signals keep their variance through a Relu.</summary>
    public static Initializer KaimingUniform { get; } = static (key, shape, fans, dtype) => Within(key, shape, Math.Sqrt(6.0 / fans.In), dtype);

    /// <summary>N(0, 2 / in) (He et al., 2015).</summary>
    public static Initializer KaimingNormal { get; } = static (key, shape, fans, dtype) => key.Normal(shape, dtype) * Math.Sqrt(2.0 / fans.In);

    /// <summary>U(−a, a) with a = √(3 / in) (LeCun et al., 1998): signals keep their variance.</summary>
    public static Initializer LeCunUniform { get; } = static (key, shape, fans, dtype) => Within(key, shape, Math.Sqrt(3.0 / fans.In), dtype);

    /// <summary>N(0, 1 / in) (LeCun et al., 1998).</summary>
    public static Initializer LeCunNormal { get; } = static (key, shape, fans, dtype) => key.Normal(shape, dtype) * Math.Sqrt(1.0 / fans.In);

    /// <summary>0.</summary>
    public static Initializer Zeros { get; } = static (_, shape, _, dtype) => Tensor.Zeros(shape, dtype);

    /// <summary>1.</summary>
    public static Initializer Ones { get; } = static (_, shape, _, dtype) => Tensor.Ones(shape, dtype);

    /// <summary>U(−1/√in, 1/√in), as PyTorch's layers begin.</summary>
    internal static Initializer WithinRootOfInputs { get; } = static (key, shape, fans, dtype) => Within(key, shape, 1 / Math.Sqrt(fans.In), dtype);

    /// <summary>One number everywhere.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The initialiser.</returns>
    public static Initializer Constant(double value) => (_, shape, _, dtype) => Tensor.Zeros(shape, dtype) + value;

    /// <summary>U(low, high).</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound; at least the lower one.</param>
    /// <returns>The initialiser.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The upper bound is below the lower one.</exception>
    public static Initializer Uniform(double low, double high)
    {
        _ = Limits.AtLeast(low, high);
        return (key, shape, _, dtype) => low + (high - low) * key.Uniform(shape, dtype);
    }

    /// <summary>N(mean, std²).</summary>
    /// <param name="std">The standard deviation; at least 0.</param>
    /// <param name="mean">The mean.</param>
    /// <returns>The initialiser.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative.</exception>
    public static Initializer Normal(double std, double mean = 0)
    {
        _ = Limits.AtLeast(0.0, std);
        return (key, shape, _, dtype) => mean + std * key.Normal(shape, dtype);
    }

    /// <summary>N(0, std²) without what is further from 0 than 2 std; the deviation of what remains is 0.88 std.</summary>
    /// <param name="std">The standard deviation of the whole distribution; above 0.</param>
    /// <returns>The initialiser.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not above 0.</exception>
    public static Initializer TruncatedNormal(double std)
    {
        _ = Limits.Positive(std);
        return (key, shape, _, dtype) => Ops.Cast(key.TruncatedNormal(Tensor.Zeros([], DType.Float64), 1.0, -2.0, 2.0, shape) * std, dtype);
    }

    /// <summary>
    /// A matrix of orthonormal rows or columns, whichever are fewer, drawn evenly from all such (Saxe et al., 2014). Of more than two axes the
    /// first counts as rows, the others together as columns.
    /// </summary>
    /// <param name="gain">What it is multiplied by.</param>
    /// <returns>The initialiser, for shapes of two axes and more.</returns>
    public static Initializer Orthogonal(double gain = 1) => (key, shape, _, dtype) =>
    {
        if (shape.Length < 2) throw new ArgumentException($"Orthogonal: a parameter of shape {shape} is no matrix; choose another initialiser.", nameof(shape));
        long rows = shape[0], columns = shape[1..].Aggregate(1L, static (a, b) => a * b);
        Tensor normal = key.Normal([Math.Max(rows, columns), Math.Min(rows, columns)], DType.Float64), q = Ops.QR(normal).Q;
        return Ops.Cast(gain * (rows < columns ? Ops.Transpose(q) : q).Reshape(shape), dtype);
    };

    private static Tensor Within(RandomKey key, Shape shape, double limit, DType dtype) => (2 * key.Uniform(shape, dtype) - 1) * limit;
}
