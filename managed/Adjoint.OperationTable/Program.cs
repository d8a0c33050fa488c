using Adjoint.OperationTable;

// Writes docs/operations.md and the names for messages of the repository given as the argument. A test compares it with what is committed.
string root = args.Length == 1 ? args[0] : throw new ArgumentException("Usage: Adjoint.OperationTable <root of the repository>");
File.WriteAllText(Path.Combine(root, NameTable.Location), NameTable.Write(root));
File.WriteAllText(Path.Combine(root, OperationPage.Location), OperationPage.Write(root));
