using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>What a step of a loop or a branch does, recorded once, and the structure of what it returns.</summary>
internal sealed class RecordedBody<TOut> : IDisposable
{
    private readonly TreeArgument<TOut> _result;
    private readonly Tensor.Kind[] _kinds;

    private RecordedBody(adj_body id, TreeArgument<TOut> result, Tensor.Kind[] kinds)
    {
        Id = id;
        _result = result;
        _kinds = kinds;
    }

    public adj_body Id { get; }

    /// <summary>What the function returned, with tensors that have no value.</summary>
    public TOut Result => _result.Value;

    /// <summary>How many tensors it returned.</summary>
    public int Count => _kinds.Length;

    /// <summary>Types and shapes of these.</summary>
    public IReadOnlyList<Tensor.Kind> Kinds => _kinds;

    /// <summary>Records what a function does with stand-ins like these tensors.</summary>
    /// <param name="operation">The loop or branch, for messages.</param>
    /// <param name="like">What the stand-ins are like.</param>
    /// <param name="function">The function.</param>
    public static RecordedBody<TOut> Record(string operation, Tensor[] like, Func<Tensor[], TOut> function)
    {
        CompileScope scope = CompileScope.Open();
        string? before = BodyRecording.Begin(operation);
        try
        {
            Tensor[] standIns = Array.ConvertAll(like, scope.Placeholder);
            TOut returned = NotNull.Returned(operation, Located.Run(() => function(standIns)));
            TreeArgument<TOut> result = TreeArgument.Of(operation, returned, "the result", differentiableOnly: false);
            Tensor[] leaves = result.Leaves;
            return new RecordedBody<TOut>(
                scope.MakeBody(operation, standIns, leaves), result, Array.ConvertAll(leaves, static x => x.KindOf()));
        }
        finally
        {
            BodyRecording.End(before);
            scope.Close();
        }
    }

    /// <summary>The structure of what was returned, around other tensors.</summary>
    public TOut In(Tensor[] leaves) => _result.In(leaves);

    public void Dispose() => Status.Check(NativeMethods.adj_body_release(Id));
}
