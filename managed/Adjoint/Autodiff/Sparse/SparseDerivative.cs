namespace Adjoint;

/// <summary>
/// A function whose derivatives are a sparse matrix. Pattern and coloring are found at the first call with arguments of certain shapes and kept.
/// </summary>
/// <param name="name">The transform, for messages.</param>
/// <param name="planOf">Colors a pattern.</param>
internal sealed class SparseDerivative(string name, Func<SparsityPattern, SparsePlan> planOf)
{
    private const int MostPlans = 16;

    private readonly object _gate = new();
    private readonly List<Entry> _entries = []; // the one used last comes last

    /// <summary>The matrix: a row for each element of the results, a column for each of those that the function is differentiated by.</summary>
    /// <param name="function">A function of those that it is differentiated by, and of the others.</param>
    /// <param name="moving">Those that it is differentiated by.</param>
    /// <param name="held">Others, on whose values the pattern does not depend.</param>
    /// <param name="constants">Further ones that the function uses, such as indices: the pattern is that for their values.</param>
    /// <param name="signature">All else that the pattern depends on.</param>
    /// <param name="alsoKept">What else of the function's results outlives the call.</param>
    public SparseMatrix At(
        Func<Tensor[], Tensor[], Tensor[]> function, Tensor[] moving, Tensor[] held, Tensor[] constants, Signature signature,
        Func<IEnumerable<Tensor>>? alsoKept = null)
    {
        foreach (Tensor x in moving)
            RefuseComplex(x);
        SparsePlan plan = PlanFor(signature, constants, () => planOf(PatternRecording.Of(name, function, moving, held)));
        var (results, recording) = FunctionRecording.Of(name, a => function(a, held), moving, alsoKept);
        foreach (Tensor y in results)
            RefuseComplex(y);
        Packing rows = new(results), columns = new(moving);
        if (rows.Count != plan.Pattern.RowCount)
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{name}: the function returned {rows.Count} elements where it returned {plan.Pattern.RowCount} when its pattern was found, for arguments of the same shapes; what it returns must depend on its arguments alone."));
        DType dtype = DTypes.Promote(rows.DType, columns.DType);
        return new SparseMatrix(plan.Pattern, Entries(plan, recording, rows, columns, dtype), plan.ColorCount);
    }

    private static Tensor Entries(SparsePlan plan, FunctionRecording recording, Packing rows, Packing columns, DType dtype)
    {
        if (plan.Pattern.Count == 0) return Tensor.Zeros(0, dtype);
        Packing from = plan.IsForward ? columns : rows, to = plan.IsForward ? rows : columns;
        Tensor Product(Tensor seed) => to.Pack(plan.IsForward ? recording.Push(from.Unpack(seed)) : recording.Pull(from.Unpack(seed)));
        Tensor products = Autodiff.Vmap(Product)(plan.Seeds(from.DType));
        return plan.Entries(Ops.Cast(products, dtype).Reshape(-1));
    }

    private SparsePlan PlanFor(Signature signature, Tensor[] constants, Func<SparsePlan> make)
    {
        // Of some nobody can tell whether they are the same again.
        if (Array.Exists(constants, static x => x.IsSymbolic || x.DType.IsComplex)) return make();
        long[][] values = Array.ConvertAll(constants, Bits);
        lock (_gate)
        {
            int place = _entries.FindIndex(e => e.IsFor(signature, values));
            Entry entry = place >= 0 ? _entries[place] : new Entry(signature, values, make());
            if (place >= 0) _entries.RemoveAt(place);
            else if (_entries.Count == MostPlans) _entries.RemoveAt(0);
            _entries.Add(entry);
            return entry.Plan;
        }
    }

    private static long[] Bits(Tensor x) => x.DType.IsFloating
        ? Array.ConvertAll(Ops.Cast(x, DType.Float64).Reshape(-1).ToArray<double>(), BitConverter.DoubleToInt64Bits)
        : Ops.Cast(x, DType.Int64).Reshape(-1).ToArray<long>();

    private void RefuseComplex(Tensor x)
    {
        if (x.DType.IsComplex)
            throw new ArgumentException($"{name}: no matrix of derivatives is defined for {x.DType}; take real and imaginary parts (Real, Imaginary).");
    }

    private sealed record Entry(Signature Signature, long[][] Constants, SparsePlan Plan)
    {
        public bool IsFor(Signature signature, long[][] constants)
        {
            if (!Signature.Equals(signature)) return false;
            for (int i = 0; i < constants.Length; i++)
            {
                if (!Constants[i].AsSpan().SequenceEqual(constants[i])) return false;
            }

            return true;
        }
    }
}
