using System.Numerics;

using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Numbers written in C#: every way in which one comes in, and what it does to the type beside it.</summary>
public sealed class LiteralTests
{
    private static readonly double[] s_doubles = [0.5, 2];

    /// <summary>What is made of C# numbers alone, with the type that it has while it meets nothing.</summary>
    public static TheoryData<string, Func<Tensor>, DType> Weak() => new()
    {
        { "2.0", static () => 2.0, DType.Float64 },
        { "2f", static () => 2f, DType.Float32 },
        { "Half", static () => (Half)2, DType.Float16 },
        { "BFloat16", static () => (BFloat16)2f, DType.BFloat16 },
        { "2", static () => 2, DType.Int64 },
        { "2L", static () => 2L, DType.Int64 },
        { "byte", static () => (byte)2, DType.Int64 },
        { "sbyte", static () => (sbyte)2, DType.Int64 },
        { "short", static () => (short)2, DType.Int64 },
        { "ushort", static () => (ushort)2, DType.Int64 },
        { "2u", static () => 2u, DType.Int64 },
        { "2ul", static () => 2ul, DType.Int64 },
        { "[1.0, 2.0]", static () => [1.0, 2.0], DType.Float64 },
        { "[1f, 2f]", static () => [1f, 2f], DType.Float32 },
        { "[1, 2]", static () => [1, 2], DType.Int64 },
        { "[1f, 2]", static () => [1f, 2], DType.Float32 },
        { "[1, 2.0]", static () => [1, 2.0], DType.Float64 },
        { "[[1.0, 2], [3, 4]]", static () => [[1.0, 2], [3, 4]], DType.Float64 },
        { "[.. doubles]", static () => [.. s_doubles], DType.Float64 },
        { "Stack([0.1, 0.2])", static () => Stack([0.1, 0.2]), DType.Float64 },
        { "Stack of f", static () => Stack([0.1f, 0.2f]), DType.Float32 },
        { "Concat", static () => Concat([[0.1], [0.2]]), DType.Float64 },
        { "Full(0.1)", static () => Tensor.Full([2], 0.1), DType.Float64 },
        { "Full(0.1f)", static () => Tensor.Full([2], 0.1f), DType.Float32 },
        { "Full(2)", static () => Tensor.Full([2], 2), DType.Int64 },
        { "Full(2, 0.1)", static () => Tensor.Full(2, 0.1), DType.Float64 },
        { "Linspace(0.0, 1.0)", static () => Tensor.Linspace(0.0, 1.0, 2), DType.Float64 },
        { "Linspace(0, 1)", static () => Tensor.Linspace(0, 1, 2), DType.Float64 },
        { "Linspace(0f, 1f)", static () => Tensor.Linspace(0f, 1f, 2), DType.Float32 },
        { "Arange(2)", static () => Tensor.Arange(2), DType.Int64 },
        { "Arange(0, 2)", static () => Tensor.Arange(0, 2), DType.Int64 },
        { "Arange(0, 1, 0.5)", static () => Tensor.Arange(0, 1, 0.5), DType.Float64 },
        { "Arange(0f, 1f, 0.5f)", static () => Tensor.Arange(0f, 1f, 0.5f), DType.Float32 },
        { "Exp(2.0)", static () => Exp(2.0), DType.Float64 },
        { "Exp(2f)", static () => Exp(2f), DType.Float32 },
        { "Exp(2)", static () => Exp(2), DType.Float64 },
        { "1 / 2", static () => (Tensor)1 / 2, DType.Float64 },
        { "2.0 * 3", static () => (Tensor)2.0 * 3, DType.Float64 },
        { "2f * 3f", static () => (Tensor)2f * 3f, DType.Float32 },
        { "2f * 3", static () => 2 * (Tensor)3f, DType.Float32 },
        { "Sum", static () => Sum(Made([0.1, 0.2])), DType.Float64 },
        { "Mean of 16 bits", static () => Mean((Tensor)(Half)2), DType.Float16 },
        { "Mean", static () => Mean(Made([0.1, 0.2])), DType.Float64 },
        { "Variance", static () => Variance(Made([0.1, 0.2])), DType.Float64 },
        { "Norm", static () => Norm(Made([0.1, 0.2])), DType.Float64 },
        { "LogSumExp", static () => LogSumExp(Made([0.1, 0.2])), DType.Float64 },
        { "LayerNorm", static () => LayerNorm(Made([0.1, 0.2])), DType.Float64 },
        { "MeanSquaredError", static () => MeanSquaredError(Made([0.1, 0.2]), Made([0.1, 0.3])), DType.Float64 },
        { "BinaryCrossEntropyWithLogits", static () => BinaryCrossEntropyWithLogits(Made([0.1, 0.2]), Made([0.1, 0.3])), DType.Float64 },
        { "CrossEntropy", static () => CrossEntropy(Made([0.1, 0.2]), 1), DType.Float64 },
        { "Sum of whole numbers", static () => Sum(Made([1, 2])), DType.Int64 },
        { "Max", static () => Max(Made([0.1, 0.2])), DType.Float64 },
        { "MatMul", static () => MatMul([0.1, 0.2], [0.1, 0.2]), DType.Float64 },
        { "Softmax", static () => Softmax(Made([0.1, 0.2])), DType.Float64 },
        { "x[0]", static () => (Made([0.1, 0.2]))[0], DType.Float64 },
        { "T", static () => (Made([0.1, 0.2])).T, DType.Float64 },
        { "Flip", static () => Flip([0.1, 0.2]), DType.Float64 },
        { "Reshape", static () => (Made([0.1, 0.2])).Reshape(1, 2), DType.Float64 },
        { "Take", static () => Take([0.1, 0.2], Tensor.From([0])), DType.Float64 },
        { "TakeAlongAxis", static () => TakeAlongAxis([0.1, 0.2], Tensor.From([0])), DType.Float64 },
        { "With", static () => (Made([0.1, 0.2])).With(0.5, 0), DType.Float64 },
        { "Contiguous", static () => (Made([[0.1, 0.2], [0.1, 0.2]])).T.Contiguous()[0], DType.Float64 },
        { "Where", static () => Where(true, 0.1, 0.2), DType.Float64 },
        { "ZerosLike", static () => Tensor.ZerosLike(2.0), DType.Float64 },
        { "StopGradient", static () => Autodiff.StopGradient(2.0), DType.Float64 },
        { "row of foreach", static () => (Made([0.1, 0.2])).First(), DType.Float64 },
        { "Grad", static () => Autodiff.Grad(static (Tensor y) => y * y)(3.0), DType.Float64 },
        { "Grad beside float32", static () => Autodiff.Grad(static (Tensor y) => Tensor.Scalar(3f) + y)(1.0), DType.Float64 },
        { "Grad without influence", static () => Autodiff.Grad(static (Tensor y) => Tensor.Scalar(3f))(1.0), DType.Float64 },
        { "Grad of Grad", static () => Autodiff.Grad(Autodiff.Grad(static (Tensor y) => y * y * y))(1.0), DType.Float64 },
        { "Vjp", static () => Autodiff.Vjp(static (Tensor y) => y * Tensor.Scalar(2f), 1.0).Pullback(1.0), DType.Float64 },
        { "Jvp", static () => Autodiff.Jvp(static (Tensor y) => y * y, 1.0, 1.0).Tangent, DType.Float64 },
        { "Vmap", static () => Autodiff.Vmap(static (Tensor y) => y * y)([0.1, 0.2]), DType.Float64 },
        { "Vmap of Grad", static () => Autodiff.Vmap(Autodiff.Grad(static (Tensor y) => y * Tensor.Scalar(2f)))([0.1, 0.2]), DType.Float64 },
        { "Checkpoint", static () => Autodiff.Grad(Autodiff.Checkpoint(static (Tensor y) => y * y))(1.0), DType.Float64 },
        { "CustomVjp", static () => Autodiff.CustomVjp(static (Tensor y) => (y * y, [y]), static (r, ct) => ct * r[0] * 2)(1.0), DType.Float64 },
    };

    [Theory]
    [MemberData(nameof(Weak), DisableDiscoveryEnumeration = true)]
    public void What_is_made_of_numbers_adapts_to_the_tensor_beside_it(string name, Func<Tensor> make, DType alone)
    {
        Tensor x = make();
        Assert.True(x.IsWeak, name);
        Assert.Equal(alone, x.DType);
        bool isWhole = alone.IsInteger;
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            Tensor tensor = Tensor.Ones([1], dtype);
            DType expected = dtype.IsFloating || dtype.IsComplex || (isWhole && dtype.IsInteger) ? dtype
                : !isWhole ? DType.Float32 : DType.Int64;
            Assert.Equal(expected, Where(Tensor.From([true]), tensor, x).DType);
            if (dtype.IsComplex) continue;
            if (dtype == DType.Bool && isWhole) expected = DType.Int32;
            Assert.All([tensor * x, x * tensor, Maximum(tensor, x)], y => Assert.Equal((expected, false), (y.DType, y.IsWeak)));
        }
    }

    /// <summary>What has a type of its own.</summary>
    public static TheoryData<string, Func<Tensor>, DType> Strong() => new()
    {
        { "From(double[])", static () => Tensor.From(s_doubles), DType.Float64 },
        { "From(span)", static () => Tensor.From(s_doubles.AsSpan()), DType.Float64 },
        { "From(T[,])", static () => Tensor.From(new[,] { { 1.0 } }), DType.Float64 },
        { "From(T[][])", static () => Tensor.From(new double[][] { [1.0], [2.0] }), DType.Float64 },
        { "Scalar", static () => Tensor.Scalar(2.0), DType.Float64 },
        { "Cast to another type", static () => ((Tensor)2).Cast(DType.Float64), DType.Float64 },
        { "Cast to its own type", static () => ((Tensor)2.0).Cast(DType.Float64), DType.Float64 },
        { "Full with a type", static () => Tensor.Full([1], 2, DType.Float64), DType.Float64 },
        { "Linspace with a type", static () => Tensor.Linspace(0, 1, 2, DType.Float64), DType.Float64 },
        { "Arange with a type", static () => Tensor.Arange(0, 2, 1, DType.Float64), DType.Float64 },
        { "Arange with a type and an end", static () => Tensor.Arange(2, DType.Float64), DType.Float64 },
        { "Zeros", static () => Tensor.Zeros([1], DType.Float64), DType.Float64 },
        { "Normal", static () => new RandomKey(1).Normal(1, DType.Float64), DType.Float64 },
        { "OneHot", static () => OneHot(0, 2, DType.Float64), DType.Float64 },
        { "a number beside a tensor", static () => 2.0 * Tensor.Scalar(2.0), DType.Float64 },
        { "Parameter", static () => new Parameter(2.0).Value, DType.Float64 },
        { "Parameter set", static () => new Parameter(2.0) { Value = 3.0 }.Value, DType.Float64 },
        { "data set", static () => new TensorDataset([0.1, 0.2], [1, 2]).Inputs, DType.Float64 },
        { "ArgMax", static () => ArgMax([0.1, 0.2]), DType.Int64 },
        { "Grad of a tensor", static () => Autodiff.Grad(static (Tensor y) => y * 2)(Tensor.Scalar(2.0)), DType.Float64 },
        { "Grad of a tensor by a constant", static () => Autodiff.Grad(static (Tensor y) => 3.0 * y)(Tensor.Scalar(2.0)), DType.Float64 },
    };

    [Theory]
    [MemberData(nameof(Strong), DisableDiscoveryEnumeration = true)]
    public void What_is_given_or_stored_has_its_type(string name, Func<Tensor> make, DType dtype)
    {
        Tensor x = make();
        Assert.False(x.IsWeak, name);
        Assert.Equal(dtype, x.DType);
        if (dtype.IsFloating) Assert.Equal(DType.Float64, (x * Tensor.Scalar(2f)).DType);
    }

    [Fact]
    public void A_derivative_of_a_strong_cast_of_a_number_is_right() =>
        Assert.Equal(6.0, (double)Autodiff.Grad(static (Tensor y) => Square(y.Cast(DType.Float64)))(3.0));

    [Fact]
    public void Numbers_beside_a_tensor_take_part_with_all_their_digits()
    {
        Tensor x = Tensor.Scalar(1.0);
        Assert.Equal(0.1, (double)(x * Tensor.Full([], 0.1)));
        Assert.Equal(0.1, (double)(x * Tensor.Linspace(0.0, 1.0, 11)[1]));
        Assert.Equal(0.1, (double)(x * Stack([0.1, 0.2])[0]));
        Assert.Equal((double)0.1f, (double)(x * 0.1f));
        Assert.Equal((double)0.1f, (double)(x * Tensor.Full([], 0.1f)));
    }

    // ---- operators ----

    [Fact]
    public void Every_operator_takes_every_number()
    {
        Tensor x = Tensor.From([3f]), n = Tensor.From([3L]);
        Assert.All([x + 2f, 2f + x, x - 2f, 2f - x, x * 2f, 2f * x, x / 2f, 2f / x, x + 2ul, 2ul - x, x * 2ul, 2ul / x], y => Assert.Equal(DType.Float32, y.DType));
        Assert.All([n + 2ul, 2ul + n, n - 2ul, 2ul - n, n * 2ul, 2ul * n, n + 2u, n * (byte)2], y => Assert.Equal(DType.Int64, y.DType));
        Assert.Equal([5f, 1, 6, 1.5f], new[] { x + 2f, x - 2f, x * 2f, x / 2f }.Select(static y => y.ToArray<float>()[0]));
        Assert.Equal([5f, -1, 6, 2 / 3f], new[] { 2f + x, 2f - x, 2f * x, 2f / x }.Select(static y => y.ToArray<float>()[0]));
        Assert.Equal([5L, -1, 6], new[] { 2ul + n, 2ul - n, 2ul * n }.Select(static y => y.ToArray<long>()[0]));
        Assert.All([x > 2f, 2f < x, x >= 3f, x <= 3f, 3ul >= x, x > 2ul, n <= 3ul, 2ul < n], y => Assert.True((bool)y));
        Assert.All([x < 2f, 2f > x, x > 3f, 3f < x, x < 2ul, 2ul >= n], y => Assert.False((bool)y));
    }

    [Fact]
    public void A_number_that_no_type_holds_is_refused() =>
        Assert.All(
            (Action[])[static () => _ = Tensor.Scalar(1L) + ulong.MaxValue, static () => _ = ulong.MaxValue * Tensor.Scalar(1f), static () => _ = (Tensor)ulong.MaxValue],
            f => Assert.Contains("18446744073709551615", Assert.Throws<OverflowException>(f).Message, StringComparison.Ordinal));

    // ---- the default type ----

    [Fact]
    public void The_default_type_rules_zeros_ones_eye_and_random_numbers()
    {
        var key = new RandomKey(1);
        Func<DType>[] ruled =
        [
            static () => Tensor.Zeros(3).DType, static () => Tensor.Ones(2, 2).DType, static () => Tensor.Eye(3).DType,
            () => key.Normal(3).DType, () => key.Uniform(3).DType, () => new Linear(2, 3, key).Weight.Value.DType, static () => new LayerNorm(3).Scale.Value.DType,
        ];
        Func<DType>[] others =
        [
            static () => Tensor.Full([1], 0.1f).DType, static () => Tensor.From([1f]).DType, static () => (2f * Tensor.From([1f])).DType,
            static () => OneHot(Tensor.From([0]), 2).DType, static () => (Tensor.From([1]) / 2).DType, static () => Tensor.ZerosLike(Tensor.From([1f])).DType,
        ];
        Assert.Equal(DType.Float32, DType.Default);
        Assert.All(ruled, f => Assert.Equal(DType.Float32, f()));
        using (DType.DefaultScope(DType.Float64))
        {
            Assert.Equal(DType.Float64, DType.Default);
            Assert.All(ruled, f => Assert.Equal(DType.Float64, f()));
            Assert.All(others, f => Assert.Equal(DType.Float32, f()));
            using (DType.DefaultScope(DType.Float16)) Assert.Equal(DType.Float16, Tensor.Zeros(1).DType);
            Assert.Equal(DType.Float64, Tensor.Zeros(1).DType);
        }

        Assert.Equal(DType.Float32, Tensor.Zeros(1).DType);
    }

    [Fact]
    public void A_scope_of_the_default_type_is_its_threads_own()
    {
        using IDisposable scope = DType.DefaultScope(DType.Float64);
        DType other = DType.Float16;
        var thread = new Thread(() => other = DType.Default);
        thread.Start();
        thread.Join();
        Assert.Equal(DType.Float32, other);
    }

    [Fact]
    public void Scopes_closed_out_of_order_leave_the_type_of_the_one_that_is_open()
    {
        IDisposable outer = DType.DefaultScope(DType.Float64), inner = DType.DefaultScope(DType.Float16);
        outer.Dispose();
        Assert.Equal(DType.Float16, DType.Default);
        inner.Dispose();
        Assert.Equal(DType.Float32, DType.Default);
    }

    [Fact]
    public void The_default_type_is_floating()
    {
        Assert.Contains("Int32", Assert.Throws<ArgumentException>(static () => DType.DefaultScope(DType.Int32)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => DType.Default = DType.Bool);
    }

    // ---- short forms ----

    [Fact]
    public void One_extent_and_a_type_need_no_brackets()
    {
        Tensor[] all =
        [
            Tensor.Zeros(3, DType.Float64), Tensor.Ones(3, DType.Float64), new RandomKey(1).Normal(3, DType.Float64), new RandomKey(1).Uniform(3, DType.Float64),
            Tensor.Full(3, 2.0),
        ];
        Assert.All(all, x => Assert.Equal((DType.Float64, 3L), (x.DType, x.Count)));
        Assert.Equal(DType.Float64, Tensor.Eye(3, DType.Float64).DType);
        Assert.Equal([3, 3], Tensor.Eye(3, DType.Float64).Shape.ToArray());
    }

    [Fact]
    public void A_zero_is_an_extent_and_no_type()
    {
        Assert.Equal([3, 0], Tensor.Zeros(3, 0).Shape.ToArray());
        Assert.Equal([3, 0], Tensor.Ones(3, 0).Shape.ToArray());
        Assert.Equal([3, 0], Tensor.Eye(3, 0).Shape.ToArray());
        Assert.Equal([3, 0], new RandomKey(1).Normal(3, 0).Shape.ToArray());
        Assert.Equal([0], Tensor.Arange(5, 0).Shape.ToArray());
    }

    [Fact]
    public void From_works_out_one_extent()
    {
        Assert.Equal([2, 4], Tensor.From(new float[8], -1, 4).Shape.ToArray());
        Assert.Equal([2, 1, 4], Tensor.From(new float[8].AsSpan(), 2, -1, 4).Shape.ToArray());
        Assert.Equal([0, 4], Tensor.From(Array.Empty<float>(), -1, 4).Shape.ToArray());
        Assert.Contains("[-1, 3]", Assert.Throws<ArgumentException>(static () => Tensor.From(new float[8], -1, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Tensor.From(new float[8], -1, -1));
        Assert.Throws<ArgumentException>(static () => Tensor.From(new float[8], -1, 0));
        Assert.Throws<ArgumentException>(static () => Tensor.From(new float[8], -1, long.MaxValue, 8));
    }

    [Fact]
    public void From_rows_is_a_matrix()
    {
        Tensor x = Tensor.From(new int[][] { [1, 2], [3, 4], [5, 6] });
        Assert.Equal([3, 2], x.Shape.ToArray());
        Assert.Equal(new[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }, x.ToArray2D<int>());
        Assert.Equal([0, 0], Tensor.From(Array.Empty<int[]>()).Shape.ToArray());
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(static () => Tensor.From(new int[][] { [1, 2], [3] })).Message, StringComparison.Ordinal);
        Assert.Contains("row 1", Assert.Throws<ArgumentNullException>(static () => Tensor.From(new int[][] { [1, 2], null! })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToArray2D_needs_a_matrix_of_the_type()
    {
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(static () => Tensor.From([1, 2]).ToArray2D<int>()).Message, StringComparison.Ordinal);
        Assert.Contains("Int32", Assert.Throws<ArgumentException>(static () => Tensor.From(new[,] { { 1 } }).ToArray2D<float>()).Message, StringComparison.Ordinal);
        Assert.Empty(Tensor.Zeros([0, 3], DType.Int32).ToArray2D<int>());
    }

    [Fact]
    public void Complex_numbers_adapt_too()
    {
        Tensor x = Tensor.From([1f, 2f]), c = new Complex(1, 0);
        Assert.Equal(DType.Complex64, Where(Tensor.From([true]), x, c).DType);
        Assert.Equal([true, false], Equal(x, c).ToArray<bool>());
    }

    // The compiler takes a cast before brackets for an index.
    private static Tensor Made(Tensor x) => x;
}
