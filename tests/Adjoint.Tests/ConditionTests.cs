using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Logic on truth values and bits, and tensors as conditions.</summary>
public sealed class ConditionTests
{
    private static readonly Tensor s_true = Tensor.From([true, true, false, false]), s_second = Tensor.From([true, false, true, false]);

    private static readonly DType[] s_whole = [DType.UInt8, DType.Int8, DType.Int16, DType.Int32, DType.Int64];

    [Fact]
    public void Operators_are_logical_on_truth_values()
    {
        Assert.Equal([true, false, false, false], (s_true & s_second).ToArray<bool>());
        Assert.Equal([true, true, true, false], (s_true | s_second).ToArray<bool>());
        Assert.Equal([false, true, true, false], (s_true ^ s_second).ToArray<bool>());
        Assert.Equal([false, false, true, true], (!s_true).ToArray<bool>());
        Assert.Equal([false, false, true, true], (~s_true).ToArray<bool>());
    }

    [Fact]
    public void Operators_work_bit_by_bit_on_integers()
    {
        foreach (DType dtype in s_whole)
        {
            Tensor a = Tensor.From([12, 100, 3]).Cast(dtype), b = Tensor.From([10, 6, 5]).Cast(dtype);
            Assert.All([a & b, a | b, a ^ b, ~a, !a], y => Assert.Equal(dtype, y.DType));
            Assert.Equal([12L & 10, 100 & 6, 3 & 5], (a & b).Cast(DType.Int64).ToArray<long>());
            Assert.Equal([12L | 10, 100 | 6, 3 | 5], (a | b).Cast(DType.Int64).ToArray<long>());
            Assert.Equal([12L ^ 10, 100 ^ 6, 3 ^ 5], (a ^ b).Cast(DType.Int64).ToArray<long>());
            long[] inverted = dtype == DType.UInt8 ? [243, 155, 252] : [~12, ~100, ~3];
            Assert.Equal(inverted, (~a).Cast(DType.Int64).ToArray<long>());
            Assert.Equal(inverted, (!a).Cast(DType.Int64).ToArray<long>());
        }
    }

    [Fact]
    public void Whole_numbers_beside_integers_adapt_and_two_types_meet()
    {
        Tensor x = Tensor.From([5, -2]);
        Assert.Equal((DType.Int32, 1), ((x & 1).DType, (int)(x & 1)[0]));
        Assert.Equal([5L ^ 3, -2L ^ 3], (x ^ Tensor.From([3L])).ToArray<long>());
        Assert.Equal([1, 0], (x & Tensor.From([true, false])).ToArray<int>());
        Assert.Throws<ArgumentException>(() => x & Tensor.From([1, 2, 3]));
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Complex128)]
    public void Operators_of_bits_are_refused_on_other_numbers(DType dtype)
    {
        Tensor x = Tensor.Ones([2], dtype);
        string power = Assert.Throws<ArgumentException>(() => x ^ 2).Message;
        Assert.Contains("Pow", power, StringComparison.Ordinal);
        Assert.Contains("Square", power, StringComparison.Ordinal);
        Assert.Contains("Pow", Assert.Throws<ArgumentException>(() => 2 ^ x).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x & s_true[..2]);
        Assert.Throws<ArgumentException>(() => s_true[..2] | x);
        Assert.Throws<ArgumentException>(() => !x);
        Assert.Contains("compare", Assert.Throws<ArgumentException>(() => ~x).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logic_works_in_batches_and_has_no_derivative()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], 2, 2), y = Tensor.From([5, 6]);
        Assert.Equal((x & y).ToArray<int>(), Vmap((Tensor a) => a & y)(x).ToArray<int>());
        Assert.Equal((~x).ToArray<int>(), Vmap((Tensor a) => ~a)(x).ToArray<int>());
        Tensor t = Tensor.From([0.5, 1.5, 2.5]);
        Assert.Equal([0.0, 1, 0], Grad((Tensor a) => Where((a > 1) & (a < 2), a, 0))(t).ToArray<double>());
    }

    [Fact]
    public void One_truth_value_is_a_condition()
    {
        Tensor x = 1.5;
        Assert.Equal("inside", x > 1 && x < 2 ? "inside" : "outside");
        Assert.Equal("outside", x > 1 && x < 1.2 ? "inside" : "outside");
        Assert.Equal("either", x < 1 || x > 1.2 ? "either" : "neither");
        if (!(x > 1)) Assert.Fail("not");
        if (x.Reshape(1, 1) > 2) Assert.Fail("larger");
        int steps = 0;
        for (Tensor y = 8.0; y > 1; y /= 2) steps++;
        Assert.Equal(3, steps);
    }

    // What would throw is not reached.
    [Fact]
    public void Conditions_look_no_further_than_needed()
    {
        Tensor x = 1.5;
        Assert.False(x > 2 && Tensor.From([1.0, 2]) > 1 ? true : false);
        Assert.True(x > 1 || Tensor.From([1.0, 2]) > 1 ? true : false);
    }

    [Fact]
    public void Conditions_follow_values_under_a_derivative()
    {
        Func<Tensor, Tensor> slope = Grad(static (Tensor x) => x > 0 ? x * x : -x);
        Assert.Equal((4.0, -1.0), ((double)slope(2.0), (double)slope(-2.0)));
    }

    [Fact]
    public void What_is_not_one_truth_value_is_no_condition()
    {
        foreach (Tensor x in new[] { Tensor.From([1.0, 2]) > 1, (Tensor)1.0, Tensor.From([1]), Tensor.Zeros([0], DType.Bool) })
        {
            string message = Assert.Throws<InvalidOperationException>(() => x ? 1 : 2).Message;
            Assert.Contains("Any", message, StringComparison.Ordinal);
            Assert.Contains("All", message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentNullException>(static () => (Tensor)null! ? 1 : 2);
    }

    [Fact]
    public void In_a_batch_there_is_no_one_condition()
    {
        Tensor x = Tensor.From([1.0, -1]);
        string message = Assert.Throws<ValueDependentException>(() => Vmap(static (Tensor a) => a > 0 ? a : -a)(x)).Message;
        Assert.Contains("Vmap", message, StringComparison.Ordinal);
        Assert.Contains("Where", message, StringComparison.Ordinal);
        Assert.Throws<ValueDependentException>(() => Vmap(static (Tensor a) => a > 0 && a < 2 ? a : -a)(x));
    }
}
