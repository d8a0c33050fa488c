namespace Adjoint.BindingsGenerator.Emit;

/// <summary>A file to be written.</summary>
internal sealed record SourceFile(string Name, string Text);
