using System.Globalization;

namespace Adjoint;

/// <summary>
/// The checkpoints of a training run: a folder with the last files of its <see cref="TrainingState"/>. Each is there whole or not at all,
/// whenever the program is killed and however full the disk is. A run has a folder of its own.
/// </summary>
/// <param name="folder">The folder; it is made with the first file.</param>
/// <param name="keep">How many files are kept, at least 1.</param>
public sealed class TrainingCheckpoints(string folder, int keep = 3)
{
    private const string Prefix = "step-", Extension = ".safetensors";

    private readonly int _keep = Limits.Positive(keep);

    /// <summary>The folder.</summary>
    public string Folder { get; } = string.IsNullOrEmpty(folder) ? throw new ArgumentException("TrainingCheckpoints: the folder has no name.", nameof(folder)) : folder;

    /// <summary>The files, that of the latest step first.</summary>
    public IReadOnlyList<string> Files => [.. Present().Select(static f => f.Path)];

    /// <summary>Makes a file; tests have a disk that is full.</summary>
    internal Func<string, FileStream>? Create { get; init; }

    /// <summary>Writes a state and brings it to the disk. Then the oldest files beyond those that are kept are deleted.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The file, such as "runs/digits/step-0000001200.safetensors".</returns>
    /// <exception cref="InvalidOperationException">There is a file of a later step: another run's, or one that was not resumed.</exception>
    /// <exception cref="IOException">It cannot be written, as on a full disk. The files of before are as they were.</exception>
    public string Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Present() is [{ } latest, ..] && latest.Step > state.Step)
            throw new InvalidOperationException(
                $"Save: '{latest.Path}' is of a later step than {state.Step}. Call Resume before training, choose another folder, or delete the later files.");
        (string, Tensor)[] tensors = state.Tensors();
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Step:D10}{Extension}"));
        AtomicFile.Write(path, stream => SafeTensors.Save(stream, tensors), Create);
        foreach ((string old, _) in Present().Skip(_keep))
            File.Delete(old);
        return path;
    }

    /// <summary>
    /// Takes the state from the file of the latest step that is not damaged, and deletes what a program that was killed has left unfinished.
    /// </summary>
    /// <param name="state">The state; it stays what it was if there is no file.</param>
    /// <returns>The file, or null if there is none.</returns>
    /// <exception cref="InvalidDataException">All files are damaged, or the file is not of this training: it has other parts, names or shapes.</exception>
    public string? Resume(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!Directory.Exists(Folder)) return null;
        foreach (string unfinished in Directory.EnumerateFiles(Folder, $"{Prefix}*{AtomicFile.Unfinished}"))
            File.Delete(unfinished);
        var damaged = new List<InvalidDataException>();
        foreach ((string path, _) in Present())
        {
            NamedTensors file;
            try
            {
                file = SafeTensors.Load(path);
            }
            catch (InvalidDataException e)
            {
                damaged.Add(e);
                continue;
            }

            state.Take(file);
            return path;
        }

        return damaged.Count == 0 ? null : throw new InvalidDataException($"Resume: all checkpoints in '{Folder}' are damaged; the latest: {damaged[0].Message}", damaged[0]);
    }

    // The files, that of the latest step first. Others in the folder are left alone.
    private List<(string Path, long Step)> Present()
    {
        var files = new List<(string Path, long Step)>();
        if (!Directory.Exists(Folder)) return files;
        foreach (string path in Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}"))
        {
            string number = Path.GetFileNameWithoutExtension(path)[Prefix.Length..];
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step)) files.Add((path, step));
        }

        files.Sort(static (a, b) => b.Step.CompareTo(a.Step));
        return files;
    }
}
