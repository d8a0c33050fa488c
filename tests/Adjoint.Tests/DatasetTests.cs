using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Examples and labels, some at a time.</summary>
public sealed class DatasetTests
{
    [Fact]
    public void Batches_hold_every_example_once_with_its_label() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[1, 12], Gen.Bool, Gen.ULong).Sample(static (count, size, shuffled, seed) =>
        {
            var batches = Numbers(count).Batches(size, shuffled ? new RandomKey(seed) : null).ToList();
            Assert.Equal((count + size - 1) / size, batches.Count);
            Assert.All(batches, b => Assert.Equal(b.Inputs.Shape[0], b.Labels.Shape[0]));
            Assert.All(batches.SkipLast(1), b => Assert.Equal(size, b.Inputs.Shape[0]));
            Assert.All(batches, static b => Assert.Equal(b.Inputs[.., 0].ToArray<long>().Select(static v => v * 10), b.Labels.ToArray<long>()));
            Assert.Equal(Enumerable.Range(0, count).Select(static i => 2L * i), batches.SelectMany(static b => b.Inputs[.., 0].ToArray<long>()).Order());
        });

    [Fact]
    public void Some_examples_are_a_batch_with_the_inputs_that_are_mapped()
    {
        var (inputs, labels) = Numbers(5).Map(static x => x + 1).At(Tensor.From([3L, 0]));
        Assert.Equal([7L, 1], inputs[.., 0].ToArray<long>());
        Assert.Equal([60L, 0], labels.ToArray<long>());
        Assert.Equal([20L, 40], Numbers(5).At(1..3).Labels.ToArray<long>());
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbers(5).At(Tensor.From([5L])));
    }

    [Fact]
    public void Batches_without_a_key_keep_the_order()
    {
        var batches = Numbers(5).Batches(2).ToList();
        Assert.Equal([0L, 20, 40, 60, 80], batches.SelectMany(static b => b.Labels.ToArray<long>()));
        Assert.Equal([1, 2], batches[2].Inputs.Shape.ToArray());
    }

    [Theory]
    [InlineData(10, 5, 2)]
    [InlineData(11, 5, 2)]
    [InlineData(4, 5, 0)]
    [InlineData(0, 5, 0)]
    public void DropLast_leaves_out_a_smaller_batch(int count, int size, int expected)
    {
        var batches = Numbers(count).Batches(size, dropLast: true).ToList();
        Assert.Equal(expected, batches.Count);
        Assert.All(batches, b => Assert.Equal(size, b.Labels.Count));
    }

    [Fact]
    public void Shuffling_is_determined_by_the_key()
    {
        long[] Order(ulong seed) => [.. Numbers(50).Batches(7, new RandomKey(seed)).SelectMany(static b => b.Labels.ToArray<long>())];
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
        Assert.NotEqual(Order(1), Order(1).Order());
    }

    [Fact]
    public void Shuffling_does_not_depend_on_the_size_of_batches()
    {
        long[] Order(int size) => [.. Numbers(20).Batches(size, new RandomKey(3)).SelectMany(static b => b.Labels.ToArray<long>())];
        Assert.Equal(Order(20), Order(3));
    }

    [Fact]
    public void Batches_may_be_walked_through_again()
    {
        var batches = Numbers(9).Batches(4, new RandomKey(1));
        Assert.Equal(batches.SelectMany(static b => b.Labels.ToArray<long>()), batches.SelectMany(static b => b.Labels.ToArray<long>()));
    }

    [Fact]
    public void A_shuffled_dataset_has_an_order_of_its_own_in_every_epoch()
    {
        ShuffledDataset shuffled = Numbers(50).Shuffle(new RandomKey(1));
        var batches = shuffled.Batches(7);
        long[][] orders = [LabelsOf(batches), LabelsOf(batches), LabelsOf(shuffled.Batches(50))];
        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal(LabelsOf(Numbers(50).Batches(7, new RandomKey(1).FoldIn(epoch))), orders[epoch]);
        Assert.Equal(3, orders.DistinctBy(static o => string.Join(' ', o)).Count());
        Assert.Equal(50, shuffled.Count);
    }

    [Fact]
    public void An_epoch_counts_when_its_first_batch_is_taken()
    {
        ShuffledDataset shuffled = Numbers(9).Shuffle(new RandomKey(1));
        var batches = shuffled.Batches(4);
        Assert.Equal(0, shuffled.Epoch);
        (_, Tensor y) = batches.First();
        Assert.Equal(1, shuffled.Epoch);
        Assert.NotEqual(y.ToArray<long>(), batches.First().Labels.ToArray<long>());
    }

    [Fact]
    public void The_epoch_lies_in_a_slot_and_can_be_put_back()
    {
        ShuffledDataset shuffled = Numbers(20).Shuffle(new RandomKey(1));
        _ = LabelsOf(shuffled.Batches(4));
        Slots saved = Tree.Map(shuffled.Slots(), static x => x);
        Assert.Equal(["epoch", "position"], saved.Names);
        Assert.Equal(DType.Int64, saved[0].Value.DType);
        long[] second = LabelsOf(shuffled.Batches(4));

        ShuffledDataset other = Numbers(20).Shuffle(new RandomKey(1));
        other.Slots().Set(saved);
        Assert.Equal(1, other.Epoch);
        Assert.Equal(second, LabelsOf(other.Batches(4)));
        other.Epoch = 1;
        Assert.Equal(second, LabelsOf(other.Batches(4)));
    }

    [Fact]
    public void A_batch_of_keys_is_no_order()
    {
        RandomKey keys = new RandomKey(1).Batch(3);
        Assert.Contains("a batch of keys", Assert.Throws<ArgumentException>("shuffle", () => Numbers(3).Batches(2, keys)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("key", () => Numbers(3).Shuffle(keys));
        Assert.Throws<ArgumentNullException>("key", () => Numbers(3).Shuffle(null!));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Numbers(3).Shuffle(new RandomKey(0)).Batches(0));
    }

    [Fact]
    public void Batches_may_be_walked_through_with_a_scope_for_each()
    {
        List<long> labels = [];
        foreach ((_, Tensor y) in Numbers(9).Batches(4, new RandomKey(1)))
        {
            using var scope = new TensorScope();
            labels.Add((long)Ops.Sum(y));
        }

        Assert.Equal(20 * 36, labels.Sum());
    }

    [Fact]
    public void Batches_in_order_are_views()
    {
        Tensor inputs = new RandomKey(0).Normal(100);
        var data = new TensorDataset(inputs, inputs);
        Assert.Equal(Elements.AddressOf<float>(inputs) + 80 * sizeof(float), Elements.AddressOf<float>(data.Batches(20).Last().Inputs));
    }

    [Fact]
    public void Examples_of_any_shape_keep_it()
    {
        var data = new TensorDataset(Tensor.Ones(6, 2, 3), Tensor.Ones(6, 4));
        (Tensor x, Tensor y) = data.Batches(4, new RandomKey(0)).First();
        Assert.Equal([4, 2, 3], x.Shape.ToArray());
        Assert.Equal([4, 4], y.Shape.ToArray());
        Assert.Equal(6, data.Count);
    }

    [Fact]
    public void Numbers_of_examples_and_labels_that_differ_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(static () => new TensorDataset(Tensor.Ones(3, 2), Tensor.Ones(4)));
        Assert.Contains("[3, 2]", e.Message);
        Assert.Contains("[4]", e.Message);
        Assert.Throws<ArgumentException>(static () => new TensorDataset(Tensor.Scalar(1f), Tensor.Scalar(1f)));
        Assert.Throws<ArgumentNullException>(static () => new TensorDataset(null!, Tensor.Ones(1)));
        Assert.Throws<ArgumentNullException>(static () => new TensorDataset(Tensor.Ones(1), null!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Batches_of_no_size_are_refused_at_once(int size) =>
        Assert.Equal("size", Assert.Throws<ArgumentOutOfRangeException>(() => Numbers(3).Batches(size)).ParamName);

    // The inputs are [2 i, 2 i + 1], the labels 20 i.
    private static long[] LabelsOf(IEnumerable<(Tensor Inputs, Tensor Labels)> batches) => [.. batches.SelectMany(static b => b.Labels.ToArray<long>())];

    private static TensorDataset Numbers(int count) => new(Tensor.Arange(2 * count).Reshape(count, 2), Tensor.Arange(count) * 20);
}
