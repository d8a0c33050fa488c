namespace Adjoint;

/// <summary>gᵀp + ½ pᵀH p: what a function changes by, to second order.</summary>
internal sealed class QuadraticModel
{
    private readonly double[] _gradient;
    private readonly Func<double[], double[]> _hessian;

    private QuadraticModel(double[] gradient, Func<double[], double[]> hessian)
    {
        _gradient = gradient;
        _hessian = hessian;
    }

    public static QuadraticModel At(Objective objective, Iterate at) => new(at.Gradient, objective.HessianAt(at.X));

    /// <summary>
    /// The minimum among steps of a length, nearly: conjugate gradients until the residual is small, the step as long as it may be, or
    /// the curvature negative (T. Steihaug, 1983). With no limit to the length the last step before negative curvature is given.
    /// </summary>
    /// <returns>The step, by how much the model decreases, and whether the step is as long as it may be.</returns>
    public (double[] Step, double Decrease, bool IsLongest) Minimum(double radius)
    {
        double[] step = new double[_gradient.Length], residual = [.. _gradient], direction = Vectors.Scaled(-1, _gradient);
        double squares = Vectors.Dot(residual, residual), length = Math.Sqrt(squares), least = Math.Min(0.5, Math.Sqrt(length)) * length;
        double decrease = 0;
        for (int i = 0; i < 2 * _gradient.Length + 10; i++)
        {
            double[] image = _hessian(direction);
            double curvature = Vectors.Dot(direction, image), factor = squares / curvature;
            bool isConvex = curvature > 0;
            if (!isConvex && double.IsPositiveInfinity(radius)) return (i == 0 ? direction : step, decrease, false);
            double most = StepToRadius(step, direction, radius);
            bool isLongest = !isConvex || factor >= most;
            if (isLongest) factor = most;
            decrease -= factor * (-squares + factor * curvature / 2);
            Vectors.Add(step, factor, direction);
            if (isLongest) return (step, decrease, true);
            Vectors.Add(residual, factor, image);
            double next = Vectors.Dot(residual, residual);
            if (Math.Sqrt(next) <= least) break;
            Vectors.Scale(direction, next / squares);
            Vectors.Add(direction, -1, residual);
            squares = next;
        }

        return (step, decrease, false);
    }

    // The positive root of |p + t d| = radius.
    private static double StepToRadius(double[] step, double[] direction, double radius)
    {
        if (double.IsPositiveInfinity(radius)) return radius;
        double a = Vectors.Dot(direction, direction), b = Vectors.Dot(step, direction), c = Vectors.Dot(step, step) - radius * radius;
        double root = Math.Sqrt(Math.Max(0, b * b - a * c));
        return b > 0 ? -c / (b + root) : (root - b) / a;
    }
}
