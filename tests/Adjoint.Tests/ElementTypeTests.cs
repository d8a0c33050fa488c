using System.Numerics;

using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What holds for each of the twelve element types, and for each pair of them.</summary>
public sealed class ElementTypeTests
{
    /// <summary>NumPy's table, but for an integer beside a floating type, which takes that type. bfloat16 is as ml_dtypes has it.</summary>
    private static readonly string[] s_promotion =
    [
        "       bool  u8   i8   i16  i32  i64  f16  bf16 f32  f64  c64  c128",
        "bool   bool  u8   i8   i16  i32  i64  f16  bf16 f32  f64  c64  c128",
        "u8     u8    u8   i16  i16  i32  i64  f16  bf16 f32  f64  c64  c128",
        "i8     i8    i16  i8   i16  i32  i64  f16  bf16 f32  f64  c64  c128",
        "i16    i16   i16  i16  i16  i32  i64  f16  bf16 f32  f64  c64  c128",
        "i32    i32   i32  i32  i32  i32  i64  f16  bf16 f32  f64  c64  c128",
        "i64    i64   i64  i64  i64  i64  i64  f16  bf16 f32  f64  c64  c128",
        "f16    f16   f16  f16  f16  f16  f16  f16  f32  f32  f64  c64  c128",
        "bf16   bf16  bf16 bf16 bf16 bf16 bf16 f32  bf16 f32  f64  c64  c128",
        "f32    f32   f32  f32  f32  f32  f32  f32  f32  f32  f64  c64  c128",
        "f64    f64   f64  f64  f64  f64  f64  f64  f64  f64  f64  c128 c128",
        "c64    c64   c64  c64  c64  c64  c64  c64  c64  c64  c128 c64  c128",
        "c128   c128  c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128",
    ];

    private static readonly Dictionary<string, DType> s_names = new()
    {
        ["bool"] = DType.Bool,
        ["u8"] = DType.UInt8,
        ["i8"] = DType.Int8,
        ["i16"] = DType.Int16,
        ["i32"] = DType.Int32,
        ["i64"] = DType.Int64,
        ["f16"] = DType.Float16,
        ["bf16"] = DType.BFloat16,
        ["f32"] = DType.Float32,
        ["f64"] = DType.Float64,
        ["c64"] = DType.Complex64,
        ["c128"] = DType.Complex128,
    };

    public static TheoryData<DType> Types() => [.. Enum.GetValues<DType>().Order()];

    public static TheoryData<DType> RealTypes() => [.. Enum.GetValues<DType>().Order().Where(static t => !t.IsComplex)];

    public static TheoryData<DType, DType, DType> Pairs()
    {
        var pairs = new TheoryData<DType, DType, DType>();
        string[][] cells = [.. s_promotion.Select(static row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        foreach (string[] row in cells.Skip(1))
        {
            for (int j = 1; j < row.Length; j++)
                pairs.Add(s_names[row[0]], s_names[cells[0][j - 1]], s_names[row[j]]);
        }

        return pairs;
    }

    // ---- pairs ----

    [Fact]
    public void Every_pair_has_its_row() => Assert.Equal(144, Pairs().Count);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_types_meet_as_in_the_table(DType a, DType b, DType expected)
    {
        Assert.Equal(expected, DTypes.Promote(a, b));
        Tensor x = Ones(a, 2), y = Ones(b, 2);
        Assert.All([Concat([x, y]), Stack([x, y]), Where(Tensor.From([true, false]), x, y)], t => Assert.Equal(expected, t.DType));
        Assert.Equal(expected == DType.Bool ? DType.Int32 : expected, (x + y).DType);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Numbers_common_to_two_types_are_equal_in_both(DType a, DType b, DType expected)
    {
        Tensor x = Tensor.From([0, 1, 1]).Cast(a), y = Tensor.From([0, 1, 0]).Cast(b);
        Assert.Equal([true, true, false], Equal(x, y).ToArray<bool>());
        Assert.Equal([false, false, true], NotEqual(x, y).ToArray<bool>());
        if (expected.IsComplex)
        {
            Assert.Contains("complex", Assert.Throws<ArgumentException>(() => x < y).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal([false, false, true], (x > y).ToArray<bool>());
        Assert.Equal([true, true, false], (x <= y).ToArray<bool>());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_type_converts_to_every_other(DType a, DType b, DType expected)
    {
        Tensor x = Tensor.From([0, 1, 1]).Cast(a);
        if (a.IsComplex && !b.IsComplex && b != DType.Bool)
        {
            Assert.Contains("imaginary", Assert.Throws<ArgumentException>(() => x.Cast(b)).Message, StringComparison.Ordinal);
            return;
        }

        Tensor y = x.Cast(b);
        Assert.Equal(b, y.DType);
        Assert.Equal([0L, 1, 1], Real(y).Cast(DType.Int64).ToArray<long>());
        Assert.True(expected == DTypes.Promote(b, a));
    }

    // ---- one type ----

    [Theory]
    [MemberData(nameof(Types))]
    public void Zeros_ones_full_and_eye(DType dtype)
    {
        Assert.Equal([0L, 0], Whole(Tensor.Zeros([2], dtype)));
        Assert.Equal([1L, 1], Whole(Tensor.Ones(2, dtype)));
        Assert.Equal([1L, 0, 0, 1], Whole(Tensor.Eye(2, dtype)));
        long value = dtype == DType.Bool ? 1 : 7;
        Assert.Equal([value, value], Whole(Tensor.Full([2], value, dtype)));
        Assert.Equal([value, value], Whole(Tensor.Full([2], (double)value, dtype)));
        Assert.All([Tensor.Zeros([2], dtype), Tensor.ZerosLike(Ones(dtype, 2)), Tensor.OnesLike(Ones(dtype, 2))], x => Assert.Equal(dtype, x.DType));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Parts_are_cut_copied_taken_and_joined(DType dtype)
    {
        long[] values = [0, 1, 1, 0, 0, 1];
        Tensor x = Tensor.From(values, 2, 3).Cast(dtype);
        Assert.Equal([1L, 0, 0], Whole(x[.., 1..2].T[0].Reshape(-1)[..1]).Concat(Whole(x[1, ..2])));
        Assert.Equal([0L, 0, 1, 0, 1, 1], Whole(x.T.Contiguous()));
        Assert.Equal([0L, 0, 1, 0, 1, 1], Whole(Take(x, Tensor.From([1, 0])))[..3].Concat([0L, 1, 1]));
        Assert.Equal([1L, 1], Whole(TakeAlongAxis(x, Tensor.From([1L, 2], 2, 1), 1)));
        Assert.Equal([1L, 1, 0, 1, 0, 0], Whole(Flip(x, 1)));
        Assert.Equal([.. values, .. values], Whole(Concat([x, x])));
        Assert.Equal([1L, 1, 1, 0, 0, 1], Whole(x.With(Tensor.Ones(1, dtype)[0], 0, 0)));
        Assert.True(x.ElementwiseEquals(x.Contiguous()));
        Assert.False(x.ElementwiseEquals(x.T.Reshape(2, 3)));
        Assert.Equal([0L, 0, 0], Whole(x[Tensor.From([1, 1])][.., 0].Reshape(-1)).Append(0));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Large_tensors_of_every_layout_are_copied(DType dtype)
    {
        Tensor x = (Tensor.Arange(70 * 90 * 3) - Tensor.Arange(70 * 90 * 3) / 2 * 2 > 0).Reshape(70, 90, 3).Cast(dtype);
        Tensor turned = x.Permute(2, 0, 1);
        Assert.True(turned.Contiguous().Permute(1, 2, 0).ElementwiseEquals(x));
        Assert.True(x.T.Contiguous().T.ElementwiseEquals(x));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Truth_is_anything_but_zero(DType dtype)
    {
        Tensor x = Tensor.From([0, 1, 1]).Cast(dtype);
        Assert.False((bool)All(x));
        Assert.True((bool)Any(x));
        Assert.Equal([true, false, false], LogicalNot(x).ToArray<bool>());
    }

    [Theory]
    [MemberData(nameof(RealTypes))]
    public void Reductions(DType dtype)
    {
        Tensor x = Tensor.From([1, 0, 1, 1]).Cast(dtype);
        DType total = dtype.IsFloating ? dtype : DType.Int64;
        Assert.Equal((total, 3.0), (Sum(x).DType, (double)Sum(x)));
        Assert.Equal((total, 0.0), (Prod(x).DType, (double)Prod(x)));
        Assert.Equal((dtype.IsFloating ? dtype : DType.Float32, 0.75), (Mean(x).DType, (double)Mean(x)));
        DType own = dtype == DType.Bool ? DType.Int32 : dtype;
        Assert.Equal((own, 1.0), (Max(x).DType, (double)Max(x)));
        Assert.Equal((own, 0.0), (Min(x).DType, (double)Min(x)));
        Assert.Equal((0L, 1L), ((long)ArgMax(x), (long)ArgMin(x)));
    }

    [Theory]
    [InlineData(DType.Complex64)]
    [InlineData(DType.Complex128)]
    public void What_complex_numbers_do_not_have_says_so(DType dtype)
    {
        Tensor x = Ones(dtype, 2);
        Func<Tensor>[] all =
        [
            () => Max(x), () => Softmax(x), () => ArgMax(x), () => Maximum(x, 1.0), () => Erf(x), () => OneHot(Tensor.From([1]), 2, dtype),
            () => LayerNorm(x), () => x % 2, () => Prod(x), () => new RandomKey(1).Normal([2], dtype),
        ];
        Assert.All(all, f => Assert.Contains(dtype == DType.Complex64 ? "complex64" : "complex128", Assert.Throws<ArgumentException>(() => f()).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => (double)x[0]);
    }

    [Fact]
    public void Complex_numbers_come_in_and_go_out()
    {
        Complex[] values = [new(1, 2), new(-0.5, -3), 4];
        Tensor x = Tensor.From(values);
        Assert.Equal(values, x.ToArray<Complex>());
        Assert.Equal([1.0, -0.5, 4], Real(x).ToArray<double>());
        Assert.Equal([2.0, -3, 0], Imaginary(x).ToArray<double>());
        Assert.Equal([2f, -3, 0], Imaginary(x.Cast(DType.Complex64)).ToArray<float>());
        Assert.Equal(values[1], x[1].ToScalar<Complex>());
        Assert.Equal([true, false, false], Equal(x, new Complex(1, 2)).ToArray<bool>());
        Assert.Equal([false, false, true], Equal(x, 4.0).ToArray<bool>());
        Assert.Equal(values[1], x.Cast(DType.Complex64)[1].ToComplex());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Printing_names_the_type(DType dtype)
    {
        string suffix = dtype == DType.Float32 ? "" : $" (dtype={dtype})";
        string expected = dtype switch
        {
            DType.Bool => "[False  True]",
            _ when dtype.IsInteger => "[0 1]",
            _ when dtype.IsComplex => "[0.+0.j 1.+0.j]",
            _ => "[0. 1.]",
        };
        Assert.Equal(expected + suffix, Tensor.From([0, 1]).Cast(dtype).ToString());
    }

    [Fact]
    public void Printing_shows_each_types_own_digits()
    {
        Assert.StartsWith("[0.1]", Tensor.From([(Half)0.1]).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("[0.1]", Tensor.From([(BFloat16)0.1]).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("[255]", Tensor.From([(byte)255]).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("[1. +2.j 3.5-4.j]", Tensor.From([new Complex(1, 2), new Complex(3.5, -4)]).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("[1.+10.5j 1. -2.j ]", Tensor.From([new Complex(1, 10.5), new Complex(1, -2)]).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_of_every_NET_type_come_back()
    {
        Check([true, false], DType.Bool);
        Check([byte.MaxValue, (byte)1], DType.UInt8);
        Check([sbyte.MinValue, (sbyte)1], DType.Int8);
        Check([short.MinValue, (short)1], DType.Int16);
        Check([int.MinValue, 1], DType.Int32);
        Check([long.MinValue, 1L], DType.Int64);
        Check([(Half)0.1, Half.NegativeInfinity], DType.Float16);
        Check([(BFloat16)0.1, (BFloat16)(-3f)], DType.BFloat16);
        Check([0.1f, float.MinValue], DType.Float32);
        Check([0.1, double.MinValue], DType.Float64);
        Check([new Complex(0.1, -2), Complex.ImaginaryOne], DType.Complex128);

        static void Check<T>(T[] values, DType dtype)
            where T : unmanaged
        {
            Tensor x = Tensor.From(values, 2, -1);
            Assert.Equal(dtype, x.DType);
            Assert.Equal(dtype, DTypes.Of<T>());
            Assert.Equal(values, x.ToArray<T>());
            Assert.Equal(values, x.ToArray2D<T>().Cast<T>());
            Assert.Equal(values[0], x[0, 0].ToScalar<T>());
            Assert.Equal(values, Tensor.From(x.ToArray2D<T>()).ToArray<T>());
            Assert.Equal(values, Tensor.From((T[][])[[values[0]], [values[1]]]).ToArray<T>());
        }
    }

    [Fact]
    public void A_scalar_that_does_not_fit_the_type_asked_for_overflows()
    {
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(300).ToScalar<byte>());
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(-1).ToScalar<byte>());
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(128).ToScalar<sbyte>());
        Assert.Throws<OverflowException>(static () => Tensor.Scalar(1e6).ToScalar<short>());
        Assert.Equal(Half.PositiveInfinity, Tensor.Scalar(1e6).ToScalar<Half>());
    }

    [Fact]
    public void Codes_of_file_formats_are_those_of_the_size()
    {
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            ElementType type = ElementType.Of(dtype);
            Assert.Equal(8 * type.Size, type.DlpackBits);
            Assert.EndsWith($"{type.Size}", type.Numpy, StringComparison.Ordinal);
            Assert.Equal(type.Size, Tensor.Zeros([1], dtype).ToBytes().Length);
        }
    }

    // ---- small integers ----

    [Fact]
    public void Small_integers_wrap()
    {
        Tensor x = Tensor.From([(byte)200, (byte)3]);
        Assert.Equal([(byte)144, (byte)6], (x + x).ToArray<byte>());
        Assert.Equal([(byte)56, (byte)253], (-x).ToArray<byte>());
        Assert.Equal([(byte)64, (byte)9], (x * x).ToArray<byte>());
        Assert.Equal([(byte)199, (byte)2], (x - 1).ToArray<byte>());
        Assert.Equal([(sbyte)-128], Abs(Tensor.From([(sbyte)-128])).ToArray<sbyte>());
        Assert.Equal([(short)-32768], (Tensor.From([short.MaxValue]) + 1).ToArray<short>());
        Assert.Equal([(byte)0], Pow(Tensor.From([(byte)16]), 2).ToArray<byte>());
        Assert.Equal([(byte)3, (byte)200], Tensor.From([(byte)3, (byte)200])[^2..].ToArray<byte>());
    }

    [Fact]
    public void Small_integers_index()
    {
        Tensor x = Tensor.From([10, 20, 30]);
        Assert.Equal([30, 10], Take(x, Tensor.From([(byte)2, (byte)0])).ToArray<int>());
        Assert.Equal([30, 10], x[Tensor.From([(sbyte)-1, (sbyte)0])].ToArray<int>());
    }

    [Fact]
    public void Sums_of_integers_have_room()
    {
        Assert.Equal(2L * int.MaxValue, (long)Sum(Tensor.From([int.MaxValue, int.MaxValue])));
        Assert.Equal(510L, (long)Sum(Tensor.From([byte.MaxValue, byte.MaxValue])));
        Assert.Equal(4L << 40, (long)Prod(Tensor.From([1 << 21, 1 << 21])));
        Assert.Equal([3L, 7], Sum(Tensor.From([1, 2, 3, 4], 2, 2), 1).ToArray<long>());
    }

    // ---- 16-bit floats ----

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Sixteen_bits_are_rounded_once_an_operation(DType dtype)
    {
        Tensor x = new RandomKey(3).Normal([40, 30], DType.Float64).Cast(dtype), y = new RandomKey(4).Normal([40, 30], DType.Float64).Cast(dtype);
        Tensor classes = new RandomKey(5).Integers(0, 30, 40);
        Func<Tensor, Tensor, Tensor>[] operations =
        [
            static (a, b) => a * b, static (a, b) => Sum(a, 1), static (a, b) => Mean(a, 0), static (a, b) => MatMul(a, b.T), static (a, b) => Softmax(a),
            static (a, b) => LogSumExp(a, 0), static (a, b) => LayerNorm(a), static (a, b) => MeanSquaredError(a, b), static (a, b) => Variance(a, 1), static (a, b) => Norm(a, 1),
            (a, b) => CrossEntropy(a, classes), static (a, b) => BinaryCrossEntropyWithLogits(a, Minimum(Maximum(b, 0), 1)), static (a, b) => Prod(a[..4], 0), static (a, b) => Gelu(a),
        ];
        Assert.All(operations, f =>
        {
            Tensor narrow = f(x, y);
            Assert.Equal(dtype, narrow.DType);
            Assert.True(narrow.ElementwiseEquals(f(x.Cast(DType.Float32), y.Cast(DType.Float32)).Cast(dtype)));
        });
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Gradients_of_16_bits_have_their_type(DType dtype)
    {
        Tensor x = Tensor.From([0.5, 1, 2]).Cast(dtype);
        Tensor gradient = Autodiff.Grad(static (Tensor v) => Sum(v * v) + Mean(v) + v[0] + Take(v, Tensor.From([2, 2]))[1])(x);
        Assert.Equal(dtype, gradient.DType);
        Assert.Equal([2 + 1 / 3.0, 2 + 1 / 3.0, 5 + 1 / 3.0], gradient.Cast(DType.Float64).ToArray<double>(), static (a, b) => Math.Abs(a - b) < 0.03);
        Assert.Equal(dtype, Autodiff.Jvp(static (Tensor v) => Exp(v), x, Tensor.OnesLike(x)).Tangent.DType);
        Assert.Equal(dtype, Autodiff.Vmap(static (Tensor v) => v * 2)(x).DType);
    }

    [Fact]
    public void Half_of_a_double_is_rounded_once()
    {
        // A little above the middle of two: by way of a float it would be the middle, and go to the even one.
        double value = 1 + (1 / 2048.0) + 1e-12;
        Assert.Equal((Half)value, Tensor.Scalar(value).Cast(DType.Float16).ToScalar<Half>());
        Assert.Equal(BFloat16.FromBits(0x3f81), Tensor.Scalar(1 + (1 / 256.0) + 1e-12).Cast(DType.BFloat16).ToScalar<BFloat16>());
        Assert.Equal(BFloat16.FromBits(0x3f81), (BFloat16)(1 + (1 / 256.0) + 1e-12));
    }

    [Fact]
    public void Uniform_numbers_of_16_bits_stay_below_one()
    {
        foreach (DType dtype in new[] { DType.Float16, DType.BFloat16 })
        {
            Tensor x = new RandomKey(0).Uniform([10_000], dtype);
            Assert.True((double)Max(x) < 1);
            Assert.True((double)Min(x) >= 0);
            Assert.Equal(0.5, (double)Mean(x.Cast(DType.Float64)), 0.02);
        }
    }

    private static Tensor Ones(DType dtype, long count) => Tensor.Ones(count, dtype);

    private static long[] Whole(Tensor x) => Real(x).Cast(DType.Int64).Reshape(-1).ToArray<long>();
}
