using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Whole numbers are exact: they go through no double, and what does not fit a type is refused.</summary>
public sealed class WholeNumberTests
{
    private const long Beyond = (1L << 53) + 1; // the first that a double does not hold

    // ---- ranges ----

    [Theory]
    [InlineData(0, 1, 0.25, new[] { 0, 0.25, 0.5, 0.75 })]
    [InlineData(1, 1.3, 0.1, new[] { 1, 1.1, 1.2 })]
    [InlineData(0, 0.3, 0.1, new[] { 0, 0.1, 0.2 })]
    [InlineData(1, 0, -0.25, new[] { 1, 0.75, 0.5, 0.25 })]
    public void Arange_takes_its_type_from_the_arguments(double start, double stop, double step, double[] expected)
    {
        Tensor x = Tensor.Arange(start, stop, step);
        Assert.Equal(DType.Float64, x.DType);
        Assert.Equal(expected, x.ToArray<double>());
        Assert.Equal(new[] { 0, 0.25, 0.5, 0.75 }, Tensor.Arange(0, 1, 0.25).ToArray<double>());
    }

    [Fact]
    public void No_element_of_a_range_reaches_its_end()
    {
        foreach (DType dtype in new[] { DType.Float16, DType.BFloat16, DType.Float32, DType.Float64 })
        {
            for (int n = 1; n < 200; n++)
            {
                double step = 1.0 / n;
                double[] x = Tensor.Arange(1, 1 + (7 * step), step, dtype).Cast(DType.Float64).ToArray<double>();
                Assert.All(x, v => Assert.True(v < 1 + (7 * step)));
                if (dtype == DType.Float64) Assert.Equal(7, x.Length);
                Assert.All(Tensor.Arange(1, 1 - (7 * step), -step, dtype).Cast(DType.Float64).ToArray<double>(), v => Assert.True(v > 1 - (7 * step)));
            }
        }
    }

    [Fact]
    public void Ranges_of_whole_numbers_are_exact()
    {
        Assert.Equal([Beyond, Beyond + 2], Tensor.Arange(Beyond, Beyond + 4, 2).ToArray<long>());
        Assert.Equal([long.MaxValue - 2, long.MaxValue - 1], Tensor.Arange(long.MaxValue - 2, long.MaxValue).ToArray<long>());
        Assert.Equal([long.MinValue + 1], Tensor.Arange(long.MinValue + 1, long.MinValue, -1).ToArray<long>());
        Assert.Equal([long.MinValue, -1, long.MaxValue - 1], Tensor.Arange(long.MinValue, long.MaxValue, long.MaxValue).ToArray<long>());
        Assert.Equal([(byte)250, (byte)255], Tensor.Arange(250, 256, 5, DType.UInt8).ToArray<byte>());
        Assert.Equal([1f, 3f], Tensor.Arange(1, 5, 2, DType.Float32).ToArray<float>());
        Assert.Equal([0L, 1], Tensor.Arange(0, 2, 1.0, DType.Int64).ToArray<long>());
        Assert.Equal([Beyond], Tensor.Arange(Beyond, Beyond + 1, 1, DType.Int64).ToArray<long>());
    }

    [Fact]
    public void Ranges_that_do_not_fit_are_refused()
    {
        Assert.Contains("256", Assert.ThrowsAny<ArgumentException>(static () => Tensor.Arange(250, 257, 1, DType.UInt8)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(static () => Tensor.Arange(-1, 1, 1, DType.UInt8));
        Assert.ThrowsAny<ArgumentException>(static () => Tensor.Arange(long.MinValue, long.MaxValue));
        Assert.Contains("Arange", Assert.Throws<ArgumentException>(static () => Tensor.Arange(0, 5, 0)).Message, StringComparison.Ordinal);
        Assert.Equal([0], Tensor.Arange(300, 300, 1, DType.UInt8).Shape.ToArray());
    }

    [Fact]
    public void Numbers_beyond_doubles_come_in_as_they_are()
    {
        Assert.Equal(Beyond, (long)(Tensor)Beyond);
        Assert.Equal(Beyond, (long)(Tensor.Scalar(0L) + Beyond));
        Assert.Equal(Beyond, (long)Tensor.Full([1], Beyond));
        Assert.Equal(Beyond, (long)Tensor.Full([1], Beyond, DType.Int64));
        Assert.Equal(Beyond, (long)Tensor.Scalar(Beyond));
        Assert.Equal([Beyond, 1], (Made([Beyond, 1])).ToArray<long>());
        Assert.Equal(Beyond, (long)Where(Tensor.From([true]), Tensor.From([0L]), Tensor.From([1L])).With(Beyond, 0));
        Assert.Equal($"[{Beyond}] (dtype=Int64)", Tensor.From([Beyond]).ToString());
        Assert.True((bool)Tensor.From([1L << 62]));
    }

    // ---- what does not fit ----

    public static TheoryData<string, Func<Tensor, Tensor>> Meetings() => new()
    {
        { "+", static x => x + 3_000_000_000L },
        { "r+", static x => 3_000_000_000L + x },
        { "-", static x => x - 3_000_000_000L },
        { "*", static x => x * 3_000_000_000L },
        { "r*", static x => 3_000_000_000L * x },
        { "uint", static x => x * 3_000_000_000u },
        { "ulong", static x => x * 3_000_000_000ul },
        { "Pow", static x => Pow(x, 3_000_000_000L) },
        { "Maximum", static x => Maximum(x, 3_000_000_000L) },
        { "Minimum", static x => Minimum(3_000_000_000L, x) },
        { "Where", static x => Where(Tensor.From([true]), x, 3_000_000_000L) },
        { "With", static x => x.With(3_000_000_000L, 0) },
        { "With of a tensor", static x => x.With(Tensor.From([3_000_000_000L]), ..1) },
        { "Concat", static x => Concat([x, [3_000_000_000L]]) },
        { "Stack", static x => Stack([x, [3_000_000_000L, 1]]) },
        { "MatMul", static x => MatMul(x, [3_000_000_000L, 1]) },
        { "Full", static x => Tensor.Full([2], 3_000_000_000L, x.DType) },
        { "Full of a double", static x => Tensor.Full([2], 3e9, x.DType) },
        { "Full of NaN", static x => Tensor.Full([2], double.NaN, x.DType) },
        { "Arange of doubles", static x => Tensor.Arange(0, 3.5e9, 1e9, x.DType) },
        { "array", static x => x + Made([1, 3_000_000_000L]) },
        { "range", static x => x + Tensor.Arange(3_000_000_000L, 3_000_000_002L) },
        { "in a batch", static x => Autodiff.Vmap(static (Tensor v) => v + 3_000_000_000L)(x) },
        { "batch of numbers", static x => Autodiff.Vmap(static (Tensor v, Tensor w) => v + w)(x, [1, 3_000_000_000L]) },
        { "below", static x => x + -3_000_000_000L },
    };

    [Theory]
    [MemberData(nameof(Meetings), DisableDiscoveryEnumeration = true)]
    public void A_number_that_does_not_fit_is_refused_by_name_value_and_fix(string name, Func<Tensor, Tensor> meet)
    {
        foreach (DType dtype in new[] { DType.UInt8, DType.Int8, DType.Int16, DType.Int32 })
        {
            Exception e = Assert.ThrowsAny<ArgumentException>(() => meet(Tensor.From([1, 2]).Cast(dtype)));
            Assert.True(e.Message.Contains("does not fit", StringComparison.Ordinal), $"{name}: {e.Message}");
        }
    }

    [Fact]
    public void The_refusal_says_what_to_do()
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.From([1]) * 3_000_000_000L).Message;
        Assert.Contains("3000000000", message, StringComparison.Ordinal);
        Assert.Contains("int32", message, StringComparison.Ordinal);
        Assert.Contains("cast", message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("uint8", Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.From([(byte)1]) + -1).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_fit_do()
    {
        Assert.Equal([int.MaxValue], (Tensor.From([0]) + int.MaxValue).ToArray<int>());
        Assert.Equal([(sbyte)-128], (Tensor.From([(sbyte)0]) + -128).ToArray<sbyte>());
        Assert.Equal([(byte)255], (Tensor.From([(byte)0]) + 255).ToArray<byte>());
        Assert.Equal(3e9f, (float)(Tensor.From([1f]) * 3_000_000_000L));
        Assert.Equal([2, 3], Tensor.From([1, 2]).With(Tensor.From([2L, 3]), ..).ToArray<int>());
    }

    [Fact]
    public void With_keeps_the_kind_of_the_tensor()
    {
        Tensor x = Tensor.From([1, 2]);
        Assert.Contains("int32", Assert.Throws<ArgumentException>(() => x.With(1.5, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x.With(Tensor.From([1f, 2f]), ..));
        Assert.Throws<ArgumentException>(() => x.With(1.0, 0));
        Assert.Throws<ArgumentException>(static () => Tensor.From([true]).With(2, 0));
        Assert.Throws<ArgumentException>(static () => Tensor.From([1.0]).With(new System.Numerics.Complex(1, 1), 0));
        Assert.Equal([1.5f, 3], Tensor.From([1.5f, 2]).With(3, 1).ToArray<float>());
        Assert.Equal([0, 2], x.With(false, 0).ToArray<int>());
    }

    // ---- comparisons ----

    [Fact]
    public void Comparisons_with_numbers_that_do_not_fit_are_exact()
    {
        foreach (DType dtype in new[] { DType.UInt8, DType.Int8, DType.Int16, DType.Int32, DType.Int64 })
        {
            Tensor x = Tensor.From([100]).Cast(dtype);
            Assert.True((bool)(x < 3_000_000_000L), $"{dtype}");
            Assert.True((bool)(x > -3_000_000_000L));
            Assert.True((bool)(3_000_000_000L >= x));
            Assert.False((bool)Equal(x, 3_000_000_000L));
            Assert.False((bool)Equal(x, 356)); // which wraps to 100 in eight bits
            Assert.True((bool)NotEqual(x, 100 + (1L << 32)));
            Assert.Equal([true], Autodiff.Vmap(static (Tensor v) => v < 3_000_000_000L)(x).ToArray<bool>());
        }
    }

    [Theory]
    [InlineData(long.MaxValue, 9223372036854775808.0, -1)]
    [InlineData(long.MinValue, -9223372036854775808.0, 0)]
    [InlineData(long.MinValue, -9223372036854777856.0, 1)]
    [InlineData(Beyond, 9007199254740992.0, 1)]
    [InlineData(Beyond - 1, 9007199254740992.0, 0)]
    [InlineData(-Beyond, -9007199254740992.0, -1)]
    [InlineData(3, 3.5, -1)]
    [InlineData(-3, -3.5, 1)]
    [InlineData(0, -0.0, 0)]
    [InlineData(long.MaxValue, double.PositiveInfinity, -1)]
    [InlineData(long.MinValue, double.NegativeInfinity, 1)]
    public void Whole_and_floating_numbers_compare_exactly(long whole, double floating, int order)
    {
        Tensor a = Tensor.From([whole]), b = Tensor.From([floating]);
        Tensor number = floating;
        foreach ((Tensor x, Tensor y) in new[] { (a, b), (a, number), ((Tensor)whole, b) })
        {
            Assert.Equal(order < 0, (bool)(x < y));
            Assert.Equal(order <= 0, (bool)(x <= y));
            Assert.Equal(order > 0, (bool)(x > y));
            Assert.Equal(order >= 0, (bool)(x >= y));
            Assert.Equal(order == 0, (bool)Equal(x, y));
            Assert.Equal(order != 0, (bool)NotEqual(x, y));
            Assert.Equal(order > 0, (bool)(y < x));
            Assert.Equal(order < 0, (bool)(y > x));
            Assert.Equal(order >= 0, (bool)(y <= x));
            Assert.Equal(order == 0, (bool)Equal(y, x));
        }
    }

    [Fact]
    public void Whole_numbers_beside_single_precision_compare_exactly()
    {
        Tensor x = Tensor.From([16_777_216f]);
        Assert.True((bool)(x < Tensor.From([16_777_217])));
        Assert.True((bool)(x < 16_777_217));
        Assert.False((bool)Equal(x, 16_777_217L));
        Assert.True((bool)Equal(x, 16_777_216));
        Assert.True((bool)(Tensor.From([3]) > 2.9999999999));
        Assert.False((bool)Equal(Tensor.From([3]), 2.9999999999));
        Tensor nan = Tensor.From([double.NaN]);
        Assert.Equal([false, false, true], new[] { Tensor.From([1L]) < nan, Equal(1L, nan), NotEqual(Tensor.From([1L]), nan) }.Select(static t => (bool)t));
    }

    [Fact]
    public void Comparisons_broadcast_and_batch_as_others_do()
    {
        Tensor a = Tensor.From([1L, 2, 3], 3, 1), b = Tensor.From([1.5, 2.5]);
        Assert.Equal([true, true, false, true, false, false], (a < b).ToArray<bool>());
        Assert.Equal([true, false], Autodiff.Vmap(static (Tensor v) => Tensor.Scalar(2L) > v)(b).ToArray<bool>());
        Assert.Equal([true, true, false], Autodiff.Vmap(static (Tensor v) => v < Tensor.Scalar(2.5))(a.Reshape(3)).ToArray<bool>());
    }

    // ---- powers ----

    [Fact]
    public void Integers_to_a_negative_power_are_refused()
    {
        Tensor x = Tensor.From([1, 2]);
        Assert.All(
            (Func<Tensor>[])[() => Pow(x, -1), () => Pow(x, Tensor.From([1, -2])), () => Pow(2, -1), () => Pow(x.Cast(DType.Int64), -3), () => Pow(x.Cast(DType.Int8), -1),
                () => Autodiff.Vmap(static (Tensor v) => Pow(v, -1))(x)],
            f => Assert.Contains("cast", Assert.Throws<ArgumentException>(() => f()).Message, StringComparison.Ordinal));
        Assert.Equal([1f, 0.5f], Pow(x, -1.0).ToArray<float>());
        Assert.Equal([1, 4], Pow(x, 2).ToArray<int>());
        Assert.Equal([0], Pow(Tensor.From(Array.Empty<int>()), -1).Shape.ToArray());
    }

    // The compiler takes a cast before brackets for an index.
    private static Tensor Made(Tensor x) => x;
}
