using System.Globalization;
using System.Text;

namespace Adjoint;

/// <summary>A module as a table: a row for each module in it, with the parameters of its own and how many numbers they hold.</summary>
internal static class ModuleSummary
{
    /// <summary>The table of what was found in a module.</summary>
    public static string Of(ModuleMembers found)
    {
        string[] names = Padded(found.Modules.Select(static m => new string(' ', 2 * m.Depth) + NameOf(m)));
        string[] slots = Padded(found.Modules.Select(static m => string.Join(", ", m.Slots.Select(s => TextOf(m, s)))));
        string[] counts = [.. found.Modules.Select(static m => m.Slots.Sum(CountOf)).Select(static n => n > 0 ? Number(n) : "")];
        int width = counts.Max(static c => c.Length);
        var text = new StringBuilder();
        for (int i = 0; i < names.Length; i++)
            text.Append($"{names[i]}  {slots[i]}  {counts[i].PadLeft(width)}".TrimEnd()).Append('\n');
        return text.Append(Total(found)).ToString();
    }

    private static string NameOf(FoundModule found) =>
        found.Around is { } around ? $"{around.Within(found.Path)}: {found.Module.Description}" : found.Module.Description;

    private static string TextOf(FoundModule module, FoundSlot found) =>
        $"{module.Within(found.Path)} {found.Slot.Held?.ShapeText ?? "(no tensor)"}{(found.Parameter is { IsFrozen: true } ? " frozen" : "")}";

    private static long CountOf(FoundSlot found) => found.Parameter is null ? 0 : found.Slot.Held!.Count;

    private static string Total(ModuleMembers found)
    {
        long frozen = found.Parameters.Where(static p => p.IsFrozen).Sum(static p => p.Slot.Held!.Count);
        return $"{Number(found.Parameters.Sum(static p => p.Slot.Held!.Count))} numbers in {found.Parameters.Count} parameters"
            + (frozen > 0 ? $", {Number(frozen)} of them frozen" : "");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string[] Padded(IEnumerable<string> column)
    {
        string[] cells = [.. column];
        int width = cells.Max(static c => c.Length);
        return [.. cells.Select(c => c.PadRight(width))];
    }
}
