using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>A derivative written in C#, which the core calls when a sweep comes to it.</summary>
internal abstract unsafe class Rule
{
    private static readonly ConcurrentDictionary<long, Rule> s_rules = new();
    private static readonly int s_host = OpenHost();
    private static long s_last;

    [ThreadStatic]
    private static ExceptionDispatchInfo? t_thrown;

    // The calls that this thread is in.
    [ThreadStatic]
    private static Stack<RunningCall>? t_calls;

    private readonly long _id = Interlocked.Increment(ref s_last);
    private int _holders;

    /// <summary>The transform, for messages.</summary>
    protected abstract string Name { get; }

    /// <summary>The cotangents of the operands, given that of the result; null is zero.</summary>
    protected abstract Tensor?[] Reverse(Tensor value, Tensor cotangent, Tensor[] operands);

    /// <summary>
    /// The tangent of the result, given those of the operands; null is zero. Unless a rule knows better it is the transposed of the
    /// reverse rule, which is linear in its cotangent: J v = d/dc (c ↦ vᵀ Jᵀ c).
    /// </summary>
    protected virtual Tensor? Forward(Tensor value, Tensor[] operands, Tensor?[] tangents)
    {
        int[] moving = [];
        Func<Tensor[], Tensor[]> transposed = FunctionRecording.Transpose(
            Name,
            c =>
            {
                Tensor?[] found = Reverse(value, c[0], operands);
                moving = [.. Enumerable.Range(0, operands.Length).Where(i => tangents[i] is not null && found[i] is not null)];
                return [.. moving.Select(i => found[i]!)];
            },
            [value]);
        return moving.Length == 0 ? null : transposed([.. moving.Select(i => tangents[i]!)])[0];
    }

    /// <summary>The value with this rule for its derivative with respect to the operands.</summary>
    /// <param name="value">The value.</param>
    /// <param name="operands">The operands.</param>
    /// <param name="mark">Where the run began that made the value of the operands and must have used nothing else; −1 if that is known.</param>
    public Tensor Attach(Tensor value, Tensor[] operands, long mark = -1)
    {
        // Nobody follows the result where no scope is open: the rule will not be called.
        if (Scope.Innermost is { } scope) scope.Hold(this);
        adj_tensor y, of = Tensor.HandleOf(value, Name, "what the function returned");
        using var given = new Operands(operands, Name, "operand");
        fixed (adj_tensor* xs = given)
            return Status.Result(NativeMethods.adj_custom(of, xs, given.Count, s_host, _id, mark, &y), y, (Tensor[])[value, .. operands], Name);
    }

    /// <summary>The tensors that a function with a rule works with in place of its arguments, and where its run begins.</summary>
    protected static (Tensor[] Inputs, long Mark) Begin(string name, Tensor[] arguments)
    {
        Operands.Require(arguments, name, "argument");
        if (Scope.Innermost is null) return (arguments, -1);
        var inputs = new adj_tensor[arguments.Length];
        long mark;
        using var given = new Operands(arguments, name, "argument");
        fixed (adj_tensor* xs = given, aliases = inputs)
            Status.Check(NativeMethods.adj_custom_begin(xs, given.Count, aliases, &mark), arguments, name);
        return (Handles.Adopt(inputs), mark);
    }

    /// <summary>One scope or running recording more may call the rule.</summary>
    public void Hold()
    {
        if (Interlocked.Increment(ref _holders) == 1) s_rules[_id] = this;
    }

    /// <summary>One scope or running recording less may call the rule.</summary>
    public void Drop()
    {
        if (Interlocked.Decrement(ref _holders) == 0) s_rules.TryRemove(_id, out _);
    }

    /// <summary>What a rule threw during the last call into the core on this thread.</summary>
    public static ExceptionDispatchInfo? TakeThrown()
    {
        ExceptionDispatchInfo? thrown = t_thrown;
        t_thrown = null;
        return thrown;
    }

    // Copies of this assembly in several load contexts are hosts of their own. One that can be unloaded takes its code with it.
    private static int OpenHost()
    {
        delegate* unmanaged[Cdecl]<long, int, int, adj_tensor*, long, adj_tensor*, long, adj_status> callback = &Call;
        int opened;
        Status.Check(NativeMethods.adj_host_open(callback, &opened));
        int host = opened;
        if (AssemblyLoadContext.GetLoadContext(typeof(Rule).Assembly) is { IsCollectible: true } context)
            context.Unloading += _ => NativeMethods.adj_host_close(host);
        return host;
    }

    // Nothing that is thrown may cross the core: it waits here until the core has returned.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static adj_status Call(long id, int kind, int levels, adj_tensor* input, long inputCount, adj_tensor* output, long outputCount)
    {
        try
        {
            switch (kind)
            {
                case 2: // before a call
                    (t_calls ??= new Stack<RunningCall>()).Push(new RunningCall());
                    break;
                case 3: // after it
                    t_calls!.Pop().End();
                    break;
                default:
                    Run(id, isReverse: kind == 0, levels, new(input, (int)inputCount), new(output, (int)outputCount));
                    break;
            }

            return adj_status.ADJ_OK;
        }
#pragma warning disable CA1031 // whatever it is, it is thrown again on the other side
        catch (Exception e)
#pragma warning restore CA1031
        {
            // What the rule itself threw counts more than what closing its scope did.
            if (kind != 3 || t_thrown is null) t_thrown = ExceptionDispatchInfo.Capture(e);
            return adj_status.ADJ_ERROR_CALLBACK;
        }
    }

    private static void Run(long id, bool isReverse, int levels, ReadOnlySpan<adj_tensor> input, Span<adj_tensor> output)
    {
        if (!s_rules.TryGetValue(id, out Rule? rule))
            throw new InvalidOperationException("A custom rule was called after its transform had ended.");
        var arguments = new Tensor?[input.Length];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = input[i].id == 0 ? null : Tensor.Adopt(input[i]);
        Tensor?[] results;
        try
        {
            results = isReverse ? rule.Reverse(levels, arguments!) : [rule.Forward(levels, arguments)];
        }
        catch (EscapedTensorException e)
        {
            throw new EscapedTensorException(
                $"{rule.Name}: the rule uses a tensor that it captured and that ended with its transform. Pass it as an argument of the "
                + "function, or return it among the residuals.",
                e);
        }

        // The core knows them by their handles alone until the call has ended.
        t_calls!.Peek().Results = results;
        for (int i = 0; i < output.Length; i++)
            output[i] = Tensor.HandleIfAny(results[i], rule.Name, isReverse ? "a cotangent that the rule returned" : "the tangent that the rule returned");
        ForcedCollection.AtTransition();
    }

    // The core's operands begin with the value, which has no cotangent.
    private Tensor?[] Reverse(int levels, Tensor[] arguments)
    {
        if (levels == 0) return [null, .. Reverse(arguments[1], arguments[0], arguments[2..])];
        Tensor[] Whole(Tensor[] a) => [.. Reverse(a[1], a[0], a[2..]).Select((r, i) => r ?? Tensor.ZerosLike(a[i + 2]))];
        return [null, .. InBatches(levels, Whole, arguments)];
    }

    private Tensor? Forward(int levels, Tensor?[] arguments)
    {
        int count = arguments.Length / 2;
        Tensor[] operands = arguments[..count]!;
        Tensor?[] tangents = arguments[(count + 1)..];
        if (levels == 0) return Forward(operands[0], operands[1..], tangents);
        Tensor[] whole = [.. operands, .. tangents.Select((t, i) => t ?? Tensor.ZerosLike(operands[i + 1]))];
        Tensor[] Whole(Tensor[] a) => [Forward(a[0], a[1..count], a[count..]) ?? Tensor.ZerosLike(a[0])];
        return InBatches(levels, Whole, whole)[0];
    }

    /// <summary>A call of a rule: what is made in it goes with it, and what it returns is kept alive to its end.</summary>
    private sealed class RunningCall
    {
        private readonly Scope _scope = Scope.Open();

        public Tensor?[]? Results { get; set; }

        public void End()
        {
            _scope.Close();
            GC.KeepAlive(Results);
        }
    }

    private static Tensor[] InBatches(int levels, Func<Tensor[], Tensor[]> function, Tensor[] arguments)
    {
        int?[] axes = new int?[arguments.Length];
        Array.Fill(axes, 0);
        return Batching.Run(levels == 1 ? function : a => InBatches(levels - 1, function, a), arguments, axes);
    }
}
