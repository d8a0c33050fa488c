using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Where derivatives can be other than zero, found from what a function does.</summary>
public sealed class SparsePatternTests
{
    private static readonly Tensor X = Tensor.From([0.5, 2.0, -1.0, 3.0]);

    [Fact]
    public void Elements_by_themselves_make_a_diagonal() => Equal("0|1|2|3", SparseJacobian(x => Exp(x) * Sin(x) + 1)(X));

    [Fact]
    public void Neighbors_meet() => Equal("01|12|23", SparseJacobian(x => x[1..] - x[..^1] * 2)(X));

    [Fact]
    public void Broadcasting_repeats_columns() => Equal("02|12|03|13|04|14", SparseJacobian((a, b) => a * b.Reshape(-1, 1), (0, 1))(X[..2], X[1..]));

    [Fact]
    public void A_sum_depends_on_all_that_it_sums()
    {
        Tensor m = X.Reshape(2, 2);
        Equal("0123", SparseJacobian(x => Sum(x))(m));
        Equal("02|13", SparseJacobian(x => Sum(x, 0))(m));
        Equal("01|23", SparseJacobian(x => Max(x, 1, keepDims: true))(m));
        Equal("01|23", SparseJacobian(x => LogSumExp(x, -1))(m));
        Equal("02|13", SparseJacobian(x => Prod(x, 0))(m));
    }

    [Fact]
    public void Both_branches_of_a_choice_count()
    {
        Equal("03|12|12|03", SparseJacobian(x => Where(x > 0, x, Flip(x)))(X));
        Equal("03|12|12|03", SparseJacobian(x => Maximum(x, Flip(x)))(X));
    }

    [Fact]
    public void What_has_no_derivative_has_no_entry()
    {
        Equal("|||", SparseJacobian(x => Floor(x) + Sign(x) + StopGradient(x))(X));
        Equal("|||", SparseJacobian(x => Cast(Cast(x, DType.Int32), DType.Float64))(X));
        Equal("|||", SparseJacobian(x => Tensor.OnesLike(x))(X));
    }

    [Fact]
    public void Views_move_columns()
    {
        Tensor m = X.Reshape(2, 2);
        Equal("0|2|1|3", SparseJacobian(x => x.T)(m));
        Equal("3|2|1|0", SparseJacobian(x => Flip(x))(X));
        Equal("3|0|1|2", SparseJacobian(x => Roll(x, 1))(X));
        Equal("|0|1|2|3|", SparseJacobian(x => Pad(x, [(1, 1)]))(X));
        Equal("1|3", SparseJacobian(x => x[TensorIndex.Slice(1, 4, 2)])(X));
        Equal("0|1|2|3|0|1|2|3", SparseJacobian(x => Tile(x, 2))(X));
        Equal("0|3", SparseJacobian(x => Diagonal(x))(m));
        Equal("0|3", SparseJacobian(x => Stack([x[0, 0], x[1, 1]]))(m));
    }

    [Fact]
    public void Indices_say_where_elements_come_from_and_go_to()
    {
        Tensor places = Tensor.From([2L, 0, 2]);
        Equal("2|0|2", SparseJacobian(x => Take(x, places))(X));
        Equal("2|0|2", SparseJacobian(x => TakeAlongAxis(x, places))(X));
        Equal("1||02|", SparseJacobian(x => IndexAdd(Tensor.Zeros([4], DType.Float64), places, x[..3]))(X));
        Equal("01|1|02|3", SparseJacobian(x => ScatterAdd(x, places, x[..3]))(X));
        Equal("1|1|2|3", SparseJacobian(x => x.With(x[1], 0))(X));
        Equal("0|1|0|1|2|3", SparseJacobian(x => Concat(x[..2], x))(X));
    }

    [Fact]
    public void Sorted_elements_depend_on_all() => Equal("0123|0123|0123|0123", SparseJacobian(x => Sort(x).Values)(X));

    [Fact]
    public void A_product_joins_a_row_and_a_column()
    {
        Tensor m = X.Reshape(2, 2);
        Equal("0146|0157|2346|2357", SparseJacobian(MatMul, (0, 1))(m, m));
        Equal("01|01|23|23", SparseJacobian(MatMul, 0)(m, m));
        Equal("02|13|02|13", SparseJacobian(MatMul, 1)(m, m));
    }

    [Fact]
    public void Zeros_of_a_constant_factor_let_nothing_through()
    {
        Tensor differences = Tensor.From([-1.0, 1, 0, 0, 0, 0, -1, 1], 2, 4);
        Equal("01|23", SparseJacobian(x => MatMul(differences, x))(X));
        Equal("0|1|2|3", SparseJacobian(x => MatMul(x, Tensor.Eye(4, dtype: DType.Float64)))(X));
    }

    [Fact]
    public void A_product_of_stacks_stays_within_its_member()
    {
        Tensor a = Tensor.From([.. Enumerable.Range(1, 8).Select(static i => (double)i)], 2, 2, 2), v = X.Reshape(2, 2, 1);
        Equal("01|01|23|23", SparseJacobian(x => MatMul(a, x))(v));
        Equal("01|01|01|01", SparseJacobian(x => MatMul(a, x))(X[..2].Reshape(2, 1)));
    }

    [Fact]
    public void What_is_not_known_reaches_everything() => Equal("0123|0123|0123|0123", SparseJacobian(x => Softmax(x))(X));

    [Fact]
    public void A_custom_rule_may_use_all_of_its_operands()
    {
        var f = CustomVjp((Tensor x) => (2 * x, 0), (_, y) => Sum(y) * Tensor.OnesLike(y));
        Equal("0123|0123|0123|0123", SparseJacobian(f, JacobianColoring.Rows)(X));
        Near(Tensor.Ones([4, 4], DType.Float64), SparseJacobian(f, JacobianColoring.Rows)(X).ToDense());
    }

    [Fact]
    public void The_Hessian_is_that_of_the_recorded_gradient()
    {
        Equal("|||", SparseHessian(x => Sum(x))(X));
        Equal("0|1|2|3", SparseHessian(x => Sum(x * x * x))(X));
        Equal("01|012|123|23", SparseHessian(x => Sum(Square(x[1..] - x[..^1])))(X));
        Equal("0123|01|02|03", SparseHessian(x => Sum(Square(x[0] * x)))(X));
    }

    [Fact]
    public void Functions_inside_the_function_are_followed()
    {
        Tensor m = X.Reshape(2, 2);
        Equal("01|0|23|2", SparseJacobian(x => Vmap(Grad((Tensor r) => r[0] * r[0] * r[1]))(x))(m));
        Equal("0|1|2|3", SparseJacobian(Checkpoint((Tensor x) => Exp(Sin(x))))(X));
        Equal("0|1|2|3", SparseJacobian(Compile((Tensor x) => Exp(Sin(x))))(X));
        Equal("0|1|2|3", SparseJacobian(x => Jvp(Exp, x, Tensor.OnesLike(x)).Tangent)(X));
    }

    [Fact]
    public void Bundle_adjustment_is_found_in_blocks_of_eleven_three_and_one()
    {
        const int cameras = 3, points = 4, observations = 5;
        int[] cameraOf = [0, 1, 2, 0, 1], pointOf = [0, 1, 2, 3, 0];
        Tensor places = Tensor.From(cameraOf), others = Tensor.From(pointOf);
        (Tensor, Tensor) Residuals((Tensor Cameras, Tensor Points, Tensor Weights) p)
        {
            Tensor camera = Take(p.Cameras, places), point = Take(p.Points, others);
            Tensor along = Sum(Square(camera[.., 0..3]), -1) + Sum(camera[.., 3..6] * (point - camera[.., 6..9]), -1);
            Tensor first = Sin(along) * camera[.., 9] * p.Weights, second = Cos(along) * camera[.., 10] * p.Weights;
            return (Stack([first, second], 1), 1 - Square(p.Weights));
        }

        Tensor Draw(int seed, params long[] shape) => new RandomKey((ulong)seed).Normal(shape, DType.Float64);
        var p = (Draw(1, cameras, 11), Draw(2, points, 3), Draw(3, observations));
        SparseMatrix j = SparseJacobian<(Tensor, Tensor, Tensor), (Tensor, Tensor)>(Residuals)(p);
        Assert.Equal((3 * observations, 11 * cameras + 3 * points + observations), (j.RowCount, j.ColumnCount));
        for (int i = 0; i < observations; i++)
        {
            // Of camera and point only the last two numbers are used by one coordinate alone.
            int[] shared = [.. Enumerable.Range(11 * cameraOf[i], 9)];
            int[] rest = [.. Enumerable.Range(11 * cameras + 3 * pointOf[i], 3), 11 * cameras + 3 * points + i];
            Assert.Equal([.. shared, 11 * cameraOf[i] + 9, .. rest], j.Pattern.Row(2 * i).ToArray());
            Assert.Equal([.. shared, 11 * cameraOf[i] + 10, .. rest], j.Pattern.Row(2 * i + 1).ToArray());
            Assert.Equal([11 * cameras + 3 * points + i], j.Pattern.Row(2 * observations + i).ToArray());
        }

        Assert.Equal(4, j.Colors); // the rows of two observations share a camera; by columns there would be 14, the entries of a row
        Near(Jacobian(v => Ravelled(Residuals, p, v))(Tree.Ravel(p).Flat), j.ToDense());
    }

    private static Tensor Ravelled<T>(Func<T, (Tensor, Tensor)> f, T like, Tensor v)
    {
        var (first, second) = f(Tree.Ravel(like).Unravel(v));
        return Concat(first.Reshape(-1), second.Reshape(-1));
    }

    // Rows with the digits of their columns.
    private static void Equal(string rows, SparseMatrix matrix) =>
        Assert.Equal(rows, string.Join('|', Enumerable.Range(0, matrix.RowCount).Select(i => string.Concat(matrix.Pattern.Row(i).ToArray()))));

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Reshape(-1).ToArray<double>(), actual.Reshape(-1).ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
