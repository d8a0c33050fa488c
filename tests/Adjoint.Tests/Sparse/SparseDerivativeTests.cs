using CsCheck;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Sparse Jacobians and Hessians have the values of dense ones, by few products, and say what they cannot do.</summary>
public sealed class SparseDerivativeTests
{
    private static readonly Tensor X = Tensor.From([0.5, 2.0, -1.0, 3.0]);

    private static Tensor Tridiagonal(Tensor x) => Pad(x[1..] * x[..^1], [(0, 1)]) + Pad(Sin(x[..^1]) * x[1..], [(1, 0)]) + x * x;

    [Fact]
    public void Entries_stand_in_rows()
    {
        SparseMatrix j = SparseJacobian((Tensor x) => x[1..] * x[..^1])([1f, 2f, 3f]);
        Assert.Equal([0, 2, 4], j.RowPointers.ToArray());
        Assert.Equal([0, 1, 1, 2], j.ColumnIndices.ToArray());
        Assert.Equal([2f, 1, 3, 2], j.Values.ToArray<float>());
        Assert.Equal(new[,] { { 2f, 1, 0 }, { 0, 3, 2 } }, j.ToDense().ToArray2D<float>());
        Assert.Equal("Float32 2 x 3, 4 entries\n(0, 0): 2.0\n(0, 1): 1.0\n(1, 1): 3.0\n(1, 2): 2.0", j.ToString());
        Assert.Equal("2 x 3, 4 entries", j.Pattern.ToString());
    }

    [Fact]
    public void Products_are_those_of_the_dense_matrix()
    {
        SparseMatrix j = SparseJacobian((Tensor x) => Tridiagonal(x)[1..])(X);
        Tensor dense = j.ToDense(), v = Tensor.From([1.0, -2, 3, 0.5]), m = Stack([v, v * v], 1);
        Near(MatMul(dense, v), j * v);
        Near(MatMul(dense, m), j * m);
        Near(dense.T, j.Transpose().ToDense());
        Near(MatMul(dense.T, X[1..]), j.Transpose() * X[1..]);
    }

    [Theory]
    [InlineData(JacobianColoring.Fewest)]
    [InlineData(JacobianColoring.Columns)]
    [InlineData(JacobianColoring.Rows)]
    public void A_tridiagonal_Jacobian_takes_three_products(JacobianColoring coloring)
    {
        Tensor x = new RandomKey(1).Normal([1000], DType.Float64);
        SparseMatrix j = SparseJacobian(Tridiagonal, coloring)(x);
        Assert.Equal((1000, 1000, 2998, 3), (j.RowCount, j.ColumnCount, j.Pattern.Count, j.Colors));
        Near(Jacobian(Tridiagonal)(x), j.ToDense());
    }

    [Theory]
    [InlineData(HessianColoring.Star, 3)]
    [InlineData(HessianColoring.Acyclic, 2)]
    public void A_tridiagonal_Hessian_takes_three_products_by_stars_and_two_by_trees(HessianColoring coloring, int colors)
    {
        Tensor x = new RandomKey(2).Normal([200], DType.Float64);
        static Tensor F(Tensor x) => Sum(Exp(x[1..] * x[..^1] * 0.1));
        SparseMatrix h = SparseHessian(F, coloring)(x);
        Assert.Equal((200, 598, colors), (h.RowCount, h.Pattern.Count, h.Colors));
        Near(Hessian(F)(x), h.ToDense());
    }

    [Theory]
    [InlineData(HessianColoring.Star)]
    [InlineData(HessianColoring.Acyclic)]
    public void An_arrow_takes_two(HessianColoring coloring)
    {
        Tensor x = new RandomKey(3).Normal([50], DType.Float64);
        static Tensor F(Tensor x) => Sum(Sin(x[..^1] * x[^1]));
        SparseMatrix h = SparseHessian(F, coloring)(x);
        Assert.Equal((50 + 2 * 49, 2), (h.Pattern.Count, h.Colors));
        Near(Hessian(F)(x), h.ToDense());
    }

    [Fact]
    public void A_dense_row_is_taken_by_rows_and_a_dense_column_by_columns()
    {
        SparseMatrix row = SparseJacobian(x => Concat(x * x, Sum(x * x).Reshape(1)))(X), column = SparseJacobian(x => x * x * x[0])(X);
        Assert.Equal(2, row.Colors);
        Assert.Equal(2, column.Colors);
        Near(Jacobian(x => Concat(x * x, Sum(x * x).Reshape(1)))(X), row.ToDense());
        Near(Jacobian(x => x * x * x[0])(X), column.ToDense());
    }

    // A program: each step puts together elements of what is there, chosen by numbers.
    private static readonly Gen<(int[] Places, int Kind)[]> s_programs = Gen.Select(Gen.Int[0, 9].Array[10], Gen.Int[0, 6]).Array[1, 4];

    private static Tensor Run((int[] Places, int Kind)[] program, Tensor x)
    {
        foreach (var (places, kind) in program)
        {
            Tensor other = Take(x, Tensor.From(places));
            x = kind switch
            {
                0 => x * other,
                1 => Where(x > other, Sin(x), other * 0.5),
                2 => x + 0.3 * other * other,
                3 => IndexAdd(x * 0.5, Tensor.From(places), Tanh(x)),
                4 => Maximum(x, Floor(other) + other),
                5 => MatMul(Tensor.Eye(10, 10, 1, DType.Float64), x) + Cos(other),
                _ => Concat(x[5..], Exp(-Square(other[..5]))),
            };
        }

        return x;
    }

    [Fact]
    public void Random_programs_have_the_values_of_dense_Jacobians() =>
        s_programs.Sample(
            program =>
            {
                Tensor x = new RandomKey(4).Normal([10], DType.Float64), expected = JacFwd(a => Run(program, a))(x);
                foreach (JacobianColoring coloring in Enum.GetValues<JacobianColoring>())
                    Near(expected, SparseJacobian(a => Run(program, a), coloring)(x).ToDense());
            },
            seed: "0N0XIzNsQ0O2", iter: 100, threads: 1, print: Printed);

    [Fact]
    public void Random_programs_have_the_values_of_dense_Hessians() =>
        s_programs.Sample(
            program =>
            {
                Tensor x = new RandomKey(5).Normal([10], DType.Float64), expected = Hessian(a => Sum(Run(program, a)))(x);
                foreach (HessianColoring coloring in Enum.GetValues<HessianColoring>())
                    Near(expected, SparseHessian(a => Sum(Run(program, a)), coloring)(x).ToDense());
            },
            seed: "0N0XIzNsQ0O2", iter: 100, threads: 1, print: Printed);

    // Symmetric matrices of random sparsity: f is the sum of products of pairs.
    [Fact]
    public void Every_graph_is_colored_so_that_its_Hessian_is_found() =>
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 14]).Array[0, 40].Sample(
            pairs =>
            {
                Tensor x = new RandomKey(6).Normal([15], DType.Float64);
                Tensor first = Tensor.From(pairs.Select(static p => p.Item1).ToArray()), second = Tensor.From(pairs.Select(static p => p.Item2).ToArray());
                Tensor F(Tensor a) => Sum(Exp(Take(a, first) * 0.5) * Square(Take(a, second)));
                SparseMatrix star = SparseHessian(F)(x), acyclic = SparseHessian(F, HessianColoring.Acyclic)(x);
                Near(Hessian(F)(x), star.ToDense());
                Near(star.Values, acyclic.Values);
            },
            seed: "0N0XIzNsQ0O2", iter: 200, threads: 1);

    public static TheoryData<string, int> Rows()
    {
        var rows = new TheoryData<string, int>();
        foreach (Operation operation in Operation.All)
            for (int i = 0; i < operation.Shapes.Length; i++)
                rows.Add(operation.Name, i);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_operation_of_the_table_has_the_values_of_dense_derivatives(string name, int shapes)
    {
        Operation operation = Operation.All.First(o => o.Name == name);
        Tensor[] x = operation.Arguments(operation.Shapes[shapes]);
        var (vector, unravel) = Tree.Ravel(x);
        Near(Jacobian(v => operation.Apply(unravel(v)).Reshape(-1))(vector), SparseJacobian<Tensor[], Tensor>(operation.Apply)(x).ToDense(), 1e-8);
        Tensor Weighed(Tensor[] a) => operation.Apply(a) is var y ? Sum(Sin(Cast(Tensor.Arange(0, y.Count), y.DType).Reshape(y.Shape.ToArray()) + 1) * y) : y;
        if (operation.HasSecondOrder) Near(Hessian<Tensor[]>(Weighed)(x), SparseHessian<Tensor[]>(Weighed)(x).ToDense(), 1e-7);
    }

    [Fact]
    public void Pattern_and_coloring_are_kept_for_arguments_of_one_shape()
    {
        var f = SparseJacobian(Tridiagonal);
        SparseMatrix a = f(X), b = f(2 * X), c = f(X[1..]), d = f(X + 1);
        Assert.Same(a.Pattern, b.Pattern);
        Assert.Same(a.Pattern, d.Pattern);
        Assert.NotSame(a.Pattern, c.Pattern);
        Near(Jacobian(Tridiagonal)(X + 1), d.ToDense());
    }

    [Fact]
    public void Other_arguments_may_change_and_indices_make_a_new_pattern()
    {
        int runs = 0;
        var f = SparseJacobian((x, scale, places) =>
        {
            runs++;
            return Take(x, places) * scale;
        });
        Tensor first = Tensor.From([0L, 2]), second = Tensor.From([1L, 3]);
        Near(Tensor.From([2.0, 0, 0, 0, 0, 0, 2, 0], 2, 4), f(X, 2.0, first).ToDense());
        Assert.Equal(2, runs); // once for the pattern
        Near(Tensor.From([3.0, 0, 0, 0, 0, 0, 3, 0], 2, 4), f(X, 3.0, first + 0).ToDense());
        Assert.Equal(3, runs);
        Near(Tensor.From([0, 3.0, 0, 0, 0, 0, 0, 3], 2, 4), f(X, 3.0, second).ToDense());
        Assert.Equal(5, runs);
    }

    [Fact]
    public void Zeros_of_an_argument_are_no_zeros_of_the_pattern()
    {
        var f = SparseJacobian(MatMul, 1);
        Tensor zeros = Tensor.Zeros([2, 2], DType.Float64), full = X.Reshape(2, 2);
        Assert.Equal(4, f(zeros, X[..2].Reshape(2, 1)).Pattern.Count);
        Near(full, f(full, X[..2].Reshape(2, 1)).ToDense());
    }

    [Fact]
    public void State_is_read_and_set_once_a_call()
    {
        var weight = new Parameter(Tensor.From([2.0]), "w");
        int calls = 0;
        var f = SparseJacobian((Tensor x) =>
        {
            calls++;
            return weight.Value * x * x;
        });
        Near(4 * X * Tensor.Eye(4, dtype: DType.Float64), f(X).ToDense());
        weight.Value = Tensor.From([3.0]);
        Near(6 * X * Tensor.Eye(4, dtype: DType.Float64), f(X).ToDense());
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Nothing_to_compute_is_an_empty_matrix()
    {
        SparseMatrix none = SparseJacobian(x => Floor(x))(X), noRows = SparseJacobian(x => x[..0])(X), noColumns = SparseJacobian(x => x * 2)(X[..0]);
        Assert.Equal((0, 0, DType.Float64), (none.Pattern.Count, none.Colors, none.Values.DType));
        Near(Tensor.Zeros([4, 4], DType.Float64), none.ToDense());
        Near(Tensor.Zeros([4], DType.Float64), none * X);
        Assert.Equal((0, 4), (noRows.RowCount, noRows.ColumnCount));
        Assert.Equal((0, 0), (noColumns.RowCount, noColumns.ColumnCount));
        Assert.Equal([0L, 4], noRows.ToDense().Shape.ToArray());
        Assert.Equal("Float64 4 x 4, 0 entries", none.ToString());
        Assert.Equal(0, SparseHessian(x => Sum(2 * x))(X).Pattern.Count);
        Assert.Equal(0, SparseHessian(x => Sum(x * x), HessianColoring.Acyclic)(X[..0]).Pattern.Count);
    }

    [Fact]
    public void A_NaN_stays_in_its_rows()
    {
        Tensor x = Tensor.From([1, 2, double.NaN, 4, 5, 6.0]);
        double[,] j = SparseJacobian((Tensor x) => x[1..] * x[..^1])(x).ToDense().ToArray2D<double>();
        for (int row = 0; row < 5; row++)
            for (int column = 0; column < 6; column++)
                if (row is not (1 or 2)) Assert.False(double.IsNaN(j[row, column]), $"({row}, {column})");
        Assert.True(double.IsNaN(j[1, 1]));
    }

    [Fact]
    public void Transforms_go_through_the_values()
    {
        var j = SparseJacobian((Tensor x) => Square(x[1..] - x[..^1]));
        Near(Grad((Tensor x) => Sum(Square(Jacobian((Tensor y) => Square(y[1..] - y[..^1]))(x))))(X), Grad((Tensor x) => Sum(Square(j(x).Values)))(X));
        Tensor batch = Stack([X, X * X]);
        Near(Stack([j(X).Values, j(X * X).Values]), Vmap((Tensor x) => j(x).Values)(batch));
        Near(j(X).Values, Compile((Tensor x) => SparseJacobian((Tensor y) => Square(y[1..] - y[..^1]))(x).Values)(X));
        Tensor scale = Tensor.From([2.0, 3.0]);
        Near(Stack([2 * X, 3 * X]), Vmap((Tensor s) => SparseJacobian(y => s * y * y / 2)(X).Values)(scale));
    }

    [Fact]
    public void Trees_have_the_order_of_Ravel()
    {
        var p = (A: X[..2], N: Tensor.From([7L]), B: X[2..].Reshape(1, 2));
        SparseMatrix j = SparseJacobian(((Tensor A, Tensor N, Tensor B) p) => (p.A * p.B.Reshape(2), Sum(p.B) * p.N))(p);
        Near(Tensor.From([-1.0, 0, 0.5, 0, 0, 3, 0, 2, 0, 0, 7, 7], 3, 4), j.ToDense());
        SparseMatrix h = SparseHessian(((Tensor A, Tensor N, Tensor B) p) => Sum(p.A * p.B))(p);
        Near(Tensor.From([0.0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0], 4, 4), h.ToDense());
        Near(h.ToDense(), SparseHessian((a, b) => Sum(a * b), (0, 1))(p.A, p.B).ToDense());
    }

    [Fact]
    public void What_it_cannot_do_it_says()
    {
        Func<Tensor, Tensor> none = null!;
        Assert.Throws<ArgumentNullException>(() => SparseJacobian(none));
        Assert.Throws<ArgumentNullException>(() => SparseHessian(none));
        Says<ArgumentOutOfRangeException>("SparseJacobian: there is no coloring 7; use Fewest, Columns or Rows.", () => SparseJacobian(Tridiagonal, (JacobianColoring)7));
        Says<ArgumentOutOfRangeException>("SparseHessian: there is no coloring 7; use Star or Acyclic.", () => SparseHessian(x => Sum(x), (HessianColoring)7));
        Says<ArgumentOutOfRangeException>("position 2", () => SparseJacobian((a, b) => a * b, 2));
        Says<ArgumentException>("given twice", () => SparseHessian((a, b) => Sum(a * b), (1, 1)));
        Says<ArgumentException>("SparseJacobian: argument 0 holds Int64", () => SparseJacobian(x => x)(Tensor.From([1L])));
        Says<ArgumentException>("SparseJacobian: the function returned Bool", () => SparseJacobian(x => x > 0)(X));
        Says<ArgumentException>("Complex128; take real and imaginary parts", () => SparseJacobian(x => x * 2)(Cast(X, DType.Complex128)));
        Says<ArgumentException>("Complex128; take real and imaginary parts", () => SparseJacobian(x => Cast(x, DType.Complex128))(X));
        Says<ValueDependentException>("SparseJacobian: the pattern of zeros is that for all values", () => SparseJacobian(x => (double)Sum(x) > 0 ? x : -x)(X));
        Says<ValueDependentException>("SparseDerivativeTests.cs", () => SparseHessian(x => (double)Sum(x) > 0 ? Sum(x) : -Sum(x))(X));
        Tensor gone = X + 0;
        gone.Dispose();
        Says<ObjectDisposedException>("SparseJacobian: argument 0 was disposed", () => SparseJacobian(x => x)(gone));
        SparseMatrix j = SparseJacobian(Tridiagonal)(X);
        Says<ArgumentException>("a matrix of 4 x 4 cannot be multiplied with shape [3]; a vector of 4 elements", () => j * X[1..]);
        Says<ArgumentOutOfRangeException>("there is no row 4; the matrix has 4", () => j.Pattern.Row(4).Length);
        int count = 2;
        var changing = SparseJacobian(x => x[..count]);
        _ = changing(X);
        count = 3;
        Says<InvalidOperationException>("returned 3 elements where it returned 2", () => changing(X));
    }

    [Fact]
    public void A_function_that_throws_leaves_it_as_it_was()
    {
        bool fails = true;
        var f = SparseJacobian((Tensor x) => fails ? throw new FormatException("no") : x * x);
        Assert.Throws<FormatException>(() => f(X));
        fails = false;
        Near(2 * X * Tensor.Eye(4, dtype: DType.Float64), f(X).ToDense());
        Assert.Same(f(X).Pattern, f(X).Pattern);
    }

    [Fact]
    public void Many_threads_share_one_pattern()
    {
        var f = SparseJacobian(Tridiagonal);
        var found = new SparseMatrix[16];
        Parallel.For(0, found.Length, i => found[i] = f(X * (i + 1)));
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Same(found[0].Pattern, found[i].Pattern);
            Near(Jacobian(Tridiagonal)(X * (i + 1)), found[i].ToDense());
        }
    }

    private static string Printed((int[] Places, int Kind)[] program) => string.Join("; ", program.Select(static p => $"{p.Kind}({string.Join(",", p.Places)})"));

    private static void Says<T>(string text, Func<object> action)
        where T : Exception
        => Assert.Contains(text, Assert.ThrowsAny<T>(action).Message, StringComparison.Ordinal);

    private static void Near(Tensor expected, Tensor actual, double tolerance = 1e-11)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] e = expected.Reshape(-1).ToArray<double>(), a = actual.Reshape(-1).ToArray<double>();
        double scale = Math.Max(1, e.Select(Math.Abs).DefaultIfEmpty().Max());
        for (int i = 0; i < e.Length; i++)
            Assert.True(Math.Abs(e[i] - a[i]) <= tolerance * scale, $"element {i}: {e[i]:R}, but {a[i]:R}");
    }
}
