using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Everything that crosses the boundary is blittable, so no marshalling code is made, and none can slip in.
[assembly: DisableRuntimeMarshalling]

// The shims lie beside the assembly or where the package's runtimes folder says, never in the current directory.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
