using System.Globalization;

namespace Adjoint.Tests;

/// <summary>A culture in which nothing is written as in the invariant one.</summary>
internal static class Cultures
{
    /// <summary>Runs something in that culture.</summary>
    public static void Hostile(Action action) => Hostile<object?>(() =>
    {
        action();
        return null;
    });

    /// <summary>Computes something in that culture.</summary>
    public static T Hostile<T>(Func<T> function)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        culture.NumberFormat.NaNSymbol = "no number";
        culture.NumberFormat.PositiveInfinitySymbol = "endless";
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return function();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
