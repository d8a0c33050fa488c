using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Which element type comes out where two meet. The table is that of docs/types.md.</summary>
public sealed class PromotionTests
{
    private static readonly DType[] s_types = [DType.Bool, DType.Int32, DType.Int64, DType.Float32, DType.Float64];

    public static TheoryData<DType, DType, DType> Pairs()
    {
        var pairs = new TheoryData<DType, DType, DType>();
        foreach (DType a in s_types)
        {
            foreach (DType b in s_types)
                pairs.Add(a, b, Promoted(a, b));
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Arithmetic_promotes(DType a, DType b, DType promoted)
    {
        DType expected = promoted == DType.Bool ? DType.Int32 : promoted;
        Tensor x = Tensor.Ones([2], a), y = Tensor.Ones([2], b);
        Assert.Equal(expected, (x + y).DType);
        Assert.Equal(expected, (x - y).DType);
        Assert.Equal(expected, (x * y).DType);
        Assert.Equal([2.0, 2.0], (x + y).Cast(DType.Float64).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Division_is_floating(DType a, DType b, DType promoted)
    {
        Tensor quotient = Tensor.Ones([1], a) / Tensor.Full([1], 2, b);
        Assert.Equal(promoted.IsFloating ? promoted : DType.Float32, quotient.DType);
        Assert.Equal(b == DType.Bool ? 1.0 : 0.5, (double)quotient);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void LayerNorm_is_floating(DType a, DType b, DType promoted)
    {
        Tensor y = LayerNorm(Tensor.From([0, 1]).Cast(a), shift: Tensor.Ones([2], b), epsilon: 0);
        Assert.Equal(promoted.IsFloating ? promoted : DType.Float32, y.DType);
        Assert.Equal([0.0, 2.0], y.Cast(DType.Float64).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Joining_and_choosing_keep_the_promoted_type(DType a, DType b, DType promoted)
    {
        Tensor x = Tensor.Ones([2], a), y = Tensor.Zeros([2], b);
        Assert.Equal(promoted, Concat([x, y]).DType);
        Assert.Equal(promoted, Stack([x, y]).DType);
        Assert.Equal(promoted, Where(Tensor.From([true, false]), x, y).DType);
        Assert.Equal([1.0, 1, 0, 0], Concat([x, y]).Cast(DType.Float64).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Comparisons_are_bool(DType a, DType b, DType promoted)
    {
        Tensor x = Tensor.Zeros([1], a), y = Tensor.Ones([1], b);
        Assert.Equal(DType.Bool, (x < y).DType);
        Assert.True((bool)(x < y), $"compared as {promoted}");
        Assert.False((bool)(x >= y));
        Assert.True((bool)NotEqual(x, y));
    }

    [Theory]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Integer_literal_takes_the_type_beside_it(DType dtype)
    {
        Tensor x = Tensor.Ones([1], dtype);
        Assert.All([x + 2, 2 + x, x * 2L, 2 - x, Maximum(x, 2), Where(Tensor.Scalar(true), x, 0)], y => Assert.Equal(dtype, y.DType));
        Assert.Equal(3, (int)(x + 2));
    }

    [Theory]
    [InlineData(DType.Bool, DType.Float32)]
    [InlineData(DType.Int32, DType.Float32)]
    [InlineData(DType.Int64, DType.Float32)]
    [InlineData(DType.Float32, DType.Float32)]
    [InlineData(DType.Float64, DType.Float64)]
    public void Floating_literal_takes_the_floating_type_beside_it(DType dtype, DType expected)
    {
        Tensor x = Tensor.Ones([1], dtype);
        Assert.All([x * 2.5, 2.5 * x, x * 2.5f, 2.5 / x, Minimum(x * 3, 2.5), Pow(x * 2, 2.5)], y => Assert.Equal(expected, y.DType));
        Assert.Equal(2.5, (double)(x * 2.5));
    }

    [Fact]
    public void Integer_literal_counts_bools_as_int32() => Assert.Equal([2, 0], (Tensor.From([true, false]) * 2).ToArray<int>());

    [Fact]
    public void Integer_divided_by_a_literal_is_float32() => Assert.Equal([0.5f, 1f], (Tensor.From([1, 2]) / 2).ToArray<float>());

    [Fact]
    public void Literal_beside_float64_is_exact()
    {
        Assert.Equal(0.1, (double)(Tensor.Scalar(1.0) * 0.1));
        Assert.Equal(1e300, (double)(Tensor.Scalar(1.0) * 1e300));
        Assert.Equal((double)0.1f, (double)(Tensor.Scalar(1.0) * 0.1f));
    }

    [Fact]
    public void Literal_beside_float32_is_rounded_to_it() => Assert.Equal(0.1f, (float)(Tensor.Scalar(1f) * 0.1));

    [Fact]
    public void Long_literal_beside_int64_is_exact() =>
        Assert.Equal(long.MaxValue, (long)(Tensor.Scalar(0L) + long.MaxValue));

    [Fact]
    public void Number_held_in_a_variable_still_adapts()
    {
        Tensor number = 2.5, whole = 2, single = 0.5f;
        Assert.Equal(DType.Float32, (number * Tensor.Ones(1)).DType);
        Assert.Equal(DType.Int32, (Tensor.From([1]) * whole).DType);
        Assert.Equal(DType.Float64, (Tensor.Ones([1], DType.Float64) * single).DType);
    }

    [Fact]
    public void Numbers_alone_are_float64_and_int64()
    {
        Tensor two = 2.0, three = 3;
        Assert.Equal(DType.Float64, Exp(two).DType);
        Assert.Equal(DType.Float64, (two * three).DType);
        Assert.Equal(DType.Int64, (three + three).DType);
        Assert.Equal(Math.Exp(2), (double)Exp(2.0), 1e-15);
    }

    [Fact]
    public void Numbers_computed_from_numbers_still_adapt() =>
        Assert.Equal(DType.Float32, (Exp((Tensor)2.0) * (Tensor)3.0 * Tensor.Ones(1)).DType);

    [Fact]
    public void Scalar_tensor_is_no_literal()
    {
        Assert.Equal(DType.Float64, (Tensor.Scalar(2.0) * Tensor.Ones(1)).DType);
        Assert.Equal(DType.Int64, (Tensor.Scalar(2L) * Tensor.From([1])).DType);
    }

    [Fact]
    public void Truth_value_does_not_change_the_type_beside_it() => Assert.Equal(DType.Float32, ((Tensor)true * Tensor.Ones(1)).DType);

    [Fact]
    public void Elementary_functions_take_integers_as_float32()
    {
        Assert.Equal(DType.Float32, Exp(Tensor.From([1])).DType);
        Assert.Equal(DType.Float32, Sqrt(Tensor.From([4L])).DType);
        Assert.Equal(DType.Float32, Sigmoid(Tensor.From([true])).DType);
        Assert.Equal(DType.Float32, Mean(Tensor.From([1, 2])).DType);
    }

    [Fact]
    public void Logic_keeps_bools()
    {
        Tensor x = Tensor.From([true, false]);
        Assert.Equal(DType.Bool, (x & !x).DType);
        Assert.Equal([true, true], (x | !x).ToArray<bool>());
        Assert.Equal([false, true], (x ^ true).ToArray<bool>());
    }

    [Theory]
    [InlineData(DType.Int32, new[] { 1.0, -1, int.MaxValue, int.MinValue, 0 })]
    [InlineData(DType.Bool, new[] { 1.0, 1, 1, 1, 1 })]
    public void Cast_truncates_and_saturates(DType dtype, double[] expected) =>
        Assert.Equal(expected, Tensor.From([1.9, -1.9, 1e20, -1e20, double.NaN]).Cast(dtype).Cast(DType.Float64).ToArray<double>());

    [Fact]
    public void Cast_to_long_saturates() =>
        Assert.Equal([long.MaxValue, long.MinValue, 0], Tensor.From([1e20, -1e20, double.NaN]).Cast(DType.Int64).ToArray<long>());

    [Fact]
    public void Gradients_have_the_type_of_their_argument()
    {
        (Tensor a, Tensor b) = Autodiff.Grad(static (Tensor x, Tensor y) => x * y * 2.0, (0, 1))(Tensor.Ones(2), Tensor.Ones([2], DType.Float64));
        Assert.Equal(DType.Float32, a.DType);
        Assert.Equal(DType.Float64, b.DType);
    }

    private static DType Promoted(DType a, DType b)
    {
        if (a.IsFloating == b.IsFloating) return (DType)Math.Max((int)a, (int)b);
        return a.IsFloating ? a : b;
    }
}
