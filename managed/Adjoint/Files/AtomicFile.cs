namespace Adjoint;

/// <summary>Files that are there whole or not at all, whenever the program is stopped and however full the disk is.</summary>
internal static class AtomicFile
{
    /// <summary>What the names of files end in that are being written.</summary>
    public const string Unfinished = ".unfinished";

    /// <summary>
    /// Writes beside the file, has the system bring that to the disk, and gives it the file's name, which is brought to the disk too. If something fails,
    /// the file stays what it was.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="create">Makes a new file; tests have a disk that is full.</param>
    public static void Write(string path, Action<Stream> write, Func<string, FileStream>? create = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A link goes on to lead to the file.
        path = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        string unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            using (FileStream stream = (create ?? Create)(unfinished))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
            FolderOnDisk.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
}
