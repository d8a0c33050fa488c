using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint.Interop;

/// <summary>Finds the native core, refuses one that does not fit, and says what to do when there is none.</summary>
internal static unsafe class NativeLoader
{
    private const string LibraryName = "adjoint_core";
    private const string PathVariable = "ADJOINT_LIBRARY";

    private static nint s_library;

    // Nothing is loaded here: the core comes with the first call into it, and so does any complaint about it.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver has to stand before the first call into the core.")]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != LibraryName) return 0;
        if (s_library == 0) s_library = CheckVersion(Load(assembly, searchPath));
        return s_library;
    }

    private static nint Load(Assembly assembly, DllImportSearchPath? searchPath)
    {
        string? path = Environment.GetEnvironmentVariable(PathVariable);
        try
        {
            return string.IsNullOrEmpty(path)
                ? NativeLibrary.Load(LibraryName, assembly, searchPath)
                : NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(Diagnosis(path), e);
        }
    }

    private static nint CheckVersion(nint library)
    {
        int version = NativeLibrary.TryGetExport(library, nameof(NativeMethods.adj_abi_version), out nint function)
            ? ((delegate* unmanaged[Cdecl]<int>)function)()
            : 0;
        if (version == NativeMethods.ADJ_ABI_VERSION) return library;
        throw new DllNotFoundException(
            $"The native library of Adjoint that was found has interface version {version}, but this assembly needs "
            + $"{NativeMethods.ADJ_ABI_VERSION}. A file of another release lies in the way: remove it, or reference one version of the package only.");
    }

    private static string Diagnosis(string? path) =>
        $"The native library of Adjoint could not be loaded on {RuntimeInformation.RuntimeIdentifier}. {(string.IsNullOrEmpty(path) ? Places() : $"The environment variable {PathVariable} names {path}.")} "
        + "Check that the package was restored for this platform, and see the inner exception for what the system said. "
        + $"{PathVariable} may be set to the full path of the library.";

    // Where the runtime looks: beside the program, and where its list of dependencies or its single file has native libraries.
    private static string Places()
    {
        string file = OperatingSystem.IsWindows() ? $"{LibraryName}.dll" : OperatingSystem.IsMacOS() ? $"lib{LibraryName}.dylib" : $"lib{LibraryName}.so";
        string[] further = ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES"))?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        string[] folders = [.. further.Prepend(AppContext.BaseDirectory).Select(Path.TrimEndingDirectorySeparator).Distinct()];
        string[] holders = [.. folders.Where(f => File.Exists(Path.Combine(f, file)))];
        return holders is []
            ? $"It is called {file} and was looked for in {string.Join(", ", folders)}; it lies in none of them, so that no package for this platform was published with the program."
            : $"{Path.Combine(holders[0], file)} is there, but the system refuses it: it is for another platform, or needs what this system lacks.";
    }
}
