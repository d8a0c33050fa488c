using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>An open transform that follows tensors for their derivatives.</summary>
internal unsafe class DerivativeScope : Scope
{
    protected DerivativeScope(adj_transform id)
        : base(id)
    {
    }

    public static new DerivativeScope Open()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_transform_open(&id));
        return new DerivativeScope(id);
    }

    /// <summary>A tensor equal to <paramref name="x"/> that this transform follows.</summary>
    public adj_status Watch(Tensor x, out adj_tensor watched)
    {
        fixed (adj_tensor* result = &watched)
            return NativeMethods.adj_transform_watch(Id, x.Handle, result);
    }

    /// <summary>A tensor like another that this transform follows and that has no value. See adj_transform_direction.</summary>
    public Tensor Direction(Tensor like)
    {
        adj_tensor direction;
        return Status.Result(NativeMethods.adj_transform_direction(Id, like.Handle, &direction), direction, like);
    }

    /// <summary>The derivatives of the sum of all elements of the outputs. See adj_transform_gradients.</summary>
    public adj_status Gradients(
        ReadOnlySpan<adj_tensor> outputs, ReadOnlySpan<adj_tensor> inputs, Span<adj_tensor> gradients, Span<int> reached)
    {
        fixed (adj_tensor* ys = outputs, xs = inputs, results = gradients)
        fixed (int* flags = reached)
            return NativeMethods.adj_transform_gradients(Id, ys, null, outputs.Length, xs, inputs.Length, results, flags);
    }

    /// <summary>The changes of the outputs, given those of the inputs. See adj_transform_tangents.</summary>
    public adj_status Tangents(
        ReadOnlySpan<adj_tensor> inputs, ReadOnlySpan<adj_tensor> tangents, ReadOnlySpan<adj_tensor> outputs, Span<adj_tensor> results)
    {
        fixed (adj_tensor* xs = inputs, given = tangents, ys = outputs, found = results)
            return NativeMethods.adj_transform_tangents(Id, xs, given, inputs.Length, ys, outputs.Length, found);
    }

    /// <summary>Keeps what was recorded so far. See adj_transform_record.</summary>
    public adj_status Record(
        ReadOnlySpan<adj_tensor> inputs, ReadOnlySpan<adj_tensor> outputs, Span<adj_tensor> values, out adj_recording recording)
    {
        fixed (adj_tensor* xs = inputs, ys = outputs, results = values)
        fixed (adj_recording* result = &recording)
            return NativeMethods.adj_transform_record(Id, xs, inputs.Length, ys, outputs.Length, results, result);
    }

    /// <summary>What was recorded so far, as text. See adj_transform_describe.</summary>
    public string Describe()
    {
        long length;
        Status.Check(NativeMethods.adj_transform_describe(Id, null, 0, &length));
        byte[] text = new byte[length + 1];
        fixed (byte* to = text)
            Status.Check(NativeMethods.adj_transform_describe(Id, (sbyte*)to, text.Length, &length));
        return System.Text.Encoding.UTF8.GetString(text, 0, (int)length);
    }
}
