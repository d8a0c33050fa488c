using Adjoint.Overloads;

// Writes managed/Adjoint/Autodiff/Generated, given as the argument. A test compares it with what is committed.
string folder = args.Length == 1 ? args[0] : throw new ArgumentException("Usage: Adjoint.Overloads <folder>");
Directory.CreateDirectory(folder);
foreach ((string name, string text) in OverloadWriter.Files().Concat(TreeOverloadWriter.Files()).Concat(MatrixOverloadWriter.Files()))
    File.WriteAllText(Path.Combine(folder, name), text);
