using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Data sets of any examples: changed, chosen, split, shuffled and cut into batches.</summary>
public sealed class ExampleDatasetTests
{
    [Fact]
    public void Examples_are_made_when_they_are_asked_for_and_not_before()
    {
        var made = new List<long>();
        Dataset<long> data = Dataset.From(100, i =>
        {
            made.Add(i);
            return i * i;
        });
        Dataset<long> part = data.Map(static x => x + 1).Skip(10).Take(5).Repeat(2);
        Assert.Empty(made);
        Assert.Equal(10, part.Count);
        Assert.Equal((12 * 12) + 1, part[2]);
        Assert.Equal((10 * 10) + 1, part[5]);
        Assert.Equal([12, 10], made);
        Assert.Equal("index", Assert.Throws<ArgumentOutOfRangeException>(() => part[10]).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => part[-1]);
    }

    [Fact]
    public void Taking_skipping_repeating_and_filtering_are_those_of_sequences() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 25], Gen.Int[0, 25], Gen.Int[0, 3]).Sample(static (count, skip, take, times) =>
        {
            int[] numbers = [.. Enumerable.Range(0, count)];
            int[] expected = [.. Enumerable.Repeat(numbers.Skip(skip).Take(take), times).SelectMany(static x => x).Where(static x => x % 3 != 0).Select(static x => x * 2)];
            Dataset<int> data = Dataset.From(numbers).Skip(skip).Take(take).Repeat(times).Filter(static x => x % 3 != 0).Map(static x => x * 2);
            Assert.Equal(expected, data);
            Assert.Equal(expected.Length, data.Count);
        });

    [Fact]
    public void Pairs_have_partners_of_the_same_number()
    {
        Assert.Equal([(0, "a"), (1, "b")], Dataset.From([0, 1]).Zip(Dataset.From(["a", "b"])));
        Assert.Contains("2 examples have no partners among 3", Assert.Throws<ArgumentException>(static () => Dataset.From([0, 1]).Zip(Dataset.From([0, 1, 2]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 3, false, "0 1 2|3 4 5|6")]
    [InlineData(7, 3, true, "0 1 2|3 4 5")]
    [InlineData(6, 3, false, "0 1 2|3 4 5")]
    [InlineData(0, 3, false, "")]
    public void Batches_hold_the_examples_in_order(int count, int size, bool dropLast, string expected)
    {
        Dataset<long[]> batches = Dataset.From(count, static i => i).Batch(size, dropLast);
        Assert.Equal(expected, string.Join('|', batches.Select(static b => string.Join(' ', b))));
        Assert.Equal(batches.ToArray().Length, batches.Count);
    }

    [Fact]
    public void Parts_are_drawn_by_a_key_and_hold_each_example_once() =>
        Gen.Select(Gen.Int[0, 50], Gen.Double[0, 1], Gen.ULong).Sample(static (count, fraction, seed) =>
        {
            (Dataset<long> first, Dataset<long> second) = Dataset.From(count, static i => i).Split(new RandomKey(seed), fraction);
            Assert.Equal((long)Math.Round(fraction * count), first.Count);
            Assert.Equal(Enumerable.Range(0, count).Select(static i => (long)i), first.Concat(second).Order());
            Assert.Equal(first, Dataset.From(count, static i => i).Split(new RandomKey(seed), fraction).First);
        });

    [Fact]
    public void Tensors_are_split_with_their_labels()
    {
        var data = new TensorDataset(Tensor.Arange(20).Reshape(10, 2), Tensor.Arange(10));
        TensorDataset[] parts = data.Split(new RandomKey(1), [0.5, 0.3, 0.2]);
        Assert.Equal([5, 3, 2], parts.Select(static p => p.Count));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (long)i), parts.SelectMany(static p => p.Labels.ToArray<long>()).Order());
        Assert.All(parts, static p => Assert.Equal(p.Labels.ToArray<long>().Select(static l => 2 * l), p.Inputs[.., 0].ToArray<long>()));
        Assert.Equal([2, 3], data.Skip(2).Take(2).Labels.ToArray<long>());
        Assert.Contains("0.5, 0.6", Assert.Throws<ArgumentException>(() => data.Split(new RandomKey(1), [0.5, 0.6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => data.Split(new RandomKey(1), 1.5));
        Assert.Throws<ArgumentException>(() => data.Split(new RandomKey(1).Batch(2), 0.5));
    }

    [Fact]
    public void Bytes_become_numbers_batch_by_batch()
    {
        TensorDataset data = new TensorDataset(Tensor.From<byte>([0, 51, 255, 0], 4, 1), Tensor.Arange(4)).Map(static x => x.Cast(DType.Float32) / 255);
        Assert.Equal(DType.UInt8, data.Inputs.DType);
        Assert.Equal([0f, 0.2f, 1f, 0f], data.Batches(3).SelectMany(static b => b.Inputs.Reshape(-1).ToArray<float>()));
        Assert.Equal([[0.2f], [1f]], data.Skip(1).Examples.Take(2).Select(static e => e.Inputs.ToArray<float>()));
        Assert.Equal([0f, 0.4f], data.Map(static x => 2 * x).Take(2).Batches(2).Single().Inputs.Reshape(-1).ToArray<float>());
        Assert.Equal(4, data.Shuffle(new RandomKey(0)).Batches(2).Sum(static b => b.Inputs.DType == DType.Float32 ? b.Inputs.Count : 0));
    }

    [Fact]
    public void A_shuffled_data_set_has_another_order_in_every_epoch_and_each_example_in_each()
    {
        ShuffledDataset<long> shuffled = Dataset.From(30, static i => i).Shuffle(new RandomKey(1));
        long[][] epochs = [.. Enumerable.Range(0, 3).Select(_ => shuffled.Batches(7).SelectMany(static b => b).ToArray())];
        Assert.Equal(3, epochs.DistinctBy(static e => string.Join(' ', e)).Count());
        Assert.All(epochs, static e => Assert.Equal(Enumerable.Range(0, 30).Select(static i => (long)i), e.Order()));
        Assert.Equal(new TensorDataset(Tensor.Arange(30), Tensor.Arange(30)).Batches(30, new RandomKey(1).FoldIn(1)).Single().Labels.ToArray<long>(), epochs[1]);
        Assert.Equal(3, shuffled.Epoch);
        Assert.Equal(30, shuffled.Count);
        Assert.Equal([4, 4, 4, 4, 4, 4, 4], shuffled.Batches(4, Collated, dropLast: true).Select(static b => b.Count));
    }

    private static Tensor Collated(long[] batch) => Tensor.From(batch);

    // Where it was stopped, with examples made ahead or without, and whatever the size of batches is then.
    [Fact]
    public void An_epoch_under_way_goes_on_where_it_was() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[0, 30], Gen.Int[0, 3], Gen.ULong).Sample(static (count, size, other, stop, prefetch, seed) =>
        {
            Dataset<long> data = Dataset.From(count, static i => i);
            ShuffledDataset<long> Shuffled() => data.Shuffle(new RandomKey(seed));
            long[] whole = [.. Epochs(Shuffled(), size, 4)];

            ShuffledDataset<long> stopped = Shuffled();
            var taken = new List<long>();
            Slots? saved = null;
            for (int epoch = 0, steps = 0; epoch < 4 && saved is null; epoch++)
            {
                foreach (long[] batch in stopped.Batches(size, prefetch: prefetch))
                {
                    taken.AddRange(batch);
                    if (steps++ < stop) continue;
                    saved = Tree.Map(stopped.Slots(), static x => x);
                    break;
                }
            }

            ShuffledDataset<long> resumed = Shuffled();
            resumed.Slots().Set(saved ?? stopped.Slots());
            long begun = resumed.Epoch;
            bool isUnderWay = (long)resumed.Slots()["position"] > 0;
            taken.AddRange(Epochs(resumed, other, 4 - (int)begun + (isUnderWay ? 1 : 0)));
            Assert.Equal(whole, taken);
        });

    [Fact]
    public void Leaving_an_epoch_ends_it_and_so_does_setting_another()
    {
        ShuffledDataset<long> shuffled = Dataset.From(9, static i => i).Shuffle(new RandomKey(1));
        foreach (long[] batch in shuffled.Batches(2))
        {
            Assert.Equal(2, (long)shuffled.Slots()["position"]);
            break;
        }

        Assert.Equal(0, (long)shuffled.Slots()["position"]);
        shuffled.Slots()["position"].Set(4);
        shuffled.Epoch = 1;
        Assert.Equal(9, shuffled.Batches(2).Sum(static b => b.Length));
    }

    [Fact]
    public void Sequences_are_filled_up_to_the_longest()
    {
        (Tensor values, Tensor mask) = Collate.Pad([Tensor.From([1, 2, 3]), Tensor.From([4]), Tensor.From(Array.Empty<int>())]);
        Assert.Equal(new[,] { { 1, 2, 3 }, { 4, 0, 0 }, { 0, 0, 0 } }, values.ToArray2D<int>());
        Assert.Equal([true, true, true, true, false, false, false, false, false], mask.Reshape(-1).ToArray<bool>());
        (values, mask) = Collate.Pad([Tensor.Ones(1, 2), Tensor.Ones(2, 2)], -1, length: 3);
        Assert.Equal([2, 3, 2], values.Shape);
        Assert.Equal([1f, 1, -1, -1, -1, -1], values[0].Reshape(-1).ToArray<float>());
        Assert.Equal([1, 2], Ops.Sum(mask.Cast(DType.Int32), 1).Cast(DType.Int32).ToArray<int>());
        Assert.Contains("no sequence", Assert.Throws<ArgumentException>(static () => Collate.Pad([])).Message, StringComparison.Ordinal);
        Assert.Contains("scalar", Assert.Throws<ArgumentException>(static () => Collate.Pad([Tensor.Scalar(1)])).Message, StringComparison.Ordinal);
        Assert.Contains("3 elements, more than 2", Assert.Throws<ArgumentException>(static () => Collate.Pad([Tensor.Ones(3)], 0, length: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequences_pass_derivatives_on_to_their_own_elements() =>
        Assert.Equal([2f, 2f], Autodiff.Grad((Tensor x) => Ops.Sum(2 * Collate.Pad([x, Tensor.Ones(3)]).Values))(Tensor.Ones(2)).ToArray<float>());

    [Fact]
    public void Pairs_are_stacked()
    {
        (Tensor x, Tensor y) = Collate.Stack([(Tensor.From([1, 2]), Tensor.Scalar(5f)), (Tensor.From([3, 4]), Tensor.Scalar(6f))]);
        Assert.Equal(new[,] { { 1, 2 }, { 3, 4 } }, x.ToArray2D<int>());
        Assert.Equal([5f, 6f], y.ToArray<float>());
    }

    [Fact]
    public void Standardising_uses_the_statistics_of_what_it_was_fitted_to()
    {
        Tensor train = Tensor.From([1.0, 5, 10, 3, 5, 30], 2, 3);
        Standardizer standardizer = Standardizer.Fit(train);
        Assert.Equal([2, 5, 20], standardizer.Mean.Reshape(-1).ToArray<double>());
        Assert.Equal([1, 0, 10], standardizer.Deviation.Reshape(-1).ToArray<double>());
        Assert.Equal([-1, 0, -1, 1, 0, 1], standardizer.Apply(train).Reshape(-1).ToArray<double>());
        Tensor held = Tensor.From([4.0, 7, 0], 1, 3);
        Assert.Equal([2, 2, -2], standardizer.Apply(held).Reshape(-1).ToArray<double>());
        Assert.Equal(held.ToArray2D<double>(), standardizer.Undo(standardizer.Apply(held)).ToArray2D<double>());
    }

    [Fact]
    public void Channels_of_byte_images_have_statistics_in_common_and_a_file()
    {
        Tensor images = Tensor.From<byte>([0, 2, 10, 10], 1, 2, 1, 2);
        Standardizer standardizer = Standardizer.Fit(images, (0, 2, 3));
        Assert.Equal([1f, 10], standardizer.Mean.Reshape(-1).ToArray<float>());
        Assert.Equal([-1f, 1, 0, 0], standardizer.Apply(images).Reshape(-1).ToArray<float>());
        using var folder = new TemporaryFolder();
        Tree.Save(folder["s"], standardizer);
        Standardizer back = Tree.Load(folder["s"], new Standardizer(Tensor.ZerosLike(standardizer.Mean), Tensor.ZerosLike(standardizer.Mean)));
        Assert.True(standardizer.Deviation.HasBitsOf(back.Deviation));
        Assert.Contains("[0, 3]", Assert.Throws<ArgumentException>(static () => Standardizer.Fit(Tensor.Zeros(0, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new Standardizer(Tensor.Ones(2), Tensor.Ones(3)));
    }

    private static IEnumerable<long> Epochs(ShuffledDataset<long> data, int size, int epochs) =>
        Enumerable.Range(0, epochs).SelectMany(_ => data.Batches(size)).SelectMany(static b => b);
}
