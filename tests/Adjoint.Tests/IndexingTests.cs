using CsCheck;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Parts of tensors, checked against a plain implementation on lists of places.</summary>
public sealed class IndexingTests
{
    // One entry between brackets: what the tensor gets, and which places of an extent it means (null: the dimension goes).
    private static readonly Gen<Func<int, Entry>> s_entry = Gen.Frequency(
        (3, Gen.Int[0, 100].Select(static r => (Func<int, Entry>)(n => Number(r % n, r % 2 == 0 ? 0 : -n)))),
        (2, Gen.Const((Func<int, Entry>)(static n => new Entry(.., [.. Enumerable.Range(0, n)], false)))),
        (3, Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[0, 3]).Select(static (a, b, kind) => (Func<int, Entry>)(n => CSharpRange(a, b, kind, n)))),
        (3, Gen.Select(Gen.Int[-8, 8].Nullable(), Gen.Int[-8, 8].Nullable(), Gen.OneOf(Gen.Int[-3, -1], Gen.Int[1, 3]))
            .Select(static (start, stop, step) => (Func<int, Entry>)(n => PythonSlice(start, stop, step, n)))));

    private static readonly Tensor s_x = Tensor.From([.. Enumerable.Range(0, 24)], 2, 3, 4);

    [Fact]
    public void Parts_agree_with_a_plain_implementation() =>
        Gen.Select(Gen.Int[1, 5].Array[1, 4], s_entry.Array[4], Gen.Int[0, 4]).Sample(static (extents, makers, given) =>
        {
            Entry[] entries = [.. extents.Take(given).Select((n, d) => makers[d](n))];
            Tensor x = Tensor.Arange(extents.Aggregate(1, static (a, b) => a * b)).Reshape(Longs(extents));
            Tensor part = x[[.. entries.Select(static e => e.Index)]];
            (long[] shape, long[] elements) = Plain(extents, entries);
            Assert.Equal(shape, part.Shape.ToArray());
            Assert.Equal(elements, part.ToArray<long>());
        }, iter: 2000);

    [Fact]
    public void Parts_of_a_transposed_tensor_agree_with_a_plain_implementation() =>
        Gen.Select(Gen.Int[1, 5].Array[2], s_entry.Array[2]).Sample(static (extents, makers) =>
        {
            Entry[] entries = [.. extents.Select((n, d) => makers[d](n))];
            Tensor x = Tensor.Arange(extents[0] * extents[1]).Reshape(Longs(extents)).T.Contiguous().T;
            Assert.Equal(Plain(extents, entries).Elements, x[[.. entries.Select(static e => e.Index)]].ToArray<long>());
        });

    [Fact]
    public void With_replaces_exactly_the_part() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 3], s_entry.Array[3]).Sample(static (extents, makers) =>
        {
            Entry[] entries = [.. extents.Select((n, d) => makers[d](n))];
            TensorIndex[] indices = [.. entries.Select(static e => e.Index)];
            Tensor x = Tensor.Arange(extents.Aggregate(1, static (a, b) => a * b)).Reshape(Longs(extents));
            Tensor value = -1 - x[indices];
            long[] expected = x.ToArray<long>();
            foreach (long place in Plain(extents, entries).Elements) expected[place] = -1 - place;
            Assert.Equal(expected, x.With(value, indices).ToArray<long>());
        }, iter: 1000);

    [Fact]
    public void Gradient_of_a_part_is_one_there_and_zero_elsewhere() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 3], s_entry.Array[3]).Sample(static (extents, makers) =>
        {
            Entry[] entries = [.. extents.Select((n, d) => makers[d](n))];
            int count = extents.Aggregate(1, static (a, b) => a * b);
            Tensor x = Tensor.Arange(0, count, 1, DType.Float64).Reshape(Longs(extents));
            double[] expected = new double[count];
            foreach (long place in Plain(extents, entries).Elements) expected[place] = 2 * place;
            Assert.Equal(expected, Grad((Tensor t) => Square(t[[.. entries.Select(static e => e.Index)]]))(x).ToArray<double>());
        }, iter: 300);

    [Fact]
    public void Take_agrees_with_a_plain_implementation() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[0, 99].Array[0, 6]).Sample(static (a, b, c, raw) =>
        {
            Tensor x = Tensor.Arange(a * b * c).Reshape(a, b, c);
            long[] places = [.. raw.Select(r => (long)(r % (2 * b) - b))]; // from -b to b - 1
            long[] expected =
            [
                .. from i in Enumerable.Range(0, a)
                   from j in places
                   from k in Enumerable.Range(0, c)
                   select (i * b + (j < 0 ? j + b : j)) * c + k,
            ];
            Tensor part = x[.., Tensor.From(places)];
            Assert.Equal([a, places.Length, c], part.Shape.ToArray());
            Assert.Equal(expected, part.ToArray<long>());
        });

    [Fact]
    public void Int_drops_its_dimension()
    {
        Assert.Equal([3, 4], s_x[1].Shape.ToArray());
        Assert.Equal([16, 17, 18, 19], s_x[1, 1].ToArray<int>());
        Assert.Equal(6, (int)s_x[0, 1, 2]);
    }

    [Fact]
    public void Negative_int_counts_from_the_end() => Assert.Equal(23, (int)s_x[-1, -1, -1]);

    [Fact]
    public void Long_variable_is_an_index()
    {
        long place = 2;
        Assert.Equal([8, 9, 10, 11], s_x[0, place].ToArray<int>());
    }

    [Fact]
    public void Index_from_end_counts_from_one() => Assert.Equal([20, 21, 22, 23], s_x[^1, ^1].ToArray<int>());

    [Fact]
    public void Index_behind_the_last_place_is_refused()
    {
        Assert.Contains("^0", Assert.Throws<ArgumentOutOfRangeException>(static () => s_x[^0]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(static () => s_x[^3]);
    }

    [Fact]
    public void Range_keeps_its_dimension()
    {
        Assert.Equal([1, 3, 4], s_x[1..].Shape.ToArray());
        Assert.Equal([2, 1, 2], s_x[.., 1..2, ^2..].Shape.ToArray());
        Assert.Equal([5, 6], s_x[0, 1, 1..^1].ToArray<int>());
    }

    [Fact]
    public void Range_outside_the_dimension_is_cut_down_to_it()
    {
        Assert.Equal([2, 3, 4], s_x[^9..99].Shape.ToArray());
        Assert.Equal([0, 3, 4], s_x[5..9].Shape.ToArray());
        Assert.Equal([0, 3, 4], s_x[1..0].Shape.ToArray());
        Assert.Equal([0, 3, 4], s_x[^0..].Shape.ToArray());
    }

    [Fact]
    public void Slice_with_step_skips() => Assert.Equal([0, 2], s_x[0, 0, TensorIndex.Slice(step: 2)].ToArray<int>());

    [Fact]
    public void Slice_with_negative_step_runs_backwards()
    {
        Assert.Equal([3, 2, 1, 0], s_x[0, 0, TensorIndex.Slice(step: -1)].ToArray<int>());
        Assert.Equal([3, 1], s_x[0, 0, TensorIndex.Slice(-1, 0, -2)].ToArray<int>());
        Assert.Equal([2, 1], s_x[0, 0, TensorIndex.Slice(2, 0, -1)].ToArray<int>());
    }

    [Theory]
    [InlineData(long.MinValue, 3)]
    [InlineData(long.MaxValue, 0)]
    public void Slice_with_the_largest_step_finds_one_place(long step, int expected) =>
        Assert.Equal([expected], s_x[0, 0, TensorIndex.Slice(step: step)].ToArray<int>());

    [Fact]
    public void Slice_with_the_largest_bounds_is_everything() =>
        Assert.Equal([2, 3, 4], s_x[TensorIndex.Slice(long.MinValue, long.MaxValue)].Shape.ToArray());

    [Fact]
    public void Slice_with_step_zero_is_refused() =>
        Assert.Equal("step", Assert.Throws<ArgumentException>(static () => TensorIndex.Slice(0, 1, 0)).ParamName);

    [Fact]
    public void No_entries_are_the_whole_tensor() => Assert.True(s_x[TensorIndex.Ellipsis].ElementwiseEquals(s_x));

    [Fact]
    public void NewAxis_puts_in_an_extent_of_one()
    {
        Assert.Equal([1, 2, 3, 4], s_x[TensorIndex.NewAxis].Shape.ToArray());
        Assert.Equal([2, 1, 1, 4], s_x[.., TensorIndex.NewAxis, 1, TensorIndex.NewAxis].Shape.ToArray());
        Assert.Equal([1], Tensor.Scalar(1f)[TensorIndex.NewAxis].Shape.ToArray());
    }

    [Fact]
    public void NewAxis_beyond_eight_dimensions_is_refused()
    {
        Tensor x = Tensor.Ones(1, 1, 1, 1, 1, 1, 1, 1);
        Assert.Contains("8", Assert.Throws<ArgumentException>(() => x[TensorIndex.NewAxis]).Message);
        Assert.Equal(8, x[0, TensorIndex.NewAxis].Rank);
    }

    [Fact]
    public void Ellipsis_stands_for_the_dimensions_left_over()
    {
        Assert.Equal([2, 3], s_x[TensorIndex.Ellipsis, 0].Shape.ToArray());
        Assert.Equal([3], s_x[0, TensorIndex.Ellipsis, 0].Shape.ToArray());
        Assert.Equal(5, (int)s_x[0, 1, TensorIndex.Ellipsis, 1]);
        Assert.Throws<ArgumentException>(static () => s_x[TensorIndex.Ellipsis, TensorIndex.Ellipsis]);
    }

    [Fact]
    public void All_keeps_a_dimension_whole() => Assert.True(s_x[TensorIndex.All, 1].ElementwiseEquals(s_x[.., 1]));

    [Fact]
    public void Parts_without_lists_are_views()
    {
        Tensor x = new RandomKey(0).Normal(2, 50);
        Assert.Equal(Elements.AddressOf<float>(x) + 50 * sizeof(float), Elements.AddressOf<float>(x[1]));
        Assert.False(x[.., 0].IsContiguous);
    }

    [Fact]
    public void Integer_tensor_picks_its_places_in_its_shape()
    {
        Tensor places = Tensor.From([2, 0, -1, 1], 2, 2);
        Tensor part = s_x[1, places];
        Assert.Equal([2, 2, 4], part.Shape.ToArray());
        Assert.True(part[1, 0].ElementwiseEquals(s_x[1, 2]));
        Assert.True(part[0, 1].ElementwiseEquals(s_x[1, 0]));
    }

    [Fact]
    public void Integer_tensor_goes_with_other_entries() =>
        Assert.Equal([5, 4, 17, 16], s_x[.., 1, Tensor.From([1L, 0L])].ToArray<int>());

    [Fact]
    public void Integer_scalar_drops_its_dimension() => Assert.True(s_x[Tensor.Scalar(1)].ElementwiseEquals(s_x[1]));

    [Fact]
    public void Integer_tensor_without_elements_picks_nothing() =>
        Assert.Equal([0, 3, 4], s_x[Tensor.From(Array.Empty<long>())].Shape.ToArray());

    [Theory]
    [InlineData(2)]
    [InlineData(-3)]
    public void Integer_tensor_outside_the_dimension_is_refused(int place) =>
        Assert.Contains($"{place}", Assert.Throws<ArgumentOutOfRangeException>(() => s_x[Tensor.From([0, place])]).Message);

    [Fact]
    public void Tensors_that_hold_no_integers_are_no_indices()
    {
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(static () => s_x[Tensor.From([1f])]).Message);
        Assert.Throws<ArgumentException>(static () => s_x[Tensor.From([0]), Tensor.From([true])]);
    }

    [Fact]
    public void A_mask_picks_where_it_is_true_and_fits_the_dimensions_it_is_for()
    {
        Assert.Equal(s_x[1..].ToArray<int>(), s_x[Tensor.From([false, true])].ToArray<int>());
        Assert.Equal([1, 1], s_x[0].With(1, s_x[0] < 10)[..2, 3].ToArray<int>());
        Assert.Equal([0, 1, 2], s_x[s_x < 3].ToArray<int>());
        Assert.Equal([0], s_x[s_x < 0].Shape);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(static () => s_x[Tensor.From([true, false, true])]).Message);
        Assert.Throws<ArgumentException>(static () => s_x[Tensor.Scalar(true)]);
        Assert.Throws<ValueDependentException>(static () => Vmap(static (Tensor row) => row[row > 1])(s_x));
    }

    [Fact]
    public void Null_is_a_new_axis()
    {
        Assert.Equal([1, 2, 3, 4], s_x[null].Shape.ToArray());
        Assert.Equal([1, 2, 3, 4], s_x[null, ..].Shape.ToArray());
        Assert.Equal([2, 1, 3, 4], s_x[.., null].Shape.ToArray());
        Assert.Equal([1, 3, 1, 1, 4], s_x[null, 0, .., null, null].Shape.ToArray());
        Assert.Equal([1], Tensor.Scalar(1f)[null].Shape.ToArray());
        Assert.Equal([1, 1], Tensor.Scalar(1f)[null, null].Shape.ToArray());
        Assert.Equal([2, 3, 4, 1], s_x[TensorIndex.Ellipsis, null].Shape.ToArray());
        Tensor? none = null;
        Assert.Equal([1, 2, 3, 4], s_x[none, ..].Shape.ToArray());
        Assert.Throws<ArgumentNullException>(() => s_x[none]);
    }

    // ---- several tensors of places ----

    [Fact]
    public void Tensors_of_places_pick_together()
    {
        Tensor rows = Tensor.From([0, 1, -1]), columns = Tensor.From([2L, 0, -2]);
        Tensor x = s_x[0];
        Assert.Equal([2, 4, 10], x[rows, columns].ToArray<int>());
        Assert.Equal([2, 4, 10], x[rows.Cast(DType.UInt8).Cast(DType.Int8), columns].ToArray<int>());
        Assert.Equal([0, 5, 10], x[Tensor.Arange(3), Tensor.Arange(3)].ToArray<int>());
    }

    [Fact]
    public void Tensors_of_places_broadcast()
    {
        Tensor part = s_x[0, Tensor.From([0, 2], 2, 1), Tensor.From([3, 1, 0])];
        Assert.Equal([2, 3], part.Shape.ToArray());
        Assert.Equal([3, 1, 0, 11, 9, 8], part.ToArray<int>());
        Assert.Equal([3, 11], s_x[0, Tensor.From([0, 2]), Tensor.Scalar(3)].ToArray<int>());
        Assert.Contains("broadcast", Assert.Throws<ArgumentException>(static () => s_x[Tensor.From([0, 1]), Tensor.From([0, 1, 2])]).Message, StringComparison.Ordinal);
    }

    // Shapes that NumPy gives: x = np.arange(120).reshape(2, 3, 4, 5).
    [Fact]
    public void What_tensors_pick_stands_where_NumPy_puts_it()
    {
        Tensor x = Tensor.Arange(120).Reshape(2, 3, 4, 5), i = Tensor.From([0, 1]), j = Tensor.From([0, 1, 1], 3, 1);
        (Tensor Part, long[] Shape, Func<long, long, Tensor> Expected)[] cases =
        [
            (x[i, j], [3, 2, 4, 5], (a, b) => x[b, a == 0 ? 0 : 1]),
            (x[.., i, j], [2, 3, 2, 5], (a, b) => x[.., b, a == 0 ? 0 : 1]),
            (x[.., .., i, j], [2, 3, 3, 2], (a, b) => x[.., .., b, a == 0 ? 0 : 1]),
            (x[i, .., j], [3, 2, 3, 5], (a, b) => x[b, .., a == 0 ? 0 : 1]),
            (x[i, TensorIndex.Ellipsis, j], [3, 2, 3, 4], (a, b) => x[b, .., .., a == 0 ? 0 : 1]),
            (x[.., i, null, j], [3, 2, 2, 1, 5], (a, b) => x[.., b, null, a == 0 ? 0 : 1]),
            (x[.., i, 1..3, j], [3, 2, 2, 2], (a, b) => x[.., b, 1..3, a == 0 ? 0 : 1]),
            (x[.., 1, i, j], [2, 3, 2], (a, b) => x[.., 1, b, a == 0 ? 0 : 1]),
            (x[1, .., i, j], [3, 2, 3], (a, b) => x[1, .., b, a == 0 ? 0 : 1]),
            (x[null, i, j], [1, 3, 2, 4, 5], (a, b) => x[null, b, a == 0 ? 0 : 1]),
        ];
        int[] at = [0, 1, 2, 0, 0, 0, 0, 1, 0, 1]; // where the dimensions of [3, 2] stand
        for (int k = 0; k < cases.Length; k++)
        {
            Assert.Equal(cases[k].Shape, cases[k].Part.Shape);
            for (long a = 0; a < 3; a++)
            {
                for (long b = 0; b < 2; b++)
                {
                    TensorIndex[] place = [.. Enumerable.Repeat(TensorIndex.All, at[k]), a, b];
                    Assert.Equal(cases[k].Expected(a, b).ToArray<long>(), cases[k].Part[place].ToArray<long>());
                }
            }
        }
    }

    [Fact]
    public void One_tensor_apart_from_a_number_picks_to_the_front_too()
    {
        Assert.Equal([2, 3], s_x[0, .., Tensor.From([0, 1])].Shape.ToArray());
        Assert.Equal([0, 4, 8, 1, 5, 9], s_x[0, .., Tensor.From([0, 1])].ToArray<int>());
        Assert.Equal([3, 2], s_x[0, .., 1..3].Shape.ToArray());
    }

    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(0, -4, 3)]
    [InlineData(2, 0, 2)]
    [InlineData(-3, 0, 2)]
    public void Places_outside_are_refused_each_for_its_own_dimension(int row, int column, int extent)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => s_x[Tensor.From([0, row]), Tensor.From([1, column])]).Message;
        Assert.Contains($"{(extent == 3 ? column : row)}", message, StringComparison.Ordinal);
        Assert.Contains($"extent {extent}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_pick_nothing_leave_the_other_dimensions()
    {
        Tensor none = Tensor.From(Array.Empty<int>());
        Assert.Equal([0, 4], s_x[none, none].Shape.ToArray());
        Assert.Equal([0, 5], Tensor.Zeros(0, 0, 5)[none, none].Shape.ToArray());
    }

    [Fact]
    public void Derivatives_and_batches_pass_through_places_picked_together()
    {
        Tensor x = Tensor.Arange(0, 6, 1, DType.Float64).Reshape(2, 3), rows = Tensor.From([0, 0, 1]), columns = Tensor.From([1, 1, 2]);
        Assert.Equal([0.0, 4, 0, 0, 0, 10], Grad((Tensor t) => Square(t[rows, columns]))(x).ToArray<double>());
        CheckGrads(a => Tanh(a[0][columns[..2], TensorIndex.Ellipsis, rows[..2]]), [new RandomKey(1).Normal([2, 2, 3], DType.Float64)]);
        Tensor batched = Vmap(static (Tensor t, Tensor i, Tensor j) => t[i, j])(x.Reshape(2, 3, 1), Tensor.From([0, 2], 2, 1), Tensor.From([0, 0], 2, 1));
        Assert.Equal([0.0, 5], batched.ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap(static (Tensor t, Tensor i) => t[i, i])(Tensor.Ones(2, 3, 3), Tensor.From([0, 3], 2, 1)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-3)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Number_outside_the_dimension_names_place_and_shape(int place)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => s_x[place]);
        Assert.Contains("[2, 3, 4]", e.Message);
        Assert.Contains($"no place {place}", e.Message);
    }

    [Fact]
    public void Number_in_an_empty_dimension_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.Zeros(0)[0]);

    [Fact]
    public void Too_many_entries_name_the_shape() =>
        Assert.Contains("[2, 3, 4]", Assert.Throws<ArgumentException>(static () => s_x[0, 0, 0, 0]).Message);

    [Fact]
    public void Scalar_takes_no_entries() => Assert.Throws<ArgumentException>(static () => Tensor.Scalar(1f)[0]);

    [Fact]
    public void With_broadcasts_its_value()
    {
        Assert.Equal([9, 9, 9, 9], s_x.With(9, 1, 2)[1, 2].ToArray<int>());
        Tensor y = s_x.With(Tensor.From([7, 8, 9], 3, 1), 0);
        Assert.Equal([7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9], y[0].ToArray<int>());
        Assert.True(y[1].ElementwiseEquals(s_x[1]));
    }

    [Fact]
    public void With_leaves_the_tensor_as_it_was()
    {
        Tensor x = Tensor.From([1f, 2f, 3f]);
        _ = x.With(9f, 0);
        Assert.Equal([1f, 2f, 3f], x.ToArray<float>());
    }

    [Fact]
    public void With_keeps_the_type_of_the_tensor()
    {
        Assert.Equal([1f, 2.5f], Tensor.From([1f, 2f]).With(Tensor.Scalar(2.5), 1).ToArray<float>());
        Assert.Equal([1, 7], Tensor.From([1, 2]).With(Tensor.Scalar(7L), 1).ToArray<int>());
    }

    [Fact]
    public void With_backwards_slice_writes_backwards() =>
        Assert.Equal([3, 2, 1], Tensor.From([0, 0, 0]).With(Tensor.From([1, 2, 3]), TensorIndex.Slice(step: -1)).ToArray<int>());

    [Fact]
    public void With_value_that_does_not_fit_names_both_shapes()
    {
        var e = Assert.Throws<ArgumentException>(static () => s_x.With(Tensor.From([1, 2, 3]), 0, 0));
        Assert.Contains("[3]", e.Message);
        Assert.Contains("[4]", e.Message);
    }

    [Fact]
    public void With_place_outside_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () => s_x.With(1, 2));

    [Fact]
    public void With_list_of_places_writes_there_and_the_last_stays()
    {
        Tensor x = Tensor.From([0.0, 0, 0, 0, 0, 0], 2, 3), places = Tensor.From([2, 0, 2]);
        Assert.Equal([2.0, 0, 3, 2, 0, 3], x.With(Tensor.From([1.0, 2, 3]), .., places).ToArray<double>());
        Assert.Equal([0.0, 1, 1], Grad((Tensor v) => Sum(x.With(v, 0, places)))(Tensor.From([1.0, 2, 3])).ToArray<double>());
        Assert.Equal([2.0, 0, 4, 2, 0, 4], x.AddAt(Tensor.From([1.0, 2, 3]), .., places).ToArray<double>());
        Assert.Equal([0.0, 0, 1, 0, 0, 1], x.MaxAt(Tensor.From([1.0, -2, -3]), .., places).ToArray<double>());
        Assert.Equal([-2.0, 0, -3, 0, 0, 0], x.MinAt(Tensor.From([1.0, -2, -3]), 0, places).ToArray<double>());
        Assert.Equal([0.0, 7, 0, 8, 0, 0], x.With(Tensor.From([7.0, 8]), Tensor.From([0, 1]), Tensor.From([1, 0])).ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => x.With(1, .., Tensor.From([3])));
        Assert.Contains("With", Assert.Throws<ArgumentException>(() => x.With(Tensor.From([1.0, 2]), .., places)).Message);
        Assert.Throws<ArgumentException>(static () => Tensor.From([1, 2]).With(1.5, Tensor.From([0])));
    }

    [Fact]
    public void With_null_is_refused() => Assert.Throws<ArgumentNullException>(static () => s_x.With(null!, 0));

    [Fact]
    public void Gradient_of_an_integer_tensor_adds_what_was_taken_twice() =>
        Assert.Equal([0.0, 2.0, 1.0], Grad(static (Tensor x) => x[Tensor.From([1, 2, 1])])(Tensor.From([1.0, 2.0, 3.0])).ToArray<double>());

    [Fact]
    public void Gradient_of_With_splits_between_tensor_and_value()
    {
        (Tensor dx, Tensor dv) = Grad(static (Tensor x, Tensor v) => x.With(v, 1..) * Tensor.From([2.0, 3.0, 5.0]), (0, 1))(
            Tensor.From([1.0, 1.0, 1.0]), Tensor.Scalar(7.0));
        Assert.Equal([2.0, 0.0, 0.0], dx.ToArray<double>());
        Assert.Equal(8.0, (double)dv);
    }

    [Fact]
    public void Second_derivative_passes_through_a_backwards_slice()
    {
        // f = Σ xᵢ x_{n-1-i}³; the gradient of the sum of its gradient, by hand.
        double[] x = [1, 2, 3];
        double[] expected = [.. x.Select((v, i) => 3 * x[2 - i] * x[2 - i] + 3 * v * v + 6 * x[2 - i] * v)];
        Tensor actual = Grad(Grad(static (Tensor t) => t * Pow(t[TensorIndex.Slice(step: -1)], 3)))(Tensor.From(x));
        Assert.Equal(expected, actual.ToArray<double>());
    }

    private static long[] Longs(int[] values) => [.. values.Select(static v => (long)v)];

    private static Entry Number(int place, int shift) => new(place + shift, [place], true);

    private static Entry CSharpRange(int a, int b, int kind, int n)
    {
        int start = (kind & 1) == 0 ? a : n - a, stop = (kind & 2) == 0 ? b : n - b;
        Index first = (kind & 1) == 0 ? a : ^a, last = (kind & 2) == 0 ? b : ^b;
        return new Entry(first..last, [.. Enumerable.Range(0, n).Where(i => i >= start && i < stop)], false);
    }

    private static Entry PythonSlice(int? start, int? stop, int step, int n)
    {
        int from = step > 0 ? 0 : n - 1, to = step > 0 ? n : -1;
        if (start is { } a) from = step > 0 ? Math.Clamp(a < 0 ? a + n : a, 0, n) : Math.Clamp(a < 0 ? a + n : a, -1, n - 1);
        if (stop is { } b) to = step > 0 ? Math.Clamp(b < 0 ? b + n : b, 0, n) : Math.Clamp(b < 0 ? b + n : b, -1, n - 1);
        List<int> places = [];
        for (int i = from; step > 0 ? i < to : i > to; i += step) places.Add(i);
        return new Entry(TensorIndex.Slice(start, stop, step), [.. places], false);
    }

    // The elements of 0, 1, 2, ... in a shape that the entries pick.
    private static (long[] Shape, long[] Elements) Plain(int[] extents, Entry[] entries)
    {
        List<long> shape = [];
        long[] elements = [0];
        for (int d = 0; d < extents.Length; d++)
        {
            Entry entry = d < entries.Length ? entries[d] : new Entry(.., [.. Enumerable.Range(0, extents[d])], false);
            if (!entry.Drops) shape.Add(entry.Places.Length);
            elements = [.. elements.SelectMany(e => entry.Places.Select(p => e * extents[d] + p))];
        }

        return ([.. shape], elements);
    }

    private sealed record Entry(TensorIndex Index, int[] Places, bool Drops);
}
