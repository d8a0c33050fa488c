using System.Collections.Immutable;

namespace Adjoint;

/// <summary>
/// What a function under <see cref="Autodiff.Checkpoint(Func{Tensor, Tensor}, CheckpointPolicy)"/> keeps for the backward pass after all; the
/// rest is computed again there.
/// </summary>
/// <example><code>var block = Checkpoint((Tensor x) => Attend(x), CheckpointPolicy.KeepMatrixProducts | CheckpointPolicy.KeepNamed("scores"));</code></example>
public sealed class CheckpointPolicy
{
    private readonly ImmutableHashSet<string> _names;

    private CheckpointPolicy(bool products, ImmutableHashSet<string> names)
    {
        KeepsProducts = products;
        _names = names;
    }

    /// <summary>Keeps the results of matrix products, which take the longest, and computes what is cheap again.</summary>
    public static CheckpointPolicy KeepMatrixProducts { get; } = new(true, []);

    internal bool KeepsProducts { get; }

    /// <summary>Keeps the tensors that <see cref="Autodiff.CheckpointName"/> gives one of these names.</summary>
    /// <param name="names">The names.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CheckpointPolicy KeepNamed(params ReadOnlySpan<string> names)
    {
        if (names.IsEmpty) throw new ArgumentException("KeepNamed: name at least one tensor to keep.", nameof(names));
        return new(false, [.. names]);
    }

    /// <summary>Keeps what either of two policies keeps.</summary>
    /// <param name="first">A policy.</param>
    /// <param name="second">Another.</param>
    public static CheckpointPolicy operator |(CheckpointPolicy first, CheckpointPolicy second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new(first.KeepsProducts || second.KeepsProducts, first._names.Union(second._names));
    }

    internal bool Keeps(string name) => _names.Contains(name);
}
