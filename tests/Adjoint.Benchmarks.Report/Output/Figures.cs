using System.Globalization;

namespace Adjoint.Benchmarks.Report;

/// <summary>Figures as text, with the unit that fits them.</summary>
internal static class Figures
{
    private static readonly (double Size, string Name)[] s_times = [(1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")];
    private static readonly (double Size, string Name)[] s_bytes = [(1e6, "MB"), (1e3, "kB"), (1, "bytes")];

    public static string Text(double value, Unit unit) => unit switch
    {
        Unit.Seconds => Scaled(value, s_times),
        Unit.Bytes => Scaled(value, s_bytes),
        Unit.OperationsPerSecond => $"{Digits(value * 1e-9)} GFLOP/s",
        Unit.BytesPerSecond => $"{Digits(value * 1e-9)} GB/s",
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    /// <summary>Three digits that count.</summary>
    public static string Digits(double value) => Math.Abs(value) switch
    {
        >= 99.5 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 9.95 => value.ToString("F1", CultureInfo.InvariantCulture),
        _ => value.ToString("F2", CultureInfo.InvariantCulture),
    };

    public static string Percent(double part) => (100 * part).ToString("F0", CultureInfo.InvariantCulture) + " %";

    private static string Scaled(double value, (double Size, string Name)[] units)
    {
        var (size, name) = units.FirstOrDefault(u => Math.Abs(value) >= u.Size, units[^1]);
        return $"{Digits(value / size)} {name}";
    }
}
