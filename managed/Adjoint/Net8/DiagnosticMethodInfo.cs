#if !NET9_0_OR_GREATER
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace System.Diagnostics;

/// <summary>What a frame of the stack ran, for messages, which .NET has since 9: as much of it as is used here.</summary>
internal sealed record DiagnosticMethodInfo(string Name, string? DeclaringTypeName, string DeclaringAssemblyName)
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Where nothing is known of a method, the message says less.")]
    public static DiagnosticMethodInfo? Create(StackFrame frame) => frame.GetMethod() is { Module.Assembly: Assembly assembly } method
        ? new(method.Name, method.DeclaringType?.FullName, assembly.FullName ?? "")
        : null;
}
#endif
