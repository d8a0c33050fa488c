using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>Lists of tensors as lists of handles, and back.</summary>
internal static class Handles
{
    public static adj_tensor[] Of(ReadOnlySpan<Tensor> tensors)
    {
        var handles = new adj_tensor[tensors.Length];
        for (int i = 0; i < handles.Length; i++)
            handles[i] = tensors[i].Handle;
        return handles;
    }

    public static Tensor[] Adopt(ReadOnlySpan<adj_tensor> handles)
    {
        var tensors = new Tensor[handles.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = Tensor.Adopt(handles[i]);
        return tensors;
    }
}
