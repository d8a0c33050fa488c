using System.Text.Json.Nodes;

namespace Adjoint.Samples;

/// <summary>Compares an output with what is expected, as GradBench does: the same structure, and numbers that differ by at most 1e-4 of their size.</summary>
internal static class Validation
{
    public const double Tolerance = 1e-4;

    /// <summary>The largest difference of any number.</summary>
    /// <exception cref="InvalidDataException">The structures differ.</exception>
    public static double Difference(JsonNode expected, JsonNode? actual, string path = "output")
    {
        switch (expected, actual)
        {
            case (JsonObject e, JsonObject a):
                if (!e.Select(static p => p.Key).Order().SequenceEqual(a.Select(static p => p.Key).Order())) throw new InvalidDataException($"{path} has other keys.");
                return e.Select(p => Difference(p.Value!, a[p.Key], $"{path}.{p.Key}")).DefaultIfEmpty().Max();
            case (JsonArray e, JsonArray a):
                if (e.Count != a.Count) throw new InvalidDataException(FormattableString.Invariant($"{path} has {a.Count} elements instead of {e.Count}."));
                return e.Select((x, i) => Difference(x!, a[i], $"{path}[{i}]")).DefaultIfEmpty().Max();
            case (JsonValue e, JsonValue a):
                return Difference(e.GetValue<double>(), a.GetValue<double>());
            default:
                throw new InvalidDataException($"{path} is {actual?.GetValueKind()} instead of {expected.GetValueKind()}.");
        }
    }

    /// <summary>The same for a summary: count, sum, norm, weighted sum, first and last eight numbers, in the order of keys and rows.</summary>
    public static double DifferenceOfSummary(JsonNode summary, JsonNode actual)
    {
        double[] values = [.. Numbers(actual)];
        double OfEnds(string name, ReadOnlySpan<double> ends)
        {
            double largest = 0;
            for (int i = 0; i < ends.Length; i++)
                largest = Math.Max(largest, Difference(summary[name]![i]!.GetValue<double>(), ends[i]));
            return largest;
        }

        int few = Math.Min(8, values.Length);
        return new[]
        {
            Difference(summary["count"]!.GetValue<double>(), values.Length),
            Difference(summary["sum"]!.GetValue<double>(), values.Sum()),
            Difference(summary["l2"]!.GetValue<double>(), Math.Sqrt(values.Sum(static v => v * v))),
            Difference(summary["weighted_sum"]!.GetValue<double>(), values.Select(static (v, i) => v * (i % 97 + 1)).Sum()),
            OfEnds("first", values.AsSpan(0, few)),
            OfEnds("last", values.AsSpan(values.Length - few)),
        }.Max();
    }

    // GradBench lets a NaN pass; here it does not.
    private static double Difference(double expected, double actual)
    {
        double difference = Math.Abs(expected - actual) / Math.Max(1, Math.Abs(expected) + Math.Abs(actual));
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    /// <summary>All numbers, in the order of keys and rows.</summary>
    public static IEnumerable<double> Numbers(JsonNode? node) => node switch
    {
        JsonObject o => o.OrderBy(static p => p.Key, StringComparer.Ordinal).SelectMany(static p => Numbers(p.Value)),
        JsonArray a => a.SelectMany(Numbers),
        _ => [node!.GetValue<double>()],
    };
}
