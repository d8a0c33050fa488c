namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for where records are declared; this framework is older than they are.</summary>
internal static class IsExternalInit;
