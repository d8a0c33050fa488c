using Adjoint.Overloads;

// Writes what of managed/Adjoint, given as the argument, follows from a pattern. A test compares it with what is committed.
string facade = args.Length == 1 ? args[0] : throw new ArgumentException("Usage: Adjoint.Overloads <managed/Adjoint>");
foreach ((string name, string text) in AllOverloads.Files(facade))
{
    string path = Path.Combine(facade, name);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, text);
}
