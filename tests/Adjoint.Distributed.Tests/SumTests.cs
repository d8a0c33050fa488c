using CsCheck;

using Xunit;

namespace Adjoint.Distributed.Tests;

/// <summary>Sums along one tree, whoever adds.</summary>
public sealed class SumTests
{
    [Theory]
    [InlineData(1, "0")]
    [InlineData(2, "(0+1)")]
    [InlineData(3, "((0+1)+2)")]
    [InlineData(6, "(((0+1)+(2+3))+(4+5))")]
    [InlineData(7, "(((0+1)+(2+3))+((4+5)+6))")]
    public void The_left_half_has_as_many_leaves_as_the_largest_power_of_two_below_all(int leaves, string expected)
    {
        var sum = new TreeSum<string>(static (left, right) => $"({left}+{right})");
        for (int leaf = 0; leaf < leaves; leaf++)
            sum.Add(leaf, 1, $"{leaf}");
        Assert.Equal(expected, sum.Total());
    }

    [Fact]
    public void Parts_that_others_added_up_give_the_same_sum() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 9]).Sample((leaves, processes) =>
    {
        static string Add(string left, string right) => $"({left}+{right})";
        TreeSum<string> alone = new(Add), together = new(Add);
        for (int leaf = 0; leaf < leaves; leaf++)
            alone.Add(leaf, 1, $"{leaf}");
        var tree = new TreePartition(leaves, processes);
        for (int process = 0; process < processes; process++)
        {
            var own = new TreeSum<string>(Add);
            (int start, int end) = tree.LeavesOf(process);
            for (int leaf = start; leaf < end; leaf++)
                own.Add(leaf, 1, $"{leaf}");
            Assert.Equal(tree.PartsOf(process), own.Parts.Select(static p => (p.Start, p.Size)));
            foreach ((int first, int size, string sum) in own.Parts)
                together.Add(first, size, sum);
        }

        Assert.Equal(alone.Total(), together.Total());
    });

    [Fact]
    public void Processes_have_as_many_leaves_as_others_give_or_take_one() => Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 50]).Sample((leaves, processes) =>
    {
        (int Start, int End)[] parts = [.. Enumerable.Range(0, processes).Select(new TreePartition(leaves, processes).LeavesOf)];
        Assert.Equal((0, leaves), (parts[0].Start, parts[^1].End));
        Assert.All(parts.Zip(parts.Skip(1)), static pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.All(parts, part => Assert.InRange(part.End - part.Start, leaves / processes, (leaves + processes - 1) / processes));
    });

    [Fact]
    public void Gradients_of_one_type_travel_together_up_to_a_size_the_last_first()
    {
        var plan = new BucketPlan([(DType.Float64, 1), (DType.Float32, 10), (DType.Float32, 3), (DType.Float32, 4), (DType.Float16, 5)], bucketBytes: 28);
        Assert.Equal([(3, 0), (2, 0), (1, 4), (1, 0), (0, 0)], plan.Places);
        Assert.Equal([(3, 0, 4), (2, 4, 3)], plan.Buckets[1].Items);
        Assert.Equal(7, plan.Buckets[1].Count);
        Assert.Throws<OverflowException>(() => new BucketPlan([(DType.Float32, int.MaxValue)], bucketBytes: 28));
    }
}
