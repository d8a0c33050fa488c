namespace Adjoint.BindingsGenerator.Emit;

/// <summary>A folder that holds what the generator wrote and nothing else.</summary>
internal static class OutputFolder
{
    /// <summary>Writes the files, and deletes earlier ones whose declaration is gone from the header.</summary>
    public static void Write(string folder, IEnumerable<SourceFile> files)
    {
        Directory.CreateDirectory(folder);
        var stale = Directory.EnumerateFiles(folder, "*.cs").Where(IsGenerated).ToHashSet(StringComparer.Ordinal);
        foreach (SourceFile file in files)
        {
            string path = Path.Combine(folder, file.Name);
            File.WriteAllText(path, file.Text);
            stale.Remove(path);
        }

        foreach (string path in stale)
        {
            File.Delete(path);
        }
    }

    private static bool IsGenerated(string path) => File.ReadLines(path).FirstOrDefault() == CodeWriter.Marker;
}
