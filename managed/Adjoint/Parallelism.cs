using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>How many threads large operations use. Results do not depend on it.</summary>
public static unsafe class Parallelism
{
    /// <summary>
    /// The number of threads, the calling one among them. At first it is that of the environment variable ADJOINT_NUM_THREADS, else the
    /// number of processors that the process may use: by its affinity, and by the quota of its container, rounded up.
    /// </summary>
    /// <remarks>
    /// There is one pool for the process. While it works for one caller, others do their work on their own thread, so that calls from
    /// many threads at once do not crowd the processors. Its threads sleep when there is nothing to do.
    /// </remarks>
    /// <value>At least 1; 0 sets it back to what it was at first.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static int ThreadCount
    {
        get
        {
            int count;
            Status.Check(NativeMethods.adj_get_threads(&count));
            return count;
        }
        set
        {
            Status.Check(NativeMethods.adj_set_threads(Limits.AtLeast(0, value)));
        }
    }
}
