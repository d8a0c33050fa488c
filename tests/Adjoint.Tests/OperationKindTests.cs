using Adjoint.OperationTable;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>Operations are what they say of themselves, in every recording of the table of checks and of its gradients.</summary>
public sealed class OperationKindTests
{
    private static readonly IReadOnlyDictionary<string, Definition> Definitions = Definition.ReadAll();

    public static TheoryData<string> Names => OperationTests.Names;

    [Theory, MemberData(nameof(Names))]
    public void Shapes_are_those_of_the_kind(string name)
    {
        Operation operation = Operation.All.Single(o => o.Name == name);
        foreach (long[][] shapes in operation.Shapes)
        {
            Tensor[] xs = operation.Arguments(shapes);
            Check(Recording.Of(x => [operation.Apply(x)], xs));
            Check(Recording.Of(Grad((Tensor[] x) => Ops.Sum(operation.Apply(x))), xs));
        }
    }

    [Fact]
    public void A_row_that_says_otherwise_is_found() =>
        Assert.False(Fits("elementwise", [[2, 3]], [3, 2]) || Fits("reduction", [[2, 3]], [4]) || Fits("product", [[2, 3], [3, 4]], [2, 3]));

    private static void Check(Recording recording)
    {
        foreach (RecordedOperation o in recording.Operations.Where(static o => o.Operands.Count > 0))
        {
            long[][] operands = [.. o.Operands.Select(p => Extents(p.IsRecorded ? recording.Operations[p.Number].Shape : p.Constant))];
            Assert.True(Fits(Definitions[o.Name].Kind, operands, Extents(o.Shape)), $"{o}, which is {Definitions[o.Name].Kind}, in\n{recording}");
        }
    }

    private static bool Fits(string kind, long[][] operands, long[] result) => kind switch
    {
        "elementwise" => operands.Aggregate(Array.Empty<long>(), Broadcast).SequenceEqual(result),
        "reduction" => operands.Length == 1 && IsPartOf(result.Where(static d => d != 1), operands[0]),
        "view" => operands.Length == 1,
        "product" => operands.Length == 2 && (IsOfMatrices(operands[0], operands[1], result) || IsOfImages(operands[0], operands[1], result)),
        _ => true,
    };

    private static bool IsOfMatrices(long[] a, long[] b, long[] result) => result[^2] == a[^2] && result[^1] == b[^1];

    // Of images and kernels, which all have two dimensions before those of the image.
    private static bool IsOfImages(long[] a, long[] b, long[] result) => a.Length > 2 && a.Length == b.Length && a.Length == result.Length;

    private static long[] Broadcast(long[] a, long[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        long Extent(long[] shape, int i) => i < rank - shape.Length ? 1 : shape[i - rank + shape.Length];
        return [.. Enumerable.Range(0, rank).Select(i => Extent(a, i) == 1 ? Extent(b, i) : Extent(a, i))];
    }

    // Whether some extents are left when others are dropped.
    private static bool IsPartOf(IEnumerable<long> extents, long[] all)
    {
        int at = 0;
        foreach (long extent in extents)
        {
            at = Array.IndexOf(all, extent, at) + 1;
            if (at == 0) return false;
        }

        return true;
    }

    private static long[] Extents(string text) =>
        [.. text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
}
