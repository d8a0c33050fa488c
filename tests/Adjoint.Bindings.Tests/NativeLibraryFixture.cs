using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint.Bindings.Tests;

/// <summary>The native library of this build, loaded, and put where the bindings find it.</summary>
public sealed class NativeLibraryFixture
{
    private const string Location = "build/linux-x64-release/libadjoint_core.so";

    /// <summary>Loads the library.</summary>
    public NativeLibraryFixture()
    {
        string path = Repository.PathOf(Location);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{Location} is missing: run ./build.sh native, then the tests again.");
        }

        Handle = NativeLibrary.Load(path);
        NativeLibrary.SetDllImportResolver(
            typeof(NativeMethods).Assembly,
            (name, _, _) => name == "adjoint_core" ? Handle : IntPtr.Zero);
    }

    internal nint Handle { get; }
}
