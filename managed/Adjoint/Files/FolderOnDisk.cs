using System.Runtime.InteropServices;

namespace Adjoint;

/// <summary>Brings the names in a folder to the disk: a file that was renamed has its new name after a loss of power, too.</summary>
internal static partial class FolderOnDisk
{
    private const int ReadOnly = 0; // O_RDONLY, on every Unix

    /// <summary>
    /// Has the system write a folder down. Windows has no call for that: NTFS keeps a journal of its names, so that after a loss of power there is the old file or
    /// the new one. Nor has every file system of Unix; what is refused here is not done, for the file itself is whole and on the disk.
    /// </summary>
    /// <param name="folder">The folder.</param>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return;
        _ = Synchronize(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
