namespace Adjoint;

/// <summary>
/// What a checkpoint keeps of a function's results for the backward pass; all others are computed again there. Policies are combined
/// with <c>|</c>: what either of them keeps is kept.
/// </summary>
/// <remarks>
/// It goes for the function itself: a checkpoint inside it keeps what its own policy says.
/// </remarks>
public sealed class CheckpointPolicy
{
    private readonly HashSet<string> _names;

    private CheckpointPolicy(bool products, IEnumerable<string> names)
    {
        WantsMatrixProducts = products;
        _names = [.. names];
    }

    /// <summary>Nothing is kept: the least memory.</summary>
    public static CheckpointPolicy KeepNothing { get; } = new(products: false, []);

    /// <summary>The results of matrix products and convolutions are kept: what is dear to compute again, in a network of layers.</summary>
    public static CheckpointPolicy KeepMatrixProducts { get; } = new(products: true, []);

    internal bool WantsMatrixProducts { get; }

    internal bool KeepsAnything => WantsMatrixProducts || _names.Count > 0;

    /// <summary>What either of two policies keeps.</summary>
    /// <param name="left">A policy.</param>
    /// <param name="right">Another.</param>
    /// <returns>A policy that keeps what one of them keeps.</returns>
    public static CheckpointPolicy operator |(CheckpointPolicy left, CheckpointPolicy right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.BitwiseOr(right);
    }

    /// <summary>The tensors with these names are kept.</summary>
    /// <param name="names">Names as <see cref="Autodiff.CheckpointName"/> gives them. Those that the function does not use keep nothing.</param>
    /// <returns>The policy.</returns>
    public static CheckpointPolicy KeepNamed(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
            ArgumentNullException.ThrowIfNull(name, nameof(names));
        return new CheckpointPolicy(products: false, names);
    }

    /// <summary>What either of two policies keeps: the operator <c>|</c> by name.</summary>
    /// <param name="other">The other policy.</param>
    /// <returns>A policy that keeps what one of them keeps.</returns>
    public CheckpointPolicy BitwiseOr(CheckpointPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new CheckpointPolicy(WantsMatrixProducts || other.WantsMatrixProducts, _names.Concat(other._names));
    }

    internal bool Keeps(string name) => _names.Contains(name);
}
