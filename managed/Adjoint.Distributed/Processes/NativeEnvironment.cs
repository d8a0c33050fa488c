using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Adjoint.Distributed;

/// <summary>The environment as native libraries see it. That of .NET is a copy, whose changes they do not see.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for libraries that are loaded from now on.</summary>
    public static void Set(string name, string value)
    {
        if (SetVariable(name, value, 1) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The environment variable {name} cannot be set.");
    }

    // Of the C library itself, so it takes no header of ours and no generated binding.
    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
