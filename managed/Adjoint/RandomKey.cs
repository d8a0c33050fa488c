using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// Where random numbers come from. A key always draws the same numbers, on every platform and number of threads; other
/// numbers come from other keys, made with <see cref="Split(long)"/>. The generator is Philox4x32-10.
/// </summary>
/// <example>
/// <code>
/// var key = new RandomKey(42);
/// var noise = key.Split(0).Normal(64, 10);
/// var order = key.Split(1).Permutation(64);
/// </code>
/// </example>
public sealed unsafe class RandomKey
{
    // Two numbers, not a tensor: a key lives outside all scopes.
    private readonly long _a, _b;

    /// <summary>The key of a seed.</summary>
    /// <param name="seed">Any number.</param>
    public RandomKey(ulong seed)
        : this(KeyOf(seed))
    {
    }

    private RandomKey(Tensor key)
    {
        Span<long> halves = stackalloc long[2];
        key.CopyTo(halves);
        key.Dispose();
        _a = halves[0];
        _b = halves[1];
    }

    /// <summary>An independent key for a number: <c>key.Split(0)</c>, <c>key.Split(1)</c>, ...</summary>
    /// <param name="number">Any number.</param>
    public RandomKey Split(long number)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        return new RandomKey(Status.Result(NativeMethods.adj_random_fold(key.Handle, (ulong)number, &result), result, key));
    }

    /// <summary>Draws from [0, 1).</summary>
    /// <param name="shape">The extents.</param>
    public Tensor Uniform(params ReadOnlySpan<long> shape) => Uniform(shape, DType.Float32);

    /// <summary>Draws from [0, 1).</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">A floating type: multiples of 2⁻²⁴ (float32) or 2⁻⁵³ (float64).</param>
    public Tensor Uniform(ReadOnlySpan<long> shape, DType dtype)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = shape)
            return Status.Result(NativeMethods.adj_random_uniform(key.Handle, dims, shape.Length, (adj_dtype)dtype, &result), result, key);
    }

    /// <summary>Draws from the normal distribution of mean 0 and variance 1.</summary>
    /// <param name="shape">The extents.</param>
    public Tensor Normal(params ReadOnlySpan<long> shape) => Normal(shape, DType.Float32);

    /// <summary>Draws from the normal distribution of mean 0 and variance 1, by its inverse (Wichura, AS 241).</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">A floating type.</param>
    public Tensor Normal(ReadOnlySpan<long> shape, DType dtype)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = shape)
            return Status.Result(NativeMethods.adj_random_normal(key.Handle, dims, shape.Length, (adj_dtype)dtype, &result), result, key);
    }

    /// <summary>Draws int64 numbers from <paramref name="low"/> up to, not including, <paramref name="high"/>, each as likely.</summary>
    /// <param name="low">The smallest.</param>
    /// <param name="high">One more than the largest.</param>
    /// <param name="shape">The extents.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no number to draw.</exception>
    public Tensor Integers(long low, long high, params ReadOnlySpan<long> shape)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = shape)
            return Status.Result(NativeMethods.adj_random_integers(key.Handle, dims, shape.Length, low, high, &result), result, key);
    }

    /// <summary>The numbers 0, 1, ... below <paramref name="count"/> in a random order, int64.</summary>
    /// <param name="count">How many.</param>
    public Tensor Permutation(long count)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        return Status.Result(NativeMethods.adj_random_permutation(key.Handle, count, &result), result, key);
    }

    private static Tensor KeyOf(ulong seed)
    {
        adj_tensor key;
        Status.Check(NativeMethods.adj_random_key(seed, &key));
        return Tensor.Adopt(key);
    }

    private Tensor ToTensor() => Tensor.From([_a, _b]);
}
