using System.Reflection;
using System.Runtime.InteropServices;

using Adjoint.Native;

using Xunit;

namespace Adjoint.Bindings.Tests;

/// <summary>The bindings and the library that was built from the same header fit each other.</summary>
public sealed unsafe class NativeLibraryTests(NativeLibraryFixture library) : IClassFixture<NativeLibraryFixture>
{
    /// <summary>Every function that C# can call is there.</summary>
    [Fact]
    public void EveryFunctionIsExported()
    {
        IEnumerable<string> missing = typeof(NativeMethods)
            .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => method.Name)
            .Where(name => !NativeLibrary.TryGetExport(library.Handle, name, out _));

        Assert.Empty(missing);
    }

    /// <summary>The library speaks the version of the interface that the bindings were made from.</summary>
    [Fact]
    public void VersionsAgree() => Assert.Equal(NativeMethods.ADJ_ABI_VERSION, NativeMethods.adj_abi_version());

    /// <summary>Structs, numbers, arrays and texts arrive as they were sent.</summary>
    [Fact]
    public void ValuesCrossTheBoundary()
    {
        ReadOnlySpan<double> elements = [1, 2, 3, 4, 5, 6];
        ReadOnlySpan<long> dims = [2, 3];
        adj_tensor tensor;
        adj_tensor_info info;
        void* data;
        fixed (double* source = elements)
        fixed (long* extents = dims)
        {
            Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_from_data(
                adj_dtype.ADJ_FLOAT64, extents, dims.Length, source, elements.Length * sizeof(double), &tensor));
        }

        Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_info(tensor, &info));
        Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_data(tensor, &data));

        Assert.Equal((int)adj_dtype.ADJ_FLOAT64, info.dtype);
        Assert.Equal(dims, ((ReadOnlySpan<long>)info.dims)[..info.rank]);
        Assert.Equal(elements.Length, info.count);
        Assert.Equal(elements, new ReadOnlySpan<double>(data, elements.Length));
        Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_release(tensor));
    }

    /// <summary>A failure comes back as a status, with a text.</summary>
    [Fact]
    public void FailuresComeBackAsStatus()
    {
        adj_tensor_info info;

        Assert.Equal(adj_status.ADJ_ERROR_HANDLE, NativeMethods.adj_info(default, &info));
        Assert.NotEmpty(Marshal.PtrToStringUTF8((nint)NativeMethods.adj_last_error())!);
    }
}
