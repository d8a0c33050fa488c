using System.Globalization;
using System.Text;

namespace Adjoint;

/// <summary>A module as a table: a row for each module in it, and how many numbers the parameters of its own hold.</summary>
internal static class ModuleSummary
{
    /// <summary>The table of what was found in a module, with the shapes of its parameters and state.</summary>
    public static string Of(ModuleMembers found) =>
        Table(found, "", found.Modules.Select(static m => string.Join(", ", m.Slots.Select(s => TextOf(m, s)))));

    /// <summary>The same with the shapes of what the modules give.</summary>
    public static string Of(ModuleMembers found, OutputShapes outputs) =>
        Table(found, "Output", found.Modules.Select(m => outputs.Of(m.Module)));

    // The columns of a table with a title have titles too.
    private static string Table(ModuleMembers found, string title, IEnumerable<string> shapes)
    {
        bool hasTitles = title.Length > 0;
        string[] names = Padded(found.Modules.Select(static m => new string(' ', 2 * m.Depth) + NameOf(m)), "Module", hasTitles);
        string[] middle = Padded(shapes, title, hasTitles);
        string[] counts = Column(found.Modules.Select(static m => m.Slots.Sum(CountOf)).Select(static n => n > 0 ? Number(n) : ""), "Parameters", hasTitles);
        int width = counts.Max(static c => c.Length);
        var text = new StringBuilder();
        for (int i = 0; i < names.Length; i++)
            text.Append($"{names[i]}  {middle[i]}  {counts[i].PadLeft(width)}".TrimEnd()).Append('\n');
        return text.Append(Total(found)).ToString();
    }

    private static string NameOf(FoundModule found) =>
        found.Around is { } around ? $"{around.Within(found.Path)}: {found.Module.Description}" : found.Module.Description;

    private static string TextOf(FoundModule module, FoundSlot found) =>
        $"{module.Within(found.Path)} {found.Slot.Held?.ShapeText ?? "(no tensor)"}{(found.Parameter is { IsFrozen: true } ? " frozen" : "")}";

    private static long CountOf(FoundSlot found) => found.Parameter is null ? 0 : CountOf(found.Parameter);

    // In the gradient by a module there is none in the place of what is frozen.
    private static long CountOf(Parameter parameter) => parameter.Slot.Held?.Count ?? 0;

    private static string Total(ModuleMembers found)
    {
        Parameter[] parameters = [.. found.Parameters];
        long frozen = parameters.Where(static p => p.IsFrozen).Sum(CountOf);
        return $"{Number(parameters.Sum(CountOf))} numbers in {parameters.Length} parameters" + (frozen > 0 ? $", {Number(frozen)} of them frozen" : "");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string[] Column(IEnumerable<string> cells, string title, bool hasTitle) => hasTitle ? [title, .. cells] : [.. cells];

    private static string[] Padded(IEnumerable<string> cells, string title, bool hasTitle)
    {
        string[] column = Column(cells, title, hasTitle);
        int width = column.Max(static c => c.Length);
        return [.. column.Select(c => c.PadRight(width))];
    }
}
