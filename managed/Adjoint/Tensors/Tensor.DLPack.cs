using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Tensors of other libraries, by the memory layout that most of them share.
public sealed unsafe partial class Tensor
{
    /// <summary>Hands the tensor to another library by <see href="https://dmlc.github.io/dlpack/latest/">DLPack</see>, without a copy if its elements lie in row-major order.</summary>
    /// <param name="versioned">Whether a DLManagedTensorVersioned is made, as of DLPack 1, else a DLManagedTensor, as before.</param>
    /// <param name="copy">
    /// Whether the library gets elements of its own. Else it reads those of the tensor and must not change them: the versioned form says so, the
    /// other one cannot.
    /// </param>
    /// <returns>
    /// The address of the managed tensor. Whoever takes it over calls its deleter once, from any thread; until then the elements stay, whatever
    /// becomes of this tensor.
    /// </returns>
    /// <exception cref="ValueDependentException">The tensor is symbolic: inside Compile or Vmap it has no value yet.</exception>
    /// <example>
    /// <code>
    /// nint managed = Tensor.From([1f, 2f, 3f]).ToDLPack();
    /// Tensor y = Tensor.FromDLPack(managed);   // by whom ever it was made
    /// </code>
    /// </example>
    public nint ToDLPack(bool versioned = true, bool copy = false)
    {
        using Tensor? own = copy ? Copied() : null;
        Tensor x = own ?? this;
        adj_tensor handle;
        void* elements;
        Readings.Note();
        Status.Check(NativeMethods.adj_hold(HandleOf(x), &handle, &elements), x);
        ulong flags = copy ? DLManagedTensorVersioned.IsCopied : DLManagedTensorVersioned.ReadOnly;
        return DLPackExport.Make(handle, elements, DType, Shape, versioned, flags);
    }

    /// <summary>Takes over a tensor of another library by <see href="https://dmlc.github.io/dlpack/latest/">DLPack</see>. Its elements are copied.</summary>
    /// <param name="managed">
    /// The address of the managed tensor. It is used up whatever happens: its deleter is called once, before this returns or throws.
    /// </param>
    /// <param name="versioned">Whether it is a DLManagedTensorVersioned, as of DLPack 1 (a capsule "dltensor_versioned"), else a DLManagedTensor ("dltensor").</param>
    /// <returns>A tensor of the same shape and type.</returns>
    /// <exception cref="ArgumentException">The address is 0, or the description contradicts itself.</exception>
    /// <exception cref="NotSupportedException">The elements are of a type, on a device or of a version of DLPack that is not here.</exception>
    /// <remarks>
    /// Elements may lie with any strides, negative ones too, and at any offset. DLPack does not say how long the memory is: that
    /// what is described lies in it can only be believed.
    /// </remarks>
    public static Tensor FromDLPack(nint managed, bool versioned = true)
    {
        if (managed == 0) throw new ArgumentException("FromDLPack: there is no managed tensor at address 0.", nameof(managed));
        return versioned ? From((DLManagedTensorVersioned*)managed) : From((DLManagedTensor*)managed);
    }

    private static Tensor From(DLManagedTensorVersioned* managed)
    {
        try
        {
            if (managed->Major != DLManagedTensorVersioned.CurrentMajor)
                throw new NotSupportedException(
                    $"FromDLPack: the tensor is laid out as in DLPack {managed->Major}.{managed->Minor}; version {DLManagedTensorVersioned.CurrentMajor} is known here. "
                    + "Ask its maker for that version.");
            return DLPackImport.Copy(managed->Tensor);
        }
        finally
        {
            if (managed->Deleter is not null) managed->Deleter(managed);
        }
    }

    private static Tensor From(DLManagedTensor* managed)
    {
        try
        {
            return DLPackImport.Copy(managed->Tensor);
        }
        finally
        {
            if (managed->Deleter is not null) managed->Deleter(managed);
        }
    }

    private Tensor Copied()
    {
        using var held = new Held(this);
        return FromBytes(DType, Shape, held.Elements, Count * DType.Size, nameof(ToDLPack));
    }
}
