namespace Adjoint;

/// <summary>The sparse matrix of derivatives of a function of several tensors by some of them.</summary>
internal sealed class SparseMatrices<TOut>
{
    private readonly string _name;
    private readonly Func<Tensor[], TOut> _function;
    private readonly Moving _moving;
    private readonly int[] _held;
    private readonly SparseDerivative _derivative;

    public SparseMatrices(string name, Func<Tensor[], TOut> function, int arity, int[] positions, Func<SparsityPattern, SparsePlan> planOf)
    {
        _name = name;
        _function = function;
        _moving = new Moving(name, arity, positions);
        _held = [.. Enumerable.Range(0, arity).Except(positions)];
        _derivative = new SparseDerivative(name, planOf);
    }

    /// <summary>The matrix: rows for the elements of all results, columns for those of all positions, in their order.</summary>
    public SparseMatrix Of(params Tensor[] arguments)
    {
        Tensor[] moving = _moving.Of(arguments);
        int[] held = [.. _held.Where(i => arguments[i].DType.IsDifferentiable)];
        var written = new TreeWriter(_name, withStatics: true);
        foreach (Tensor x in arguments)
            written.AddRoot(typeof(Tensor), x);
        TreeResult<TOut>? result = null;
        Tensor[] Run(Tensor[] moved, Tensor[] others)
        {
            Tensor[] all = _moving.In(arguments, moved);
            for (int i = 0; i < held.Length; i++)
                all[held[i]] = others[i];
            result = new TreeResult<TOut>(_name, _function);
            return result.Run(all);
        }

        return _derivative.At(
            Run, moving, [.. held.Select(i => arguments[i])], [.. _held.Except(held).Select(i => arguments[i])], new Signature(written), () => result!.Kept);
    }
}
