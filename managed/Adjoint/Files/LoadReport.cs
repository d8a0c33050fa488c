namespace Adjoint;

/// <summary>What <c>Load</c> with <c>strict: false</c> left out.</summary>
/// <param name="Missing">What the file has no tensor for; it stayed what it was.</param>
/// <param name="Unexpected">The tensors of the file that there is no place for.</param>
public sealed record LoadReport(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected);

/// <summary>A place that a tensor of a file is to take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Present">What is there now, which decides about type and shape.</param>
internal readonly record struct Place(string Name, Tensor Present);

/// <summary>The tensors of a file brought to the places that they were saved from.</summary>
internal static class Places
{
    /// <summary>What is to take each place, null where the file has nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="places">The places.</param>
    /// <param name="strict">Whether all places and all tensors have to find their partners.</param>
    /// <param name="owner">What has the places, for messages.</param>
    /// <exception cref="InvalidDataException">Names, shapes or types do not fit; the message lists all of them.</exception>
    public static (Tensor?[] Values, LoadReport Report) Match(NamedTensors file, IReadOnlyList<Place> places, bool strict, string owner)
    {
        string[] names = [.. places.Select(static p => p.Name)];
        var report = new LoadReport([.. names.Where(name => !file.ContainsKey(name))], [.. file.Keys.Except(names)]);
        var values = new Tensor?[places.Count];
        var unlike = new List<string>();
        for (int i = 0; i < values.Length; i++)
        {
            if (!file.TryGetValue(names[i], out Tensor? value)) continue;
            Tensor present = places[i].Present;
            values[i] = Fitting(value, present);
            if (values[i] is null) unlike.Add($"'{names[i]}' is {Text(value)}, not {Text(present)}");
        }

        string[] faults =
        [
            .. Line("missing", strict ? report.Missing : []), .. Line("unexpected", strict ? report.Unexpected : []),
            .. unlike.Count > 0 ? [$"of another shape or type: {string.Join("; ", unlike)}"] : (string[])[],
        ];
        if (faults.Length > 0)
            throw new InvalidDataException($"{file.Source} does not fit {owner}:\n  {string.Join("\n  ", faults)}");
        return (values, report);
    }

    private static string[] Line(string what, IReadOnlyList<string> names) => names.Count > 0 ? [$"{what}: {string.Join(", ", names)}"] : [];

    // Floating numbers take the floating type of their place, as in PyTorch; nothing else is converted.
    private static Tensor? Fitting(Tensor value, Tensor present) =>
        value.Shape != present.Shape ? null
        : value.DType == present.DType ? value
        : value.DType.IsFloating && present.DType.IsFloating ? value.Cast(present.DType)
        : null;

    private static string Text(Tensor x) => $"{x.DType} {x.ShapeText}";
}
