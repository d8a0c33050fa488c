using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>Loops and branches over lists of tensors, as the core knows them.</summary>
internal static unsafe class ControlFlow
{
    /// <summary>See adj_scan.</summary>
    public static Tensor[] Scan(adj_body body, Tensor[] carries, Tensor[] slices, long steps, bool backwards, int count)
    {
        const string name = nameof(Autodiff.Scan);
        var results = new adj_tensor[count];
        using Operands initial = new(carries, name, "carry"), stacked = new(slices, name, "input");
        fixed (adj_tensor* cs = initial, xs = stacked, ys = results)
            Status.Check(
                NativeMethods.adj_scan(body, cs, carries.Length, xs, slices.Length, steps, backwards ? 1 : 0, ys, count), carries, slices, operation: name);
        return Handles.Adopt(results);
    }

    /// <summary>See adj_branch.</summary>
    public static Tensor[] Branch(string name, Tensor index, ReadOnlySpan<adj_body> bodies, Tensor[] operands, int count)
    {
        var results = new adj_tensor[count];
        using Operands given = new(operands, name, "operand");
        fixed (adj_body* branches = bodies)
        fixed (adj_tensor* xs = given, ys = results)
            Status.Check(
                NativeMethods.adj_branch(Tensor.HandleOf(index, name), branches, bodies.Length, xs, operands.Length, ys, count), operands, operation: name);
        GC.KeepAlive(index);
        return Handles.Adopt(results);
    }

    /// <summary>See adj_while.</summary>
    public static Tensor[] While(adj_body condition, adj_body body, Tensor[] carries)
    {
        const string name = nameof(Autodiff.While);
        var results = new adj_tensor[carries.Length];
        using Operands initial = new(carries, name, "carry");
        fixed (adj_tensor* cs = initial, ys = results)
            Status.Check(NativeMethods.adj_while(condition, body, cs, carries.Length, ys), carries, operation: name);
        return Handles.Adopt(results);
    }

    /// <summary>The tensors that a loop begins with, none of them a number that takes other types.</summary>
    public static Tensor[] Typed(Tensor[] leaves) => Array.ConvertAll(leaves, static x => x.Typed());

    /// <summary>
    /// Records a step. Numbers of C# among what it begins with take the types that the step makes of them, as they do beside tensors.
    /// </summary>
    public static RecordedBody<TOut> RecordStep<TOut>(string name, Tensor[] initial, ref Tensor[] carries, Func<Tensor[], RecordedBody<TOut>> record)
    {
        carries = Typed(initial);
        RecordedBody<TOut> step = record(carries);
        bool again = false;
        for (int k = 0; k < carries.Length && k < step.Count; k++)
        {
            if (!initial[k].IsWeak || step.Kinds[k].DType == carries[k].DType) continue;
            carries[k] = Ops.Cast(carries[k], step.Kinds[k].DType);
            again = true;
        }

        if (!again) return step;
        step.Dispose();
        return record(carries);
    }
}
