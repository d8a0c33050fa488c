using System.ComponentModel;
using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// Where random numbers come from. A key always draws the same numbers, on every platform and number of threads; other
/// numbers come from other keys, made with <see cref="Split()"/> and <see cref="FoldIn"/>. The generator is Philox4x32-10.
/// </summary>
/// <remarks>
/// <para>A key is split into those that are used now, or a number (an epoch, a layer, a step) is folded into it. No key that is folded from another
/// is one that is split from it.</para>
/// <para>A <see cref="Batch">batch of keys</see> draws for each of its keys, each as if alone, along leading axes of the result; Vmap gives
/// every member its own. A key is a tree whose one leaf is not floating, so every transform takes and returns keys as parts of others.</para>
/// </remarks>
/// <example>
/// <code>
/// var key = new RandomKey(42);
/// var (first, second) = key.Split();
/// var noise = first.Normal(64, 10);
/// var order = second.FoldIn(epoch).Permutation(64);
/// var rows = Vmap((RandomKey k) => k.Normal(10))(key.Batch(64));
/// </code>
/// </example>
public sealed unsafe partial class RandomKey : ITensorTree
{
    // Numbers, not a tensor: a key lives outside all scopes. Two for each key of a batch; none in the place that a gradient has for a key.
    private readonly long[] _words = [];
    private readonly long[] _shape = [];

    // Inside Vmap, where the numbers differ between members.
    private readonly Tensor? _symbolic;

    /// <summary>The key of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <operation native="random_key" formula="the key of a seed"
    ///     numpy="np.random.Philox" jax="jax.random.key" torch="torch.Generator" mindspore="mindspore.Generator"/>
    public RandomKey(ulong seed)
        : this(KeyOf(seed))
    {
    }

    private RandomKey(Tensor? key)
    {
        if (key is null) return;
        if (key.DType != DType.Int64 || key.Rank == 0 || key.Shape[^1] != 2)
            throw new ArgumentException(
                $"RandomKey: a {key.DType} tensor of shape {key.ShapeText} has taken the place of a key, which is int64 with 2 numbers at the end. Leave keys as they are when you map a tree.");
        if (key.IsSymbolic)
        {
            _symbolic = key;
            return;
        }

        _words = new long[key.Count];
        _shape = [.. key.Shape];
        key.CopyTo(_words);
    }

    /// <summary>An independent key for a number, such as that of an epoch or a layer. Of a batch, one for each of its keys.</summary>
    /// <param name="number">Any number.</param>
    /// <returns>The same key for the same number, always.</returns>
    /// <operation formula="a key of a key and a number" numpy="SeedSequence.spawn" jax="jax.random.fold_in" torch="–" mindspore="–"/>
    public RandomKey FoldIn(long number)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        return new RandomKey(Status.Result(NativeMethods.adj_random_fold(Tensor.HandleOf(key), (ulong)number, &result), result, key));
    }

    /// <summary>Two independent keys, the first two of <see cref="Split(int)"/>.</summary>
    /// <returns>A pair: <c>var (first, second) = key.Split();</c></returns>
    public (RandomKey First, RandomKey Second) Split()
    {
        RandomKey[] keys = Split(2);
        return (keys[0], keys[1]);
    }

    /// <summary>Independent keys. Of a batch, each is a batch with one for each of its keys.</summary>
    /// <param name="count">How many. Fewer are the first of more.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public RandomKey[] Split(int count)
    {
        Tensor keys = Children(count);
        return [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => new RandomKey(keys[TensorIndex.Ellipsis, i, ..]))];
    }

    /// <summary>The keys of <see cref="Split(int)"/> as one batch, for Vmap.</summary>
    /// <param name="count">How many.</param>
    /// <returns>A batch of keys.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <operation native="random_split" formula="keys of a key"
    ///     numpy="SeedSequence.spawn" jax="jax.random.split" torch="–" mindspore="–"/>
    public RandomKey Batch(long count) => new(Children(count));

    /// <summary>Draws numbers of the <see cref="DefaultType">default type</see> from [0, 1).</summary>
    /// <param name="shape">The extents.</param>
    /// <returns>A tensor of that shape.</returns>
    public Tensor Uniform(params ReadOnlySpan<long> shape) => Uniform(shape, DType.Default);

    /// <summary>Draws a matrix from [0, 1): in Uniform(3, 0) the 0 is an extent before C# 13 too.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <returns>A tensor of that shape.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tensor Uniform(int rows, int columns) => Uniform([rows, columns], DType.Default);

    /// <summary>Draws from [0, 1).</summary>
    /// <param name="extent">How many.</param>
    /// <param name="dtype">A floating type.</param>
    /// <returns>A tensor of that shape.</returns>
    [OverloadResolutionPriority(-1)] // in Uniform(3, 0) the 0 is an extent
    public Tensor Uniform(long extent, DType dtype) => Uniform([extent], dtype);

    /// <summary>Draws from [0, 1).</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">A floating type: multiples of 2⁻²⁴ (float32), 2⁻⁵³ (float64), 2⁻¹¹ (float16) or 2⁻⁸ (bfloat16).</param>
    /// <returns>A tensor of that shape.</returns>
    /// <operation formula="uniform in [0, 1)" numpy="Generator.random" jax="jax.random.uniform" torch="torch.rand" mindspore="ops.rand"/>
    public Tensor Uniform(ReadOnlySpan<long> shape, DType dtype)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = shape)
            return Status.Result(NativeMethods.adj_random_uniform(Tensor.HandleOf(key), dims, shape.Length, (adj_dtype)dtype, &result), result, key);
    }

    /// <summary>Draws from the normal distribution of mean 0 and variance 1.</summary>
    /// <param name="shape">The extents.</param>
    /// <returns>A tensor of that shape.</returns>
    public Tensor Normal(params ReadOnlySpan<long> shape) => Normal(shape, DType.Default);

    /// <summary>Draws a matrix from the normal distribution of mean 0 and variance 1: in Normal(3, 0) the 0 is an extent before C# 13 too.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <returns>A tensor of that shape.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tensor Normal(int rows, int columns) => Normal([rows, columns], DType.Default);

    /// <summary>Draws from the normal distribution of mean 0 and variance 1.</summary>
    /// <param name="extent">How many.</param>
    /// <param name="dtype">A floating type.</param>
    /// <returns>A tensor of that shape.</returns>
    [OverloadResolutionPriority(-1)]
    public Tensor Normal(long extent, DType dtype) => Normal([extent], dtype);

    /// <summary>Draws from the normal distribution of mean 0 and variance 1, by its inverse (Wichura, AS 241).</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">A floating type.</param>
    /// <returns>A tensor of that shape.</returns>
    /// <operation formula="normal, mean 0, variance 1"
    ///     numpy="Generator.standard_normal" jax="jax.random.normal" torch="torch.randn" mindspore="ops.randn"/>
    public Tensor Normal(ReadOnlySpan<long> shape, DType dtype)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = shape)
            return Status.Result(NativeMethods.adj_random_normal(Tensor.HandleOf(key), dims, shape.Length, (adj_dtype)dtype, &result), result, key);
    }

    /// <summary>Draws int64 numbers from <paramref name="low"/> up to, not including, <paramref name="high"/>, each as likely.</summary>
    /// <param name="low">The smallest.</param>
    /// <param name="high">One more than the largest.</param>
    /// <param name="shape">The extents.</param>
    /// <returns>An int64 tensor of that shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no number to draw.</exception>
    /// <operation formula="uniform whole numbers"
    ///     numpy="Generator.integers" jax="jax.random.randint" torch="torch.randint" mindspore="ops.randint"/>
    public Tensor Integers(long low, long high, params ReadOnlySpan<long> shape)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = shape)
            return Status.Result(NativeMethods.adj_random_integers(Tensor.HandleOf(key), dims, shape.Length, low, high, &result), result, key);
    }

    /// <summary>The numbers 0, 1, ... below <paramref name="count"/> in a random order, int64.</summary>
    /// <param name="count">How many.</param>
    /// <returns>An int64 vector.</returns>
    /// <operation formula="0 … n − 1 in random order"
    ///     numpy="Generator.permutation" jax="jax.random.permutation" torch="torch.randperm" mindspore="ops.randperm"/>
    public Tensor Permutation(long count)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        return Status.Result(NativeMethods.adj_random_permutation(Tensor.HandleOf(key), count, &result), result, key);
    }

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Add("Words", IsPlace ? null : ToTensor());
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new RandomKey(reader.Next(default(Tensor)));
    }

    /// <summary>Whether this is several keys.</summary>
    internal bool IsBatch => (_symbolic?.Rank ?? _shape.Length) > 1;

    private bool IsPlace => _symbolic is null && _shape.Length == 0;

    private static Tensor KeyOf(ulong seed)
    {
        adj_tensor key;
        Status.Check(NativeMethods.adj_random_key(seed, &key));
        return Tensor.Adopt(key);
    }

    private Tensor Children(long count)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        return Status.Result(NativeMethods.adj_random_split(Tensor.HandleOf(key), count, &result), result, key);
    }

    private Tensor ToTensor()
    {
        if (_symbolic is not null) return _symbolic;
        if (IsPlace) throw new InvalidOperationException("RandomKey: this is the place of a key in a gradient; it draws nothing.");
        return Tensor.From(_words, _shape);
    }
}
