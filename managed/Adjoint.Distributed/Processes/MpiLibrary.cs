using System.Reflection;
using System.Runtime.InteropServices;

using Adjoint.Distributed.Native;

namespace Adjoint.Distributed;

/// <summary>Tells which MPI started this process, and loads the shim over it.</summary>
internal static class MpiLibrary
{
    private const string LibraryName = "adjoint_mpi";

    // What each mpirun sets for the processes it starts; the first two are those of Open MPI.
    private static readonly MpiImplementation[] s_known =
    [
        new("OMPI_COMM_WORLD_SIZE", "openmpi", "Open MPI", "libopenmpi3"),
        new("PMIX_RANK", "openmpi", "Open MPI", "libopenmpi3"),
        new("PMI_RANK", "mpich", "MPICH", "libmpich12"),
    ];

    /// <summary>The MPI that started this process; null where none did.</summary>
    public static MpiImplementation? Starter(Func<string, string?> environment) =>
        Array.Find(s_known, mpi => !string.IsNullOrEmpty(environment(mpi.Variable)));

    /// <summary>Loads the shim, to which all calls go from now on.</summary>
    /// <exception cref="DllNotFoundException">It, or the MPI below it, is not there; the message says what to install.</exception>
    public static void Load(MpiImplementation mpi)
    {
        Assembly assembly = typeof(MpiMethods).Assembly;
        string name = $"{LibraryName}_{mpi.Suffix}";
        nint library;
        LeaveSignalsAlone();
        try
        {
            library = NativeLibrary.Load(name, assembly, null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            string rid = RuntimeInformation.RuntimeIdentifier;
            throw new DllNotFoundException(
                $"This process was started by mpirun of {mpi.Name} ({mpi.Variable} is set), but lib{name}.so or the library of {mpi.Name} that it needs "
                + $"could not be loaded on {rid}. Install {mpi.Name} on every machine (on Debian: apt-get install {mpi.Package}); the shim is looked for in "
                + $"{AppContext.BaseDirectory} and in runtimes/{rid}/native below it. The inner exception has what the system said. Started without "
                + "mpirun, the program runs as a single process and needs none of this.",
                e);
        }

        NativeLibrary.SetDllImportResolver(assembly, (wanted, _, _) => wanted == LibraryName ? library : 0);
        int version = MpiMethods.adj_mpi_abi_version();
        if (version != MpiMethods.ADJ_MPI_ABI_VERSION)
            throw new DllNotFoundException(
                $"lib{name}.so has interface version {version}, but Adjoint.Distributed needs {MpiMethods.ADJ_MPI_ABI_VERSION}: a file of another release lies in the way.");
    }

    // .NET turns a SIGSEGV of its own code into a NullReferenceException. The handlers that UCX, below both, and Open MPI install would end
    // the process instead; UCX does so when it is loaded. Where the user has set these variables, that counts.
    private static void LeaveSignalsAlone()
    {
        foreach ((string name, string value) in ((string, string)[])[("UCX_ERROR_SIGNALS", ""), ("UCX_WARN_UNUSED_ENV_VARS", "n"), ("OMPI_MCA_opal_signal", "")])
        {
            if (Environment.GetEnvironmentVariable(name) is null) NativeEnvironment.Set(name, value);
        }
    }
}

/// <summary>An MPI that can start processes.</summary>
/// <param name="Variable">A variable that it sets in their environment.</param>
/// <param name="Suffix">How the shim over it is named.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Package">The Debian package of its library.</param>
internal sealed record MpiImplementation(string Variable, string Suffix, string Name, string Package);
