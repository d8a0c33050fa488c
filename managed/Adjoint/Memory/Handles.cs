using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>Handles that the core returned, as tensors.</summary>
internal static class Handles
{
    public static Tensor[] Adopt(ReadOnlySpan<adj_tensor> handles)
    {
        var tensors = new Tensor[handles.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = Tensor.Adopt(handles[i]);
        return tensors;
    }
}
