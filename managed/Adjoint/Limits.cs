using System.Numerics;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>Numbers that have to lie within limits. The messages are the same in every culture, so the number stands in the text.</summary>
internal static class Limits
{
    /// <summary>A number that is at least another; NaN is not.</summary>
    public static T AtLeast<T>(T least, T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T>
    {
        if (!(value >= least)) throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be at least {least}, not {value}."));
        return value;
    }

    /// <summary>A number that is at most another.</summary>
    public static T AtMost<T>(T most, T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T>
    {
        if (!(value <= most)) throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be at most {most}, not {value}."));
        return value;
    }

    /// <summary>A number above zero.</summary>
    public static T Positive<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T>
    {
        if (!(value > T.Zero)) throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be above 0, not {value}."));
        return value;
    }

    /// <summary>A number from 0 up to, not including, 1: how much of a mean is kept.</summary>
    public static double BelowOne(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} lies from 0 up to, not including, 1; it is not {value}."));
        return value;
    }
}
