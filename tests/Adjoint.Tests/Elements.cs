using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Adjoint.Tests;

/// <summary>Where the elements of tensors lie.</summary>
internal static unsafe class Elements
{
    /// <summary>The address of the first element: that of a view is its place in what it is a view of.</summary>
    public static nint AddressOf<T>(Tensor x)
        where T : unmanaged
        => x.Read(static (ReadOnlySpan<T> elements) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(elements)));
}
