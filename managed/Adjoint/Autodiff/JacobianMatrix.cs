namespace Adjoint;

/// <summary>
/// All derivatives of the results of a function by its arguments, of one recording of it: a block for each result and argument, of the
/// shape of the result followed by that of the argument.
/// </summary>
internal sealed class JacobianMatrix
{
    private readonly FunctionRecording _recording;
    private readonly Tensor[] _results, _arguments;
    private readonly Packing _rows, _columns;

    /// <param name="name">The transform, for messages.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="alsoKept">What else of the function's results outlives the call.</param>
    public JacobianMatrix(string name, Func<Tensor[], Tensor[]> function, Tensor[] arguments, Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        (_results, _recording) = FunctionRecording.Of(name, function, arguments, alsoKept);
        _arguments = arguments;
        foreach (Tensor x in (Tensor[])[.. arguments, .. _results])
        {
            if (x.DType.IsComplex)
                throw new ArgumentException($"{name}: no matrix of derivatives is defined for {x.DType}; take real and imaginary parts (Real, Imaginary).");
        }

        _rows = new Packing(_results);
        _columns = new Packing(_arguments);
    }

    /// <summary>By reverse mode: one backward pass for each element of the results, all in one batch.</summary>
    public Tensor[][] ByReverse()
    {
        Tensor[] rows = Autodiff.Vmap((Tensor[] a) => _recording.Pull(_rows.Unpack(a[0])))([Tensor.Eye(_rows.Count, dtype: _rows.DType)]);
        return [.. _results.Select((y, i) => rows.Select((r, j) => Shaped(r[_rows.Range(i)], y, _arguments[j])).ToArray())];
    }

    /// <summary>By forward mode: one forward pass for each element of the arguments, all in one batch.</summary>
    public Tensor[][] ByForward()
    {
        Tensor[] columns = Autodiff.Vmap((Tensor[] a) => _recording.Push(_columns.Unpack(a[0])), outAxes: -1)([Tensor.Eye(_columns.Count, dtype: _columns.DType)]);
        return [.. columns.Select((c, i) => _arguments.Select((x, j) => Shaped(c[TensorIndex.Ellipsis, _columns.Range(j)], _results[i], x)).ToArray())];
    }

    /// <summary>By the mode that needs fewer passes.</summary>
    public Tensor[][] ByFewerPasses() => _rows.Count <= _columns.Count ? ByReverse() : ByForward();

    private static Tensor Shaped(Tensor block, Tensor y, Tensor x) => block.Reshape([.. y.Shape, .. x.Shape]);
}
