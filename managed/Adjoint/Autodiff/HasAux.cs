namespace Adjoint;

/// <summary>
/// The argument <c>hasAux: true</c>. A type of its own, so that the compiler chooses the overloads whose function returns
/// what is differentiated first and further data behind it.
/// </summary>
public readonly struct HasAux
{
    private readonly bool _value;

    private HasAux(bool value) => _value = value;

    /// <summary>Makes the argument from <c>true</c>.</summary>
    /// <param name="value">True; to differentiate all outputs, leave the argument out.</param>
    /// <returns>The choice.</returns>
    public static implicit operator HasAux(bool value) => new(value);

    internal void Require()
    {
        if (!_value)
            throw new ArgumentException("hasAux: false means that all outputs are differentiated: leave the argument out.", "hasAux");
    }
}
