using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What wrong use says: an exception of the right type, with a message that names the operation and the shapes.</summary>
public sealed class ErrorTests
{
    private static readonly Tensor s_x = Tensor.From([1f, 2f, 3f]);

    // Operations that take a tensor first, or a pair, by name.
    public static TheoryData<string> Unary { get; } = new(
        nameof(Exp), nameof(Sum), nameof(Mean), nameof(Softmax), nameof(ArgMax), nameof(Reshape), nameof(Permute), nameof(Squeeze),
        nameof(Flip), nameof(Cast), nameof(Split), nameof(OneHot), nameof(LogicalNot), nameof(StopGradient), nameof(LogSumExp));

    public static TheoryData<string> Binary { get; } = new(
        "+", "-", "*", "/", "<", nameof(Pow), nameof(MatMul), nameof(Concat), nameof(Stack), nameof(Where), nameof(Take),
        nameof(TakeAlongAxis), nameof(Maximum), "&", nameof(Tensor.With), "index", nameof(MeanSquaredError), nameof(Tensor.ElementwiseEquals));

    [Theory]
    [MemberData(nameof(Unary))]
    public void Null_is_refused(string operation) => Assert.Throws<ArgumentNullException>(() => Call(operation, null!));

    [Theory]
    [MemberData(nameof(Binary))]
    public void Null_as_second_operand_is_refused(string operation) =>
        Assert.Throws<ArgumentNullException>(() => Call(operation, s_x, null!));

    [Theory]
    [MemberData(nameof(Unary))]
    public void Disposed_tensors_are_refused(string operation) =>
        Assert.Throws<ObjectDisposedException>(() => Call(operation, Disposed()));

    [Theory]
    [MemberData(nameof(Binary))]
    public void Disposed_second_operands_are_refused(string operation) =>
        Assert.Throws<ObjectDisposedException>(() => Call(operation, s_x, Disposed()));

    [Theory]
    [MemberData(nameof(Unary))]
    public void Tensors_of_a_transform_that_ended_are_refused(string operation) =>
        Assert.Contains("hasAux", Assert.Throws<EscapedTensorException>(() => Call(operation, EscapedFromGrad())).Message);

    [Theory]
    [MemberData(nameof(Binary))]
    public void Second_operands_of_a_scope_that_ended_are_refused(string operation) =>
        Assert.Contains("Keep", Assert.Throws<EscapedTensorException>(() => Call(operation, s_x, EscapedFromScope())).Message);

    [Theory]
    [MemberData(nameof(Unary))]
    public void Followed_tensors_on_another_thread_are_refused(string operation) =>
        Assert.Contains("thread", ThrownOnAnotherThread(x => Call(operation, x)).Message);

    [Theory]
    [MemberData(nameof(Binary))]
    public void Followed_second_operands_on_another_thread_are_refused(string operation) =>
        Assert.Contains("thread", ThrownOnAnotherThread(x => Call(operation, Tensor.From([1f, 2f, 3f]), x)).Message);

    [Fact]
    public void Null_parameter_names_are_those_of_the_operation()
    {
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(static () => Exp(null!)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentNullException>(static () => Add(s_x, null!)).ParamName);
        Assert.Equal("indices", Assert.Throws<ArgumentNullException>(static () => Take(s_x, null!)).ParamName);
        Assert.Contains("tensor 1", Assert.Throws<ArgumentNullException>(static () => Stack([s_x, null!])).Message);
    }

    [Theory]
    [InlineData("+", "Add")]
    [InlineData("-", "Subtract")]
    [InlineData("*", "Multiply")]
    [InlineData("/", "Divide")]
    [InlineData("<", "Less")]
    [InlineData(nameof(Pow), nameof(Pow))]
    [InlineData(nameof(Maximum), nameof(Maximum))]
    [InlineData(nameof(MatMul), nameof(MatMul))]
    [InlineData(nameof(Stack), nameof(Stack))]
    [InlineData(nameof(Concat), nameof(Concat))]
    public void Shapes_that_do_not_fit_are_named_with_the_operation(string operation, string name)
    {
        var e = Assert.Throws<ArgumentException>(() => Call(operation, Tensor.Ones(2, 3), Tensor.Ones(4, 5)));
        Assert.StartsWith(name + ":", e.Message);
        Assert.Contains("[2, 3]", e.Message);
        Assert.Contains("[4, 5]", e.Message);
    }

    [Fact]
    public void Where_names_shapes_that_do_not_fit()
    {
        var e = Assert.Throws<ArgumentException>(static () => Where(Tensor.Ones([2], DType.Bool), Tensor.Ones(3), Tensor.Ones(3)));
        Assert.Contains("Where", e.Message);
        Assert.Contains("[3]", e.Message);
    }

    [Theory]
    [InlineData(new[] { 4L })]
    [InlineData(new[] { -1L, 4L })]
    [InlineData(new[] { -1L, -1L })]
    [InlineData(new[] { -2L, -3L })]
    [InlineData(new[] { 1L << 32, 1L << 32 })]
    public void Reshape_to_another_number_of_elements_is_refused(long[] shape) =>
        Assert.Contains("Reshape", Assert.Throws<ArgumentException>(() => Tensor.Ones(2, 3).Reshape(shape)).Message);

    [Fact]
    public void Reshape_of_nothing_with_an_unknown_extent_is_refused() =>
        Assert.Throws<ArgumentException>(static () => Tensor.Zeros(0, 3).Reshape(-1, 0));

    [Fact]
    public void Permute_needs_every_dimension_once()
    {
        Assert.Contains("twice", Assert.Throws<ArgumentException>(static () => Tensor.Ones(2, 3).Permute(0, 0)).Message);
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(static () => Tensor.Ones(2, 3).Permute(0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.Ones(2, 3).Permute(0, 2));
    }

    [Fact]
    public void Views_that_do_not_exist_name_the_shape()
    {
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(static () => Squeeze(Tensor.Ones(2, 3), 0)).Message);
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(static () => Tensor.Ones(2, 3).BroadcastTo(3)).Message);
        Assert.Contains("3 equal parts", Assert.Throws<ArgumentException>(static () => Split(Tensor.Ones(4), 3)).Message);
        Assert.Throws<ArgumentException>(static () => Split(Tensor.Ones(4), 0));
        Assert.Throws<ArgumentException>(static () => Concat([]));
        Assert.Throws<ArgumentException>(static () => Stack([]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-3)]
    [InlineData(300)]
    [InlineData(int.MinValue)]
    public void Axes_outside_the_rank_are_named(int axis)
    {
        Assert.Contains($"{axis}", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones(2, 3).Sum(axis)).Message);
        Assert.Contains($"{axis}", Assert.Throws<ArgumentOutOfRangeException>(() => Softmax(Tensor.Ones(2, 3), axis)).Message);
        Assert.Contains($"{axis}", Assert.Throws<ArgumentOutOfRangeException>(() => Split(Tensor.Ones(2, 3), 1, axis)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Concat([Tensor.Ones(2, 3)], axis));
        Assert.Throws<ArgumentOutOfRangeException>(() => SwapAxes(Tensor.Ones(2, 3), 0, axis));
    }

    [Fact]
    public void Axis_behind_the_last_is_refused()
    {
        Assert.Equal([2f, 2f, 2f], Tensor.Ones(2, 3).Sum(^2).ToArray<float>());
        Assert.Contains("^0", Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.Ones(2, 3).Sum(^0)).Message);
    }

    [Fact]
    public void Axes_listed_twice_are_refused() =>
        Assert.Contains("twice", Assert.Throws<ArgumentException>(static () => Tensor.Ones(2, 3).Sum([1, -1])).Message);

    [Fact]
    public void Nine_axes_are_refused() =>
        Assert.Contains("9", Assert.Throws<ArgumentException>(static () => s_x.Sum([0, 1, 2, 3, 4, 5, 6, 7, 0])).Message);

    [Fact]
    public void Nine_dimensions_are_refused()
    {
        Tensor eight = Tensor.Ones(1, 1, 1, 1, 1, 1, 1, 1);
        Assert.All<Func<Tensor>>(
            [
                () => Tensor.Ones(1, 1, 1, 1, 1, 1, 1, 1, 1),
                () => Tensor.From([1f], 1, 1, 1, 1, 1, 1, 1, 1, 1),
                () => eight.Reshape(1, 1, 1, 1, 1, 1, 1, 1, 1),
                () => eight.BroadcastTo(1, 1, 1, 1, 1, 1, 1, 1, 1),
                () => ExpandDims(eight, 0),
                () => Stack([eight, eight]),
                () => eight[Tensor.From([0], 1, 1)],
                () => OneHot(eight.Cast(DType.Int32), 2),
                () => new RandomKey(0).Uniform(1, 1, 1, 1, 1, 1, 1, 1, 1),
            ],
            static make => Assert.Contains("8", Assert.Throws<ArgumentException>(make).Message));
    }

    [Fact]
    public void Negative_extents_are_refused()
    {
        Assert.Contains("[-1]", Assert.Throws<ArgumentException>(static () => Tensor.Zeros(-1)).Message);
        Assert.Throws<ArgumentException>(static () => Tensor.Ones(2, -3));
        Assert.Throws<ArgumentException>(static () => new RandomKey(0).Normal(-1));
    }

    [Theory]
    [InlineData(new[] { long.MaxValue })]
    [InlineData(new[] { long.MaxValue, 2L })]
    [InlineData(new[] { 1L << 32, 1L << 32 })]
    [InlineData(new[] { 1L << 62, 2L, 2L })]
    public void More_elements_than_can_be_counted_are_refused(long[] shape)
    {
        Assert.Contains("too many", Assert.Throws<ArgumentException>(() => Tensor.Zeros(shape)).Message);
        Assert.Contains("too many", Assert.Throws<ArgumentException>(() => new RandomKey(0).Uniform(shape)).Message);
        Assert.Throws<ArgumentException>(() => Tensor.Ones(1).BroadcastTo(shape));
    }

    [Fact]
    public void More_memory_than_there_is_is_refused_and_nothing_breaks()
    {
        Assert.Contains("memory", Assert.ThrowsAny<OutOfMemoryException>(static () => Tensor.Zeros(1L << 50) + 1).Message);
        Assert.ThrowsAny<OutOfMemoryException>(static () => new RandomKey(0).Normal(1L << 50));
        Assert.ThrowsAny<OutOfMemoryException>(static () => Outer(Tensor.Ones(1 << 24), Tensor.Ones(1 << 24)));
        Assert.Equal([2f, 3f, 4f], (s_x + 1).ToArray<float>());
    }

    [Fact]
    public void More_memory_than_there_is_inside_a_transform_leaves_it_usable()
    {
        var gradient = Grad(static (Tensor x) => Sum(x.BroadcastTo(1L << 50) + 1));
        Assert.ThrowsAny<OutOfMemoryException>(() => gradient(Tensor.Scalar(1f)));
        Assert.Equal(2f, (float)Grad(static (Tensor x) => 2 * x)(Tensor.Scalar(1f)));
    }

    [Fact]
    public void Types_that_have_no_elements_are_refused()
    {
        Assert.Contains("99", Assert.Throws<ArgumentException>(static () => s_x.Cast((DType)99)).Message);
        Assert.Throws<ArgumentException>(static () => Tensor.Zeros([1], (DType)(-1)));
    }

    [Fact]
    public void Types_that_an_operation_does_not_take_are_named()
    {
        Assert.Contains("float32", Assert.Throws<ArgumentException>(static () => Take(s_x, Tensor.From([0f]))).Message);
        Assert.Contains("float32", Assert.Throws<ArgumentException>(static () => OneHot(s_x, 3)).Message);
        Assert.Contains("int32", Assert.Throws<ArgumentException>(static () => new RandomKey(0).Uniform([2], DType.Int32)).Message);
    }

    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Derivatives_by_integers_are_refused_with_a_way_out(DType dtype)
    {
        var e = Assert.Throws<ArgumentException>(() => Grad(static (Tensor x) => x)(Tensor.Ones([2], dtype)));
        Assert.Contains("Grad", e.Message);
        Assert.Contains($"{dtype}", e.Message);
        Assert.Contains("Cast", e.Message);
    }

    [Fact]
    public void Derivatives_of_integers_are_refused() =>
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(static () => Grad(static (Tensor x) => ArgMax(x))(s_x)).Message);

    [Fact]
    public void NaN_is_no_error()
    {
        Tensor nan = Tensor.From([double.NaN, 1]);
        Assert.True(double.IsNaN((double)Sum(nan)));
        Assert.Equal([true, false], IsNaN(nan + 1).ToArray<bool>());
        Assert.Equal([true, true], IsNaN(Grad(static (Tensor x) => Sum(x) * Sum(x))(nan)).ToArray<bool>());
        Assert.True(double.IsNaN((double)Log(Tensor.Scalar(-1.0))));
        Assert.Equal(double.PositiveInfinity, (double)(Tensor.Scalar(1.0) / 0));
    }

    [Fact]
    public void Disposed_tensors_name_their_type()
    {
        var e = Assert.Throws<ObjectDisposedException>(static () => Disposed() + 1);
        Assert.Equal("Tensor", e.ObjectName);
    }

    [Fact]
    public void Disposed_tensors_refuse_to_be_read()
    {
        Tensor x = Disposed();
        Assert.All<Func<object>>(
            [() => x.Rank, () => x.DType, () => x.Count, () => x.IsContiguous, () => x.ToArray<float>(), () => x.ToScalar<float>(), () => x[0]],
            static read => Assert.Throws<ObjectDisposedException>(read));
        Assert.Throws<ObjectDisposedException>(() => x.Read<float>(static _ => { }));
        Assert.Throws<ObjectDisposedException>(() => x.CopyTo(new float[3].AsSpan()));
    }

    [Fact]
    public void Escaped_tensors_refuse_to_be_read()
    {
        Tensor x = EscapedFromGrad();
        Assert.All<Func<object>>(
            [() => x.Rank, () => x.DType, () => x.ToArray<float>(), () => x.ToScalar<float>(), () => x[0], () => x.Contiguous()],
            static read => Assert.Throws<EscapedTensorException>(read));
        Assert.Throws<EscapedTensorException>(() => x.Read<float>(static _ => { }));
    }

    [Fact]
    public void Escaped_tensors_are_no_arguments_and_no_results()
    {
        Tensor x = EscapedFromGrad();
        Assert.Throws<EscapedTensorException>(() => Grad(static (Tensor t) => t)(x));
        Assert.Throws<EscapedTensorException>(() => Grad((Tensor t) => x)(s_x));
        Assert.Throws<EscapedTensorException>(() => Grad((Tensor t) => t * x)(s_x));
    }

    [Fact]
    public void Disposed_tensors_are_no_arguments_and_no_results()
    {
        Tensor x = Disposed();
        Assert.Throws<ObjectDisposedException>(() => Grad(static (Tensor t) => t)(x));
        Assert.Throws<ObjectDisposedException>(() => Grad((Tensor t) => x)(s_x));
    }

    [Fact]
    public void Escape_through_a_side_effect_does_not_disturb_the_call()
    {
        Tensor? leaked = null;
        Tensor gradient = Grad((Tensor x) =>
        {
            leaked = x * x;
            return leaked;
        })(s_x);
        Assert.Equal([2f, 4f, 6f], gradient.ToArray<float>());
        Assert.Throws<EscapedTensorException>(() => leaked! + 1);
    }

    [Fact]
    public void Stale_handle_is_never_taken_for_a_later_tensor()
    {
        Tensor x = Disposed();
        Tensor[] later = [.. Enumerable.Range(0, 1000).Select(static i => Tensor.Scalar(i))];
        Assert.Throws<ObjectDisposedException>(() => x + 1);
        Tensor escaped = EscapedFromGrad();
        later = [.. later.Select(static t => t + 1)];
        Assert.Throws<EscapedTensorException>(() => escaped + 1);
        GC.KeepAlive(later);
    }

    [Fact]
    public void Errors_inside_a_transform_come_out_as_they_are_and_leave_it_usable()
    {
        var gradient = Grad(static (Tensor x) => x + Tensor.Ones(2));
        Assert.Contains("Add", Assert.Throws<ArgumentException>(() => gradient(s_x)).Message);
        Assert.Equal([1f, 1f], gradient(Tensor.Ones(2)).ToArray<float>());
    }

    [Fact]
    public void Function_that_returns_nothing_to_differentiate_is_refused()
    {
        Assert.Contains("returned null", Assert.Throws<InvalidOperationException>(static () => Grad(static (Tensor x) => (Tensor)null!)(s_x)).Message);
        Assert.Throws<ArgumentNullException>(static () => Grad((Func<Tensor, Tensor>)null!));
        Assert.Throws<ArgumentNullException>(static () => Grad(static (Tensor x) => x)(null!));
    }

    [Fact]
    public void Exceptions_can_be_made_with_messages_and_causes()
    {
        var cause = new InvalidOperationException("cause");
        Assert.Same(cause, new EscapedTensorException("m", cause).InnerException);
        Assert.Equal("m", new EscapedTensorException("m").Message);
        Assert.Contains("TensorScope", new EscapedTensorException().Message);
        Assert.Same(cause, new ValueDependentException("m", cause).InnerException);
        Assert.Contains("Where", new ValueDependentException().Message);
    }

    private static object Call(string operation, Tensor x) => operation switch
    {
        nameof(Exp) => Exp(x),
        nameof(Sum) => Sum(x),
        nameof(Mean) => Mean(x),
        nameof(Softmax) => Softmax(x),
        nameof(LogSumExp) => LogSumExp(x),
        nameof(ArgMax) => ArgMax(x),
        nameof(Reshape) => Reshape(x, 3, 1),
        nameof(Permute) => Permute(x),
        nameof(Squeeze) => Squeeze(x),
        nameof(Flip) => Flip(x),
        nameof(Cast) => Cast(x, DType.Float64),
        nameof(Split) => Split(x, 3),
        nameof(OneHot) => OneHot(x, 3),
        nameof(LogicalNot) => LogicalNot(x),
        nameof(StopGradient) => StopGradient(x),
        _ => throw new NotSupportedException(operation),
    };

    private static object Call(string operation, Tensor x, Tensor y) => operation switch
    {
        "+" => x + y,
        "-" => x - y,
        "*" => x * y,
        "/" => x / y,
        "<" => x < y,
        "&" => x & y,
        nameof(Pow) => Pow(x, y),
        nameof(MatMul) => MatMul(x, y),
        nameof(Concat) => Concat([x, y]),
        nameof(Stack) => Stack([x, y]),
        nameof(Where) => Where(Tensor.Scalar(true), x, y),
        nameof(Take) => Take(x, y),
        nameof(TakeAlongAxis) => TakeAlongAxis(x, y),
        nameof(Maximum) => Maximum(x, y),
        nameof(Tensor.With) => x.With(y, 0),
        "index" => x[y],
        nameof(MeanSquaredError) => MeanSquaredError(x, y),
        nameof(Tensor.ElementwiseEquals) => x.ElementwiseEquals(y),
        _ => throw new NotSupportedException(operation),
    };

    private static Tensor Disposed()
    {
        Tensor x = Tensor.From([1f, 2f, 3f]);
        x.Dispose();
        return x;
    }

    private static Tensor EscapedFromGrad()
    {
        Tensor? escaped = null;
        _ = Grad((Tensor x) =>
        {
            escaped = x * 2;
            return x;
        })(Tensor.From([1f, 2f, 3f]));
        return escaped!;
    }

    private static Tensor EscapedFromScope()
    {
        using var scope = new TensorScope();
        return Tensor.From([1f, 2f, 3f]) + 1;
    }

    private static InvalidOperationException ThrownOnAnotherThread(Action<Tensor> use)
    {
        Exception? thrown = null;
        _ = Grad((Tensor x) =>
        {
            var thread = new Thread(() => thrown = Record.Exception(() => use(x)));
            thread.Start();
            thread.Join();
            return x;
        })(Tensor.From([1f, 2f, 3f]));
        return Assert.IsType<InvalidOperationException>(thrown);
    }
}
