using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>An open recording of what a function does, to be made a program of.</summary>
internal sealed unsafe class CompileScope : Scope
{
    private CompileScope(adj_transform id)
        : base(id)
    {
    }

    public static new CompileScope Open()
    {
        adj_transform id;
        Status.Check(NativeMethods.adj_program_open(&id));
        return new CompileScope(id);
    }

    /// <summary>A stand-in without a value. See adj_program_placeholder.</summary>
    public Tensor Placeholder(Tensor like)
    {
        adj_tensor placeholder;
        Status.Check(NativeMethods.adj_program_placeholder(Id, Tensor.HandleOf(like), &placeholder), like, nameof(Autodiff.Compile));
        return Tensor.Adopt(placeholder);
    }

    /// <summary>What was recorded so far as a program. See adj_program_make.</summary>
    public CompiledProgram Make(ReadOnlySpan<Tensor> placeholders, ReadOnlySpan<Tensor> outputs, bool fastMath)
    {
        const string name = nameof(Autodiff.Compile);
        adj_program program;
        using Operands standIns = new(placeholders, name, "input"), results = new(outputs, name, "output");
        fixed (adj_tensor* xs = standIns, ys = results)
            Status.Check(NativeMethods.adj_program_make(Id, xs, placeholders.Length, ys, outputs.Length, fastMath ? 1 : 0, &program), outputs, name);
        return new CompiledProgram(program);
    }

    /// <summary>The same as a body of a loop or a branch, whose captured tensors derivatives pass through. See adj_body_make.</summary>
    public adj_body MakeBody(string name, ReadOnlySpan<Tensor> placeholders, ReadOnlySpan<Tensor> outputs)
    {
        adj_body body;
        using Operands standIns = new(placeholders, name, "input"), results = new(outputs, name, "output");
        fixed (adj_tensor* xs = standIns, ys = results)
            Status.Check(NativeMethods.adj_body_make(Id, xs, placeholders.Length, ys, outputs.Length, &body), outputs, name);
        return body;
    }

    /// <summary>Which derivatives by the first stand-ins can be other than zero. See adj_program_sparsity.</summary>
    public (Tensor RowStarts, Tensor Columns) Sparsity(string name, ReadOnlySpan<Tensor> placeholders, int followed, ReadOnlySpan<Tensor> outputs)
    {
        adj_tensor starts, columns;
        using Operands standIns = new(placeholders, name, "input"), results = new(outputs, name, "output");
        fixed (adj_tensor* xs = standIns, ys = results)
            Status.Check(NativeMethods.adj_program_sparsity(Id, xs, placeholders.Length, followed, ys, outputs.Length, &starts, &columns), outputs, name);
        return (Tensor.Adopt(starts), Tensor.Adopt(columns));
    }
}
