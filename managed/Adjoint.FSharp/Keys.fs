namespace Adjoint.FSharp

open Adjoint

/// Random numbers by keys, shapes as lists. A key always draws the same numbers.
[<RequireQualifiedAccess>]
module Key =

    /// <summary>The key of a seed.</summary>
    /// <param name="seed">Any number.</param>
    let ofSeed (seed: int) : RandomKey = RandomKey(uint64 seed)

    /// <summary>Two independent keys.</summary>
    /// <param name="key">A key.</param>
    let split (key: RandomKey) : RandomKey * RandomKey =
        let struct (first, second) = key.Split()
        first, second

    /// <summary>Independent keys.</summary>
    /// <param name="count">How many.</param>
    /// <param name="key">A key.</param>
    let splitInto (count: int) (key: RandomKey) : RandomKey list = key.Split count |> List.ofArray

    /// <summary>The key of a key and a number, such as that of an epoch.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="key">A key.</param>
    let fold (number: int) (key: RandomKey) : RandomKey = key.FoldIn(int64 number)

    /// <summary>A batch of keys, for <c>vmap</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="key">A key.</param>
    let batch (count: int) (key: RandomKey) : RandomKey = key.Batch(int64 count)

    /// <summary>Draws from the normal distribution of mean 0 and deviation 1, in the default type.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="key">A key.</param>
    let normal (shape: int seq) (key: RandomKey) : Tensor = key.Normal(extents shape)

    /// <summary>Draws from [0, 1), in the default type.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="key">A key.</param>
    let uniform (shape: int seq) (key: RandomKey) : Tensor = key.Uniform(extents shape)

    /// <summary>Draws whole numbers from <paramref name="low"/> on, below <paramref name="high"/>.</summary>
    /// <param name="low">The least.</param>
    /// <param name="high">What all are less than.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="key">A key.</param>
    /// <exception cref="T:System.ArgumentException">There is no number between them.</exception>
    let integers (low: int) (high: int) (shape: int seq) (key: RandomKey) : Tensor =
        key.Integers(int64 low, int64 high, extents shape)

    /// <summary>The numbers from 0 on, in an order of their own.</summary>
    /// <param name="count">How many.</param>
    /// <param name="key">A key.</param>
    let permutation (count: int) (key: RandomKey) : Tensor = key.Permutation(int64 count)
