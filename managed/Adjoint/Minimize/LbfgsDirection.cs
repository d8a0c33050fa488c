namespace Adjoint;

/// <summary>
/// −H g, where H is made of the last steps and changes of the gradient: the two loops of J. Nocedal ("Updating quasi-Newton matrices with
/// limited storage", 1980), from the multiple of the identity of D. C. Liu and Nocedal (1989).
/// </summary>
internal sealed class LbfgsDirection(int historySize) : DescentDirection
{
    private readonly List<(double[] Step, double[] Change, double Inner)> _pairs = [];

    public override double[] At(Iterate at)
    {
        double[] direction = Vectors.Scaled(-1, at.Gradient);
        if (_pairs.Count == 0) return direction;
        double[] factors = new double[_pairs.Count];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            factors[i] = Vectors.Dot(_pairs[i].Step, direction) / _pairs[i].Inner;
            Vectors.Add(direction, -factors[i], _pairs[i].Change);
        }

        var (_, change, inner) = _pairs[^1];
        Vectors.Scale(direction, inner / Vectors.Dot(change, change));
        for (int i = 0; i < _pairs.Count; i++)
            Vectors.Add(direction, factors[i] - Vectors.Dot(_pairs[i].Change, direction) / _pairs[i].Inner, _pairs[i].Step);
        return direction;
    }

    public override double FirstStep(Iterate at, double[] direction, double slope) => _pairs.Count == 0 ? StepAlongGradient(at) : 1;

    public override void Learn(Iterate from, Iterate to)
    {
        double[] step = Vectors.Difference(to.X, from.X), change = Vectors.Difference(to.Gradient, from.Gradient);
        double inner = Vectors.Dot(step, change);
        if (!(inner > 1e-16 * Vectors.Dot(change, change))) return; // no curvature, or rounding alone
        if (_pairs.Count == historySize) _pairs.RemoveAt(0);
        _pairs.Add((step, change, inner));
    }

    public override bool Forget()
    {
        bool had = _pairs.Count > 0;
        _pairs.Clear();
        return had;
    }
}
