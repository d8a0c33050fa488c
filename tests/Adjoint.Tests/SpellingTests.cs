using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>What one writes without looking it up: each form compiles and means what it says.</summary>
public sealed class SpellingTests
{
    private static readonly Tensor X = From([1.0, 2, 3]), M = From([1.0, 2, 3, 4], 2, 2);

    private static readonly RandomKey Key = new(7);

    [Fact]
    public void Axes_have_one_name()
    {
        Assert.Equal([4.0, 6], Sum(M, axis: 0).ToArray<double>());
        Assert.Equal([3.0, 7], M.Sum(axis: ^1).ToArray<double>());
        Assert.Equal(10, (double)Sum(M, (0, 1)));
        Assert.Equal(10, (double)Sum(M, axis: [0, 1]));
        Assert.Equal(2.5, (double)M.Mean((-1, 0)));
        Assert.Equal([2, 1, 2], ExpandDims(M, axis: 1).Shape);
        Assert.Equal([1, 2, 2, 1], ExpandDims(M, (0, -1)).Shape);
        Assert.Equal([2], Squeeze(Ones(1, 2, 1, 1), axis: (0, 2, 3)).Shape);
        Assert.Equal([1, 1, 1, 1], Max(Ones(2, 3, 4, 5), (0, 1, 2, 3), keepDims: true).Shape);
        Assert.Equal([2.0, 1, 4, 3], Flip(M, axis: 1).ToArray<double>());
        Assert.Equal([1L, 1], ArgMax(M, axis: 1).Cast(DType.Int64).ToArray<long>());
        Assert.Equal([1.0, 3, 2, 4], Concat([M[.., ..1], M[.., 1..]], axis: 0).ToArray<double>());
        Assert.All(
            typeof(Ops).GetMethods().Concat(typeof(Tensor).GetMethods()).SelectMany(static m => m.GetParameters()).Where(static p => p.ParameterType == typeof(Axes)),
            static p => Assert.True(p.Name == "axis" || p.Member.Name.StartsWith("op_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Types_stand_behind_one_extent()
    {
        Assert.All(
            [Zeros(3, DType.Float64), Ones(3, DType.Float64), Key.Normal(3, DType.Float64), Key.Uniform(3, DType.Float64), Eye(3, DType.Float64)[0]],
            static x => Assert.Equal((DType.Float64, 3L), (x.DType, x.Count)));
        Assert.Equal([2.0, 2, 2], Full(3, 2.0).ToArray<double>());
    }

    [Fact]
    public void Arrays_of_every_form_come_in_and_go_out()
    {
        Assert.Equal([2, 4], From(new double[8], -1, 4).Shape);
        Assert.Equal([1.0, 2, 3, 4], From(new double[][] { [1, 2], [3, 4] }).ToArray<double>());
        Assert.Equal(new[,] { { 1.0, 2 }, { 3, 4 } }, M.ToArray2D<double>());
    }

    [Fact]
    public void Stacks_are_made_of_lists_and_of_arguments()
    {
        Assert.Equal([2, 3], Stack(new List<Tensor> { X, X }).Shape);
        Assert.Equal([2, 3], Stack(X, X).Shape);
        Assert.Equal([2, 3], Stack(X.Select(static x => x * X).Take(2)).Shape);
        Tensor stacked = [X, X];
        Assert.Equal([2, 3], stacked.Shape);
    }

    [Fact]
    public void Places_and_new_axes_stand_between_brackets()
    {
        Assert.Equal([2.0, 3], M[From([0, 1]), From([1, 0])].ToArray<double>());
        Assert.Equal([3, 1], X[.., null].Shape);
    }

    [Fact]
    public void Operations_are_methods()
    {
        Assert.Equal((double)Sum(Exp(X)), (double)X.Exp().Sum());
        Assert.Equal(14, (double)X.Square().Sum());
        Assert.Equal([3, 1], X.ExpandDims(1).Shape);
        Assert.Equal([2.0, 3], X.Take(From([1, 2])).ToArray<double>());
        Assert.Equal([1.0, 2, 3, 1], X.Concat(X[..1]).ToArray<double>());
        Assert.Equal([1.0, 0, 3], (X > 2).LogicalOr(X < 2).Where(X, 0).ToArray<double>());
        Assert.Equal(0.0, (double)X.MeanSquaredError(X));
    }

    [Fact]
    public void Operations_are_functions_to_differentiate()
    {
        Assert.Equal([1.0, 1, 1], Grad(Sum)(X).ToArray<double>());
        Assert.Equal([0.0, 0, 1], Grad(Max)(X).ToArray<double>());
        Assert.Equal(Exp(X).ToArray<double>(), Grad(Exp)(X).ToArray<double>());
        Assert.Equal((6.0, 3L), ((double)ValueAndGrad(Sum)(X).Item1, ValueAndGrad(Sum)(X).Item2.Count));
        Assert.Equal([3.0, 7], Vmap(Sum)(M).ToArray<double>());
        Assert.Equal([0.0, 0, 0], Grad(MeanSquaredError)(X, X).ToArray<double>());
        Assert.Equal([3, 3], Jacobian(Softmax)(X).Shape);
    }

    [Fact]
    public void Loops_over_a_tensor_are_followed()
    {
        Func<Tensor, Tensor> sum = static x =>
        {
            Tensor total = 0.0;
            foreach (Tensor row in x) total += Sum(Square(row));
            return total;
        };
        Assert.Equal([2.0, 4, 6, 8], Grad(sum)(M).ToArray<double>());
        Assert.Equal([2.0, 4, 6], Grad(static (Tensor x) => Stack(x.Select(static e => e * e)))(X).ToArray<double>());
        Assert.Equal([2.0, 4, 6], Grad(static (Tensor x) => x.Select(static e => e * e).Aggregate(static (a, b) => a + b))(X).ToArray<double>());
        Assert.Equal([6.0, 3, 2], Grad(static (Tensor x) => x.Aggregate(static (a, b) => a * b))(X).ToArray<double>());
        Assert.Equal([1.0, 2, 3, 4], Grad(static (Tensor x) => x.Zip(M, static (a, b) => Sum(a * b)).Aggregate(static (a, b) => a + b))(M).ToArray<double>());
        Assert.Contains("scalar", Assert.Throws<InvalidOperationException>(static () => ((Tensor)1.0).First()).Message, StringComparison.Ordinal);
    }
}
