using Adjoint.OperationTable;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>The table of checks leaves nothing out: neither an operation nor an element that is no number.</summary>
public sealed class OperationCoverageTests
{
    // There is no row for what is written by hand for each function; for draws whose derivative is that of the distribution and not of the way
    // they are drawn (DistributionFitTests); for what second derivatives alone meet and no third one passes; and for the loop whose rule of
    // reverse mode says what to use instead.
    private static readonly string[] s_withoutRow = ["custom", "random_gamma", "random_log_gamma", "gamma_quantile_curve", "while"];

    public static TheoryData<string> Names => OperationTests.Names;

    [Fact]
    public void Every_operation_that_has_a_derivative_is_met_in_a_row()
    {
        HashSet<string> met = [];
        foreach (Operation operation in Operation.All)
        {
            // The square: cotangents that depend on the arguments, so that what is done with them is recorded.
            Func<Tensor[], Tensor[]> gradient = Grad((Tensor[] x) => Ops.Sum(Ops.Square(operation.Apply(x))));
            met.UnionWith(Met(gradient, operation.Arguments(operation.Shapes[0])));
            met.UnionWith(Met(gradient, operation.Arguments(operation.Shapes[0], dtype: DType.Float32)));
        }

        IEnumerable<string> smooth = Definition.ReadAll().Where(static d => d.Value.Rules.StartsWith("vjp", StringComparison.Ordinal)).Select(static d => d.Key);
        string missing = string.Join(", ", smooth.Except(met).Except(s_withoutRow));
        Assert.True(missing.Length == 0, $"no row of the table of checks meets {missing}");
        Console.WriteLine($"The table of checks: {Operation.All.Count} rows, {Operation.All.Sum(static o => o.Shapes.Length)} sets of shapes, {met.Count} operations.");
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_no_number_or_infinite_changes_neither_shape_nor_type(string name)
    {
        Operation operation = Operation.All.Single(o => o.Name == name);
        foreach (long[][] shapes in operation.Shapes)
        {
            Tensor[] xs = operation.Arguments(shapes);
            Tensor usual = operation.Apply(xs);
            foreach (double odd in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            {
                Tensor[] with = [.. xs.Select(x => WithEverySecond(x, odd))];
                Tensor value = operation.Apply(with);
                Assert.Equal((usual.DType, usual.Shape.ToString()), (value.DType, value.Shape.ToString()));
                Assert.Equal(xs.Length, Grad((Tensor[] x) => Ops.Sum(operation.Apply(x)))(with).Length);
            }
        }
    }

    private static Tensor WithEverySecond(Tensor x, double value)
    {
        double[] values = [.. x.ToArray<double>().Select((element, i) => i % 2 == 0 ? value : element)];
        return Tensor.From(values, x.Shape.ToArray());
    }

    private static IEnumerable<string> Met(Func<Tensor[], Tensor[]> function, Tensor[] xs) =>
        Recording.Of(function, xs).Operations.Select(static o => o.Name);
}
