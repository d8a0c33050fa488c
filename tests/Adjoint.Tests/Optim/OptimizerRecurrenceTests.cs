using Xunit;

namespace Adjoint.Tests;

/// <summary>Optimizers that PyTorch does not have, or has not in .NET, go where the recurrences of their papers go, written out in plain numbers.</summary>
public sealed class OptimizerRecurrenceTests
{
    private const double Beta1 = 0.9, Beta2 = 0.99;

    private static readonly Range[] s_parameters = [0..6, 6..8];

    private static void Follows(Func<Optimizer> make, Func<Func<double[], double[], int, double[]>> recurrence, params int[] at)
    {
        foreach (int steps in at is [] ? [1, 10, 100] : at)
        {
            double[] expected = OptimizerProblem.Trained(recurrence(), steps), trained = OptimizerProblem.Trained(make(), steps);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - trained[i]) < 1e-9, $"step {steps}, number {i}: {trained[i]} is not {expected[i]}");
        }
    }

    private static double Norm(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double e in x) sum += e * e;
        return Math.Sqrt(sum);
    }

    [Fact]
    public void RAdam_is_that_of_its_paper() => Follows(() => new RAdam(0.01, Beta1, Beta2), static () =>
    {
        double[] m = new double[8], v = new double[8];
        double longest = 2 / (1 - Beta2) - 1;
        return (p, g, t) => [.. p.Select((x, i) =>
        {
            m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
            v[i] = Beta2 * v[i] + (1 - Beta2) * g[i] * g[i];
            double mean = m[i] / (1 - Math.Pow(Beta1, t)), seen = 1 - Math.Pow(Beta2, t), length = longest - 2 * t * (1 - seen) / seen;
            if (length <= 5) return x - 0.01 * mean;
            double r = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
            return x - 0.01 * r * mean * Math.Sqrt(seen) / (Math.Sqrt(v[i]) + 1e-8);
        })];
    });

    [Fact]
    public void Lion_is_that_of_its_paper() => Follows(() => new Lion(1e-3, Beta1, Beta2, 0.1), static () =>
    {
        double[] m = new double[8];
        return (p, g, _) => [.. p.Select((x, i) =>
        {
            double direction = Math.Sign(Beta1 * m[i] + (1 - Beta1) * g[i]);
            m[i] = Beta2 * m[i] + (1 - Beta2) * g[i];
            return x - 1e-3 * (direction + 0.1 * x);
        })];
    });

    [Fact]
    public void Lamb_is_that_of_its_paper() => Follows(() => new Lamb(0.01, Beta1, Beta2, 1e-6, 0.1), static () =>
    {
        double[] m = new double[8], v = new double[8];
        return (p, g, t) =>
        {
            double[] next = new double[8], r = new double[8];
            for (int i = 0; i < 8; i++)
            {
                m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
                v[i] = Beta2 * v[i] + (1 - Beta2) * g[i] * g[i];
                r[i] = m[i] / (1 - Math.Pow(Beta1, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t))) + 1e-6) + 0.1 * p[i];
            }

            foreach (Range part in s_parameters)
            {
                double trust = Norm(p.AsSpan(part)) / Norm(r.AsSpan(part));
                for (int i = part.Start.Value; i < part.End.Value; i++)
                    next[i] = p[i] - 0.01 * trust * r[i];
            }

            return next;
        };
    });

    [Fact]
    public void Lamb_takes_a_parameter_of_zeros_by_the_rate_alone()
    {
        var p = new Parameter(Tensor.From([0.0, 0.0]), "p");
        new Lamb(0.1, epsilon: 0).Update(new Gradients([p], [Tensor.From([2.0, -3.0])]));
        Assert.Equal([-0.1, 0.1], p.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Adafactor_is_that_of_its_paper() => Follows(() => new Adafactor(), static () => AdafactorSteps(t => Math.Min(1e-2, 1 / Math.Sqrt(t)), 0));

    [Fact]
    public void Adafactor_takes_a_rate_and_a_decay() => Follows(() => new Adafactor(0.05, weightDecay: 0.1), static () => AdafactorSteps(static _ => 0.05, 0.1));

    private static Func<double[], double[], int, double[]> AdafactorSteps(Func<int, double> rate, double decay)
    {
        double[] rows = new double[3], columns = new double[2], squares = new double[2];
        return (p, g, t) =>
        {
            double kept = 1 - Math.Pow(t, -0.8);
            double[] g2 = [.. g.Select(static x => x * x + 1e-30)], u = new double[8], next = new double[8];
            for (int i = 0; i < 3; i++) rows[i] = kept * rows[i] + (1 - kept) * (g2[2 * i] + g2[2 * i + 1]) / 2;
            for (int j = 0; j < 2; j++) columns[j] = kept * columns[j] + (1 - kept) * (g2[j] + g2[2 + j] + g2[4 + j]) / 3;
            for (int j = 0; j < 2; j++) squares[j] = kept * squares[j] + (1 - kept) * g2[6 + j];
            for (int i = 0; i < 6; i++) u[i] = g[i] / Math.Sqrt(rows[i / 2] * columns[i % 2] / rows.Average());
            for (int j = 0; j < 2; j++) u[6 + j] = g[6 + j] / Math.Sqrt(squares[j]);
            foreach (Range part in s_parameters)
            {
                int count = part.End.Value - part.Start.Value;
                double size = Norm(u.AsSpan(part)) / Math.Sqrt(count), scale = Math.Max(1e-3, Norm(p.AsSpan(part)) / Math.Sqrt(count));
                for (int i = part.Start.Value; i < part.End.Value; i++)
                    next[i] = p[i] - rate(t) * (scale * u[i] / Math.Max(1, size) + decay * p[i]);
            }

            return next;
        };
    }

    // The matrix by Muon, the vector by plain descent.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Muon_is_that_of_its_authors(bool nesterov) => Follows(
        () => new ParameterGroups(static (_, p) => p.Rank == 2 ? "matrix" : "vector", ("matrix", new Muon(0.002, 0.95, nesterov, 0.1)), ("vector", new Sgd(0.1))),
        () =>
        {
            double[] m = new double[6];
            return (p, g, _) =>
            {
                for (int i = 0; i < 6; i++) m[i] = 0.95 * m[i] + 0.05 * g[i];
                double[] u = [.. m.Select((x, i) => nesterov ? 0.05 * g[i] + 0.95 * x : x)];
                double[] x = [.. Transposed(u, 3, 2).Select(e => e / (Norm(u) + 1e-7))];
                for (int i = 0; i < 5; i++)
                {
                    double[] a = Product(x, Transposed(x, 2, 3), 2, 3, 2), aa = Product(a, a, 2, 2, 2);
                    double[] b = [.. a.Select((e, j) => -4.7750 * e + 2.0315 * aa[j])], bx = Product(b, x, 2, 2, 3);
                    x = [.. x.Select((e, j) => 3.4445 * e + bx[j])];
                }

                double[] o = Transposed(x, 2, 3);
                return [.. p.Select((e, i) => i < 6 ? e - 0.002 * (o[i] + 0.1 * e) : e - 0.1 * g[i])];
            };
        });

    private static double[] Transposed(double[] x, int rows, int columns) =>
        [.. Enumerable.Range(0, x.Length).Select(i => x[i % rows * columns + i / rows])];

    private static double[] Product(double[] a, double[] b, int rows, int inner, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => Enumerable.Range(0, inner).Sum(k => a[i / columns * inner + k] * b[k * columns + i % columns]))];

    // √(4 / 1) times as far where there are more outputs than inputs.
    [Fact]
    public void Muon_steps_farther_the_wider_a_matrix_is()
    {
        Parameter wide = new(Tensor.Zeros([1, 4], DType.Float64), "wide"), tall = new(Tensor.Zeros([4, 1], DType.Float64), "tall");
        Tensor g = Tensor.From([1.0, 2.0, 3.0, 4.0]);
        new Muon(1).Update(new Gradients([wide, tall], [g.Reshape(1, 4), g.Reshape(4, 1)]));
        Assert.Equal(wide.Value.ToArray<double>(), tall.Value.ToArray<double>().Select(static x => 2 * x), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    // Of G = u vᵀ, L = ε I + n u uᵀ ‖v‖² has the eigenvalue ε + n ‖u‖² ‖v‖² along u, and so has R along v: L^(−1/4) G R^(−1/4) = G / √(ε + n ‖u‖² ‖v‖²).
    [Fact]
    public void Shampoo_divides_by_the_roots_of_both_sides()
    {
        double[] u = [1, -2, 2], v = [0.6, 0.8];
        var p = new Parameter(Tensor.Zeros([3, 2], DType.Float64), "p");
        Tensor g = Ops.Outer(Tensor.From(u), Tensor.From(v));
        var optimizer = new Shampoo(0.1, epsilon: 0.5);
        double factor = 0;
        for (int n = 1; n <= 3; n++)
        {
            optimizer.Update(new Gradients([p], [g]));
            factor -= 0.1 / Math.Sqrt(0.5 + n * 9);
            Assert.Equal(g.ToArray<double>().Select(x => factor * x), p.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    // Of diagonal gradients both sides are diagonal: every element is divided by the root of the sum of its squares.
    [Fact]
    public void Shampoo_of_diagonal_gradients_is_Adagrad_of_the_diagonal()
    {
        var p = new Parameter(Tensor.Zeros([2, 2], DType.Float64), "p");
        var optimizer = new Shampoo(1, epsilon: 0.25);
        double a = 0, b = 0, sumA = 0.25, sumB = 0.25;
        for (int t = 1; t <= 20; t++)
        {
            double ga = Math.Sin(t), gb = Math.Cos(2 * t);
            optimizer.Update(new Gradients([p], [Tensor.From([ga, 0, 0, gb], 2, 2)]));
            a -= ga / Math.Sqrt(sumA += ga * ga);
            b -= gb / Math.Sqrt(sumB += gb * gb);
        }

        Assert.Equal([a, 0, 0, b], p.Value.ToArray<double>(), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    // The basis of diagonal gradients is that of the axes, in which SOAP is Adam; the first update only finds it.
    [Fact]
    public void Soap_of_diagonal_gradients_is_Adam_of_the_diagonal()
    {
        var p = new Parameter(Tensor.Zeros([2, 2], DType.Float64), "p");
        var optimizer = new Soap(0.1, Beta1, Beta2, weightDecay: 0, every: 3);
        double[] x = [0, 0], m = [0, 0], v = [0, 0];
        for (int t = 0; t <= 20; t++)
        {
            double[] g = [Math.Sin(t + 1), 2 * Math.Cos(2 * t)];
            optimizer.Update(new Gradients([p], [Tensor.From([g[0], 0, 0, g[1]], 2, 2)]));
            for (int i = 0; i < 2 && t > 0; i++)
            {
                m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
                v[i] = Beta2 * v[i] + (1 - Beta2) * g[i] * g[i];
                x[i] -= 0.1 * m[i] / (1 - Math.Pow(Beta1, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t))) + 1e-8);
            }

            Assert.Equal([x[0], 0, 0, x[1]], p.Value.ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-10);
        }
    }

    // Adam is not: a rotation of the gradients from both sides rotates the steps alike.
    [Fact]
    public void Soap_does_not_hang_on_the_axes()
    {
        RandomKey key = new(5);
        Tensor u = Ops.QR(key.FoldIn(0).Normal([4, 4], DType.Float64)).Q, v = Ops.QR(key.FoldIn(1).Normal([3, 3], DType.Float64)).Q;
        Parameter p = new(Tensor.Zeros([4, 3], DType.Float64), "p"), turned = new(Tensor.Zeros([4, 3], DType.Float64), "p");
        Soap first = new(0.1, weightDecay: 0.1, every: 3), second = new(0.1, weightDecay: 0.1, every: 3);
        for (int t = 2; t < 14; t++)
        {
            Tensor g = key.FoldIn(t).Normal([4, 3], DType.Float64);
            first.Update(new Gradients([p], [g]));
            second.Update(new Gradients([turned], [Ops.MatMul(Ops.MatMul(u, g), v.T)]));
            double difference = (double)Ops.Max(Ops.Abs(Ops.MatMul(Ops.MatMul(u, p.Value), v.T) - turned.Value));
            Assert.True(difference < 1e-8, $"update {t}: {difference}");
        }

        Assert.True((double)Ops.Norm(p.Value) > 0.1);
    }

    [Fact]
    public void Soap_is_for_matrices() => Assert.Contains(
        "no matrix", Assert.Throws<ArgumentException>(static () => new Soap().Init(Tensor.Ones(3))).Message, StringComparison.Ordinal);

    [Fact]
    public void Lookahead_is_that_of_its_paper() => Follows(() => new Lookahead(new Sgd(0.1), every: 3, part: 0.4), static () =>
    {
        double[] slow = OptimizerProblem.First;
        return (p, g, t) =>
        {
            double[] fast = [.. p.Select((x, i) => x - 0.1 * g[i])];
            if (t % 3 != 0) return fast;
            return slow = [.. slow.Select((x, i) => x + 0.4 * (fast[i] - x))];
        };
    });
}
