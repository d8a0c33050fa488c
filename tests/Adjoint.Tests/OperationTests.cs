using Adjoint.Memory;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>What holds for every operation, checked row by row of the table.</summary>
public sealed class OperationTests
{
    private const double Relative = 1e-6;

    public static TheoryData<string> Names => [.. Operation.All.Select(static o => o.Name)];

    public static TheoryData<string> CurvedNames => [.. Operation.All.Where(static o => o.HasSecondOrder).Select(static o => o.Name)];

    [Fact]
    public void Every_operation_stands_in_the_table_once() =>
        Assert.Equal(Operation.All.Count, Operation.All.Select(static o => o.Name).Distinct().Count());

    [Theory, MemberData(nameof(Names))]
    public void Gradient_agrees_with_differences(string name) => Each(name, static (operation, xs) =>
    {
        // A weighted sum, so that no two elements of the result are mistaken for each other.
        Tensor Scalar(Tensor[] x) => Weighted(operation.Apply(x));
        Tensor[] gradients = Grad((Func<Tensor[], Tensor>)Scalar)(xs);
        AssertClose(Differences.Of(Scalar, xs), gradients, Relative);
    });

    [Theory, MemberData(nameof(CurvedNames))]
    public void Second_order_agrees_with_differences_of_the_gradient(string name) => Each(name, static (operation, xs) =>
    {
        Func<Tensor[], Tensor[]> gradient = Grad((Tensor[] x) => Weighted(operation.Apply(x)));
        Tensor Scalar(Tensor[] x) => Sum(gradient(x).Select(Weighted));
        AssertClose(Differences.Of(Scalar, xs), Grad((Func<Tensor[], Tensor>)Scalar)(xs), Relative);
    });

    // <v, J u> computed forwards and backwards is one number.
    [Theory, MemberData(nameof(Names))]
    public void Forward_mode_agrees_with_reverse_mode(string name) => Each(name, static (operation, xs) =>
    {
        Tensor[] directions = operation.Arguments([.. xs.Select(static x => x.Shape.ToArray())], seed: 1);
        (Tensor[] values, Tensor[] tangents) = Forward.Run("test", x => [operation.Apply(x)], xs, directions);
        Tensor[] gradients = Grad((Tensor[] x) => Weighted(operation.Apply(x)))(xs);
        double forwards = (double)Weighted(tangents[0]);
        double backwards = xs.Select((_, i) => (double)Ops.Sum(gradients[i] * directions[i])).Sum();
        Assert.Equal(forwards, backwards, 1e-9 * (1 + Math.Abs(forwards)));
        AssertClose([operation.Apply(xs)], values, 0);
    });

    [Theory, MemberData(nameof(Names))]
    public void Forward_over_reverse_agrees_with_reverse_over_reverse(string name) => Each(name, static (operation, xs) =>
    {
        Func<Tensor[], Tensor[]> gradient = Grad((Tensor[] x) => Weighted(operation.Apply(x)));
        Tensor[] directions = operation.Arguments([.. xs.Select(static x => x.Shape.ToArray())], seed: 1);
        Tensor[] forwards = Forward.Run("test", gradient, xs, directions).Tangents;
        Tensor[] backwards = Grad((Tensor[] x) => Sum(gradient(x).Select((g, i) => Ops.Sum(g * directions[i]))))(xs);
        AssertClose(backwards, forwards, 1e-9);
    });

    [Theory, MemberData(nameof(Names))]
    public void A_batch_agrees_with_its_members_one_by_one(string name) => Each(name, static (operation, xs) =>
    {
        const int size = 3;
        Tensor[][] members = [.. Enumerable.Range(0, size).Select(i => operation.Arguments([.. xs.Select(static x => x.Shape.ToArray())], i))];
        Tensor expected = Ops.Stack([.. members.Select(operation.Apply)]);
        Tensor[] batches = [.. xs.Select((_, i) => Ops.Stack([.. members.Select(m => m[i])], axis: -1))];
        int?[] last = [.. xs.Select(static x => (int?)-1)];
        AssertClose([expected], Batching.Run(x => [operation.Apply(x)], batches, last), 1e-12);

        // One argument alone is batched, the others are shared.
        for (int i = 0; i < xs.Length; i++)
        {
            Tensor[] mixed = [.. xs];
            mixed[i] = batches[i];
            int?[] axes = new int?[xs.Length];
            axes[i] = -1;
            Tensor one = Ops.Stack([.. members.Select(m => operation.Apply([.. xs.Select((x, j) => j == i ? m[j] : x)]))]);
            AssertClose([one], Batching.Run(x => [operation.Apply(x)], mixed, axes), 1e-12);
        }
    });

    [Theory, MemberData(nameof(Names))]
    public void A_batch_of_gradients_agrees_with_the_gradients(string name) => Each(name, static (operation, xs) =>
    {
        Func<Tensor[], Tensor[]> gradient = Grad((Tensor[] x) => Weighted(operation.Apply(x)));
        Tensor[][] members = [.. Enumerable.Range(0, 2).Select(i => operation.Arguments([.. xs.Select(static x => x.Shape.ToArray())], i))];
        Tensor[] batches = [.. xs.Select((_, i) => Ops.Stack([.. members.Select(m => m[i])]))];
        Tensor[] expected = [.. xs.Select((_, i) => Ops.Stack([.. members.Select(m => gradient(m)[i])]))];
        AssertClose(expected, Batching.Run(gradient, batches, [.. xs.Select(static x => (int?)0)]), 1e-10);
    });

    [Theory, MemberData(nameof(Names))]
    public void Single_precision_is_close_to_double(string name) => Each(name, static (operation, xs) =>
    {
        Tensor[] singles = [.. xs.Select(static x => x.Cast(DType.Float32))];
        Tensor[] exact = [.. singles.Select(static x => x.Cast(DType.Float64))];
        Tensor value = operation.Apply(singles);
        Assert.Equal(DType.Float32, value.DType);
        AssertClose([operation.Apply(exact)], [value.Cast(DType.Float64)], operation.SinglePrecision);
        Tensor[] gradients = Grad(operation.Apply)(singles);
        Assert.All(gradients, static g => Assert.Equal(DType.Float32, g.DType));
        AssertClose(Grad(operation.Apply)(exact), [.. gradients.Select(static g => g.Cast(DType.Float64))], 10 * operation.SinglePrecision);
    });

    [Theory, MemberData(nameof(Names))]
    public void Views_give_what_their_copies_give(string name) => Each(name, static (operation, xs) =>
    {
        // The same elements, but stored the other way round.
        Tensor[] views = [.. xs.Select(static x => x.T.Contiguous().T)];
        AssertClose([operation.Apply(xs)], [operation.Apply(views)], 1e-14);
    });

    private static void Each(string name, Action<Operation, Tensor[]> check)
    {
        Operation operation = Operation.All.Single(o => o.Name == name);
        foreach (long[][] shapes in operation.Shapes)
            check(operation, operation.Arguments(shapes));
    }

    private static Tensor Weighted(Tensor y)
    {
        Tensor weights = Tensor.Arange(0, y.Count, 1, y.DType.IsFloating ? y.DType : DType.Float64) * 0.37 + 1;
        return Ops.Sum(y * weights.Reshape(y.Shape));
    }

    private static Tensor Sum(IEnumerable<Tensor> terms) => terms.Aggregate(static (a, b) => a + b);

    private static void AssertClose(Tensor[] expected, Tensor[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Shape.ToArray(), actual[i].Shape.ToArray());
            double[] e = expected[i].ToArray<double>(), a = actual[i].ToArray<double>();
            double scale = Math.Max(1, e.Select(Math.Abs).DefaultIfEmpty().Max());
            for (int j = 0; j < e.Length; j++)
                Assert.True(Math.Abs(e[j] - a[j]) <= tolerance * scale, $"argument {i}, element {j}: expected {e[j]:R}, got {a[j]:R}");
        }
    }
}
