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
    public Tensor Watch(Tensor x)
    {
        adj_tensor watched;
        Status.Check(NativeMethods.adj_transform_watch(Id, Tensor.HandleOf(x), &watched), x, operation: null);
        return Tensor.Adopt(watched);
    }

    /// <summary>A tensor like another that this transform follows and that has no value. See adj_transform_direction.</summary>
    public Tensor Direction(Tensor like)
    {
        adj_tensor direction;
        return Status.Result(NativeMethods.adj_transform_direction(Id, Tensor.HandleOf(like), &direction), direction, like);
    }

    /// <summary>The derivatives of the sum of all elements of the outputs. See adj_transform_gradients.</summary>
    public Tensor[] Gradients(string name, ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> inputs)
    {
        const int few = Operands.Few;
        using var given = new Operands(outputs, name, "output", outputs.Length <= few ? stackalloc adj_tensor[few] : new adj_tensor[outputs.Length]);
        using var watched = new Operands(inputs, name, "input", inputs.Length <= few ? stackalloc adj_tensor[few] : new adj_tensor[inputs.Length]);
        Span<adj_tensor> gradients = inputs.Length <= few ? stackalloc adj_tensor[few] : new adj_tensor[inputs.Length];
        fixed (adj_tensor* ys = given, xs = watched, results = gradients)
            Status.Check(NativeMethods.adj_transform_gradients(Id, ys, null, outputs.Length, xs, inputs.Length, results, null), outputs, operation: null);
        return Handles.Adopt(gradients[..inputs.Length]);
    }

    /// <summary>The changes of the outputs, given those of the inputs. See adj_transform_tangents.</summary>
    public Tensor[] Tangents(string name, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> tangents, ReadOnlySpan<Tensor> outputs)
    {
        var results = new adj_tensor[outputs.Length];
        using Operands watched = new(inputs, name, "input"), given = new(tangents, name, "tangent"), values = new(outputs, name, "output");
        fixed (adj_tensor* xs = watched, directions = given, ys = values, found = results)
            Status.Check(NativeMethods.adj_transform_tangents(Id, xs, directions, inputs.Length, ys, outputs.Length, found), outputs, tangents, operation: null);
        return Handles.Adopt(results);
    }

    /// <summary>Keeps what was recorded so far. See adj_transform_record.</summary>
    /// <param name="name">The transform, for messages.</param>
    /// <param name="inputs">What it follows.</param>
    /// <param name="outputs">What was made of it.</param>
    /// <param name="withValues">Whether the values of the outputs are wanted.</param>
    public (Tensor[] Values, adj_recording Recording) Record(
        string name, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, bool withValues)
    {
        var values = new adj_tensor[withValues ? outputs.Length : 0];
        adj_recording recording;
        using Operands watched = new(inputs, name, "input"), given = new(outputs, name, "output");
        fixed (adj_tensor* xs = watched, ys = given, results = values)
            Status.Check(NativeMethods.adj_transform_record(Id, xs, inputs.Length, ys, outputs.Length, results, &recording), outputs, operation: null);
        return (Handles.Adopt(values), recording);
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
