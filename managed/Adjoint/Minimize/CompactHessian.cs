namespace Adjoint;

/// <summary>
/// The matrix θ I − W M Wᵀ that the last steps and changes of the gradient give, in the compact form of R. H. Byrd, J. Nocedal and
/// R. B. Schnabel ("Representations of quasi-Newton matrices and their use in limited memory methods", 1994). W has the changes y as its
/// first columns and θ times the steps s behind them.
/// </summary>
internal sealed class CompactHessian(int historySize)
{
    private readonly List<double[]> _steps = [], _changes = [];
    private readonly List<List<double>> _stepSteps = [], _stepChanges = []; // sᵢ · sⱼ and sᵢ · yⱼ
    private double[] _middle = [];

    public double Theta { get; private set; } = 1;

    /// <summary>The number of columns of W.</summary>
    public int Columns => 2 * _steps.Count;

    /// <summary>
    /// Takes in a step and the change of the gradient along it, if the curvature is positive. Both are kept divided by the root of s · y, which
    /// leaves the matrix what it is and the numbers in M of one size.
    /// </summary>
    public void Learn(double[] step, double[] change)
    {
        double inner = Vectors.Dot(step, change), squares = Vectors.Dot(change, change);
        if (!(inner > 2.2e-16 * squares)) return;
        if (_steps.Count == historySize) RemoveFirst();
        double scale = 1 / Math.Sqrt(inner);
        Extend(Vectors.Scaled(scale, step), Vectors.Scaled(scale, change));
        Theta = squares / inner;
        try
        {
            _middle = Middle();
        }
        catch (LinearAlgebraException)
        {
            _ = Forget(); // rounding has made the steps dependent
        }
    }

    public bool Forget()
    {
        bool had = _steps.Count > 0;
        while (_steps.Count > 0) RemoveFirst();
        Theta = 1;
        return had;
    }

    /// <summary>Row i of W.</summary>
    public double[] Row(int i)
    {
        int count = _steps.Count;
        double[] row = new double[2 * count];
        for (int k = 0; k < count; k++)
        {
            row[k] = _changes[k][i];
            row[count + k] = Theta * _steps[k][i];
        }

        return row;
    }

    /// <summary>Wᵀ v.</summary>
    public double[] Project(double[] v) => [.. _changes.Select(y => Vectors.Dot(y, v)), .. _steps.Select(s => Theta * Vectors.Dot(s, v))];

    /// <summary>M v.</summary>
    public double[] MiddleTimes(ReadOnlySpan<double> v)
    {
        double[] product = new double[v.Length];
        for (int i = 0; i < product.Length; i++)
            product[i] = Vectors.Dot(_middle.AsSpan(i * v.Length, v.Length), v);
        return product;
    }

    /// <summary>
    /// −B⁻¹ r, where B is the matrix of the places in a list alone (section 5.1 of Byrd, Lu, Nocedal and Zhu).
    /// </summary>
    /// <exception cref="LinearAlgebraException">Rounding has made the matrix singular.</exception>
    public double[] Solve(int[] places, double[] residual)
    {
        double[] solution = Vectors.Scaled(-1 / Theta, residual);
        if (Columns == 0) return solution;
        Tensor w = Rows(places), m = Tensor.From(_middle, Columns, Columns);
        Tensor image = Ops.MatMul(m, Ops.MatMul(w.T, Tensor.From(residual)));
        Tensor inner = Tensor.Eye(Columns, DType.Float64) - Ops.MatMul(m, Ops.MatMul(w.T, w)) / Theta;
        Vectors.Add(solution, -1 / (Theta * Theta), Ops.MatMul(w, Ops.Solve(inner, image)).ToArray<double>());
        return solution;
    }

    // These rows of W.
    private Tensor Rows(int[] places)
    {
        int columns = Columns;
        double[] rows = new double[places.Length * columns];
        for (int i = 0; i < places.Length; i++)
            Row(places[i]).CopyTo(rows, i * columns);
        return Tensor.From(rows, places.Length, columns);
    }

    private void Extend(double[] step, double[] change)
    {
        for (int i = 0; i < _steps.Count; i++)
        {
            _stepSteps[i].Add(Vectors.Dot(_steps[i], step));
            _stepChanges[i].Add(Vectors.Dot(_steps[i], change));
        }

        _steps.Add(step);
        _changes.Add(change);
        _stepSteps.Add([.. _steps.Select(s => Vectors.Dot(step, s))]);
        _stepChanges.Add([.. _changes.Select(y => Vectors.Dot(step, y))]);
    }

    private void RemoveFirst()
    {
        _steps.RemoveAt(0);
        _changes.RemoveAt(0);
        foreach (List<List<double>> products in (List<List<double>>[])[_stepSteps, _stepChanges])
        {
            products.RemoveAt(0);
            foreach (List<double> row in products)
                row.RemoveAt(0);
        }
    }

    // The inverse of [−D Lᵀ; L θ SᵀS], where D is the diagonal of SᵀY and L what is below it.
    private double[] Middle()
    {
        int count = _steps.Count, size = 2 * count;
        double[] inverse = new double[size * size];
        for (int i = 0; i < count; i++)
        {
            inverse[i * size + i] = -_stepChanges[i][i];
            for (int j = 0; j < count; j++)
            {
                inverse[(count + i) * size + count + j] = Theta * _stepSteps[i][j];
                if (j < i) inverse[(count + i) * size + j] = inverse[j * size + count + i] = _stepChanges[i][j];
            }
        }

        return Ops.Inverse(Tensor.From(inverse, size, size)).ToArray<double>();
    }
}
