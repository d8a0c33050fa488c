using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What transforms are given in vain: an exception that names the transform, and says what is wrong.</summary>
public sealed class RefusalTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2.0, 3.0]);

    private static Tensor Nothing(Tensor x) => null!;

    private static Tensor NothingOfTwo(Tensor x, Tensor y) => null!;

    private static Tensor[] NothingOf(Tensor[] x) => null!;

    private static Tensor[] Holed(Tensor[] x) => [x[0], null!];

    public static TheoryData<string> Results => [.. s_results.Keys];

    // Each runs a function that returns null where it must not.
    private static readonly Dictionary<string, Action> s_results = new()
    {
        ["Grad"] = () => Grad(Nothing)(X),
        ["Grad of a list"] = () => Grad((Tensor[] a) => (Tensor)null!)([X]),
        ["Grad with data"] = () => Grad((Tensor x) => ((Tensor)null!, x), hasAux: true)(X),
        ["Grad with more data"] = () => Grad((Tensor x) => ((Tensor)null!, x, x), hasAux: true)(X),
        ["Grad of a tree"] = () => Grad(((Tensor A, int B) p) => (Tensor)null!)((X, 1)),
        ["ValueAndGrad"] = () => ValueAndGrad(Nothing)(X),
        ["ValueAndGrad with data"] = () => ValueAndGrad((Tensor x) => ((Tensor)null!, x), hasAux: true)(X),
        ["Vjp"] = () => Vjp(Nothing, X),
        ["Vjp of two"] = () => Vjp(NothingOfTwo, X, X),
        ["Vjp of a list"] = () => Vjp(NothingOf, [X]),
        ["Vjp of a holed list"] = () => Vjp(Holed, [X]),
        ["Vjp of a tree"] = () => Vjp(((Tensor, int) p) => (Tensor[])null!, (X, 1)),
        ["Jvp"] = () => Jvp(Nothing, X, X),
        ["Jvp of a list"] = () => Jvp(NothingOf, [X], [X]),
        ["Jvp of a tree"] = () => Jvp(((Tensor, int) p) => (Tensor)null!, (X, 1), (X, 1)),
        ["Linearize"] = () => Linearize(Nothing, X),
        ["Linearize of a list"] = () => Linearize(NothingOf, [X]),
        ["LinearTranspose"] = () => LinearTranspose(Nothing, X),
        ["Vmap"] = () => Vmap(Nothing)(X),
        ["Vmap in chunks"] = () => Vmap(Nothing, chunkSize: 2)(X),
        ["Vmap of a list"] = () => Vmap(NothingOf)([X]),
        ["Vmap of a holed list"] = () => Vmap(Holed)([X]),
        ["Vmap of a tree"] = () => Vmap(((Tensor, int) p) => (Tensor[])null!)((X, 1)),
        ["Checkpoint"] = () => Checkpoint(Nothing)(X),
        ["Checkpoint under Grad"] = () => Grad(Checkpoint(Nothing))(X),
        ["Checkpoint in a batch"] = () => Vmap(Checkpoint(Nothing))(X),
        ["Checkpoint of a tree"] = () => Checkpoint(((Tensor, int) p) => (Tensor)null!)((X, 1)),
        ["Checkpoint, the second time"] = () => Grad(NullTheSecondTime())(X),
        ["JacRev"] = () => JacRev(Nothing)(X),
        ["JacFwd"] = () => JacFwd(Nothing)(X),
        ["Jacobian"] = () => Jacobian(Nothing)(X),
        ["Jacobian of two"] = () => Jacobian(NothingOfTwo, 1)(X, X),
        ["JacRev with data"] = () => JacRev((Tensor x) => ((Tensor)null!, 1), hasAux: true)(X),
        ["Hessian"] = () => Hessian(Nothing)(X),
        ["Hvp"] = () => Hvp(Nothing)(X, X),
        ["CheckGrads"] = () => CheckGrads(_ => null!, [X]),
        ["CustomVjp"] = () => CustomVjp((Tensor x) => ((Tensor)null!, (Tensor[])[]), (_, ct) => ct)(X),
        ["CustomVjp without residuals"] = () => CustomVjp((Tensor x) => (x, (Tensor[])null!), (_, ct) => ct)(X),
        ["CustomVjp of a tree"] = () => CustomVjp(((Tensor, int) p) => ((Tensor)null!, p), (_, ct) => (ct, 1))((X, 1)),
        ["CustomVjp of a tree without residuals"] = () => CustomVjp(((Tensor A, int) p) => (p.A, (string)null!), (_, ct) => (ct, 1))((X, 1)),
        ["CustomVjp, backward"] = () => Grad(CustomVjp((Tensor x) => (x, (Tensor[])[]), (_, _) => null!))(X),
        ["CustomVjp, tangent"] = () => Jvp(CustomVjp((Tensor x) => (x, (Tensor[])[]), (_, ct) => ct, (_, _) => null!), X, X),
        ["CustomJvp"] = () => CustomJvp(Nothing, (_, v) => v)(X),
        ["CustomJvp, tangent"] = () => Jvp(CustomJvp(x => x, (_, _) => null!), X, X),
        ["CustomJvp of a tree, tangent"] = () => Jvp(x => CustomJvp(((Tensor A, int) p) => p.A, (_, _) => null!)((x, 1)), X, X),
        ["OnGradient"] = () => Grad(x => OnGradient(x, _ => null!))(X),
    };

    [Theory, MemberData(nameof(Results))]
    public void A_null_result_is_named(string transform) =>
        Assert.Contains(transform.Split(' ', ',')[0], Assert.Throws<InvalidOperationException>(s_results[transform]).Message, StringComparison.Ordinal);

    public static TheoryData<string> Arguments => [.. s_arguments.Keys];

    // Each gives null where a tensor, a tree or a list is needed.
    private static readonly Dictionary<string, Action> s_arguments = new()
    {
        ["Grad"] = () => Grad(Sin)(null!),
        ["Grad of a list"] = () => Grad((Tensor[] a) => a[0])(null!),
        ["Grad of a holed list"] = () => Grad((Tensor[] a) => a[0])([X, null!]),
        ["Grad of a tree"] = () => Grad((Tensor[][] p) => p[0][0])(null!),
        ["ValueAndGrad"] = () => ValueAndGrad(Sin)(null!),
        ["Vjp"] = () => Vjp(Sin, (Tensor)null!),
        ["Vjp of a tree"] = () => Vjp((List<Tensor> p) => p[0], null!),
        ["Vjp, cotangent"] = () => Vjp(Sin, X).Pullback(null!),
        ["Vjp of a list, cotangents"] = () => Vjp((Tensor[] a) => a, [X]).Pullback(null!),
        ["Vjp of a list, cotangent"] = () => Vjp((Tensor[] a) => a, [X]).Pullback([null!]),
        ["Vjp of a tree, cotangent"] = () => Vjp((List<Tensor> p) => p[0], [X]).Pullback(null!),
        ["Vjp of a tree, tree of cotangents"] = () => Vjp((List<Tensor> p) => p, [X]).Pullback(null!),
        ["Jvp"] = () => Jvp(Sin, null!, X),
        ["Jvp, tangent"] = () => Jvp(Sin, X, null!),
        ["Jvp of two, tangent"] = () => Jvp((x, y) => x * y, (X, X), (X, null!)),
        ["Jvp of a tree, tangent"] = () => Jvp((List<Tensor> p) => p[0], [X], null!),
        ["Linearize"] = () => Linearize(Sin, (Tensor)null!),
        ["Linearize, tangent"] = () => Linearize(Sin, X).Tangent(null!),
        ["Linearize of a tree, tangent"] = () => Linearize((List<Tensor> p) => p[0], [X]).Tangent(null!),
        ["Linearize of a list, tangent"] = () => Linearize((Tensor[] a) => a, [X]).Tangent([null!]),
        ["Vmap"] = () => Vmap(Sin)(null!),
        ["Vmap in chunks"] = () => Vmap(Sin, chunkSize: 1)(null!),
        ["Vmap of two"] = () => Vmap((x, y) => x * y)(X, null!),
        ["Vmap of a list"] = () => Vmap((Tensor[] a) => a)([X, null!]),
        ["Vmap of a tree"] = () => Vmap((List<Tensor> p) => p[0])(null!),
        ["Checkpoint"] = () => Checkpoint(Sin)(null!),
        ["Checkpoint of a list"] = () => Checkpoint((Tensor[] a) => a[0])([null!]),
        ["Checkpoint of a tree"] = () => Checkpoint((List<Tensor> p) => p[0])(null!),
        ["CheckpointSequence"] = () => CheckpointSequence([Sin, null!])(X),
        ["JacRev"] = () => JacRev(Sin)(null!),
        ["JacFwd"] = () => JacFwd(Sin)(null!),
        ["Jacobian"] = () => Jacobian(Sin)(null!),
        ["Hessian"] = () => Hessian(Sin)(null!),
        ["Hessian of a tree"] = () => Hessian((List<Tensor> p) => p[0])(null!),
        ["Hvp"] = () => Hvp(Sin)(null!, X),
        ["Hvp, vector"] = () => Hvp(Sin)(X, null!),
        ["Hvp of a tree, vector"] = () => Hvp((List<Tensor> p) => p[0])([X], null!),
        ["CustomVjp"] = () => CustomVjp((Tensor x) => (x, (Tensor[])[]), (_, ct) => ct)(null!),
        ["CustomJvp"] = () => CustomJvp(Sin, (_, v) => v)(null!),
        ["CheckGrads"] = () => CheckGrads(a => a[0], [null!]),
    };

    [Theory, MemberData(nameof(Arguments))]
    public void A_null_argument_is_named(string transform) =>
        Assert.Contains(transform.Split(' ', ',')[0], Assert.Throws<ArgumentNullException>(s_arguments[transform]).Message, StringComparison.Ordinal);

    [Fact]
    public void With_data_it_is_the_first_output_that_must_be_there()
    {
        // The data is a tensor too, and is not differentiated in its place.
        var e = Assert.Throws<InvalidOperationException>(() => Grad((Tensor x) => ((Tensor)null!, Sum(x)), hasAux: true)(X));
        Assert.Contains("first output", e.Message, StringComparison.Ordinal);
        Assert.Null(Grad((Tensor x) => (Sum(x), (Tensor)null!), hasAux: true)(X).Item2); // the data may be null
    }

    [Fact]
    public void A_number_in_place_of_a_tensor_is_named()
    {
        foreach (Action wrong in (Action[])[
            () => Grad(x => (double)Sum(x))(X), () => ValueAndGrad(x => (int)Sum(x))(X), () => Grad((Tensor[] a) => a[0].ToArray<double>()[0])([X]),
            () => Grad((List<Tensor> p) => p[0].Read<double, double>(static e => e[0]))([X]), () => Vjp((List<Tensor> p) => 7, [X]),
            () => Vjp(x => (double)Sum(x), X), () => Jvp(x => 2L, X, X), () => Checkpoint(x => (double)Sum(x))(X), () => Vmap(x => 3.0)(X),
            () => Jacobian((x, y) => (double)Sum(x))(X, X)])
        {
            string message = Assert.Throws<ArgumentException>(wrong).Message;
            Assert.Contains("a number (", message, StringComparison.Ordinal);
        }

        string text = Assert.Throws<ArgumentException>(() => Grad(x => new List<int>())(X)).Message;
        Assert.Contains("List<Int32>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_made_of_no_element_is_a_constant()
    {
        Tensor zero = Tensor.ZerosLike(X);
        Assert.True(Grad(x => 7)(X).ElementwiseEquals(zero));
        Assert.True(Grad(x => (Tensor)7)(X).ElementwiseEquals(zero));
        Assert.True(Grad(x => 1.5f)(X).ElementwiseEquals(zero));
        Assert.True(Grad(x => x.Shape[0])(X).ElementwiseEquals(zero));
        Assert.True(Grad(x => Sum(x) > 0 ? 1 : 2)(X).ElementwiseEquals(zero)); // a step
        Assert.True(Grad((Tensor[] a) => 1f)([X])[0].ElementwiseEquals(zero));
        Assert.True(Grad((List<Tensor> p) => 7L)([X])[0].ElementwiseEquals(zero));
        var (value, gradient) = ValueAndGrad(x => 7)(X);
        Assert.Equal(7, value);
        Assert.True(gradient.ElementwiseEquals(zero));
    }

    // ---- batches ----

    [Fact]
    public void Batches_of_different_sizes_are_refused_with_and_without_chunks()
    {
        Tensor four = Tensor.Ones(4, 2), five = Tensor.Ones(2, 5);
        foreach (int? chunk in (int?[])[null, 1, 2, 3, 4, 100])
        {
            foreach (Action wrong in (Action[])[
                () => Vmap((a, b) => Sum(a) + Sum(b), (0, 1), chunkSize: chunk)(four, five),
                () => Vmap((a, b) => Sum(a) + Sum(b), (0, -1), chunkSize: chunk)(four, five),
                () => Vmap((a, b) => Sum(a) + Sum(b), (-1, 0), chunkSize: chunk)(four.T, five.T),
                () => Vmap((Tensor[] a) => [Sum(a[0]) + Sum(a[1])], [0, 1], chunkSize: chunk)([four, five]),
                () => Vmap(((Tensor A, Tensor B) p) => Sum(p.A) + Sum(p.B), chunkSize: chunk)((four, five.T)),
                () => Vmap((Tensor a, (Tensor B, Tensor C) p) => a + Sum(p.B) + Sum(p.C), chunkSize: chunk)(four, (four, five.T))])
            {
                string message = Assert.Throws<ArgumentException>(wrong).Message;
                Assert.Contains("Vmap", message, StringComparison.Ordinal);
                Assert.Contains("has 4 members", message, StringComparison.Ordinal);
                Assert.Contains("has 5 members", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_leaf_of_another_size_is_named()
    {
        string message = Assert.Throws<ArgumentException>(
            () => Vmap((Tensor a, Dictionary<string, Tensor> p) => a + p["w"])(Tensor.Ones(3), new() { ["v"] = Tensor.Ones(3), ["w"] = Tensor.Ones(2) })).Message;
        Assert.Contains("argument 0 of shape [3]", message, StringComparison.Ordinal);
        Assert.Contains("argument 1, leaf [\"w\"], of shape [2]", message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void A_chunk_has_members(int size)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => Vmap(Sin, chunkSize: size)(X)).Message;
        Assert.Contains("chunkSize", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap((List<Tensor> p) => p[0], chunkSize: size)([X]));
    }

    [Fact]
    public void What_all_members_share_has_no_size() =>
        Assert.Equal([3L, 4], Vmap((x, all) => x + all, (0, null), chunkSize: 2)(X, Tensor.Ones(4)).Shape.ToArray());

    // ---- checkpoints that do something else ----

    [Fact]
    public void A_checkpoint_that_captures_another_tensor_is_noticed()
    {
        Tensor a = Tensor.From([1.0, 2.0, 3.0]), b = Tensor.From([4.0, 5.0, 6.0]);
        AssertNoticed(() => Grad((u, v) => Alternating(u, v)(X), (0, 1))(a, b));               // followed
        AssertNoticed(() => Grad((u, v) => Alternating(u, v)(X), (0, 1))(a, a));               // and of the same value
        AssertNoticed(() => Grad(Alternating(a, b))(X));                                       // constants
        AssertNoticed(() => Grad(x => Alternating(Sin(x), Cos(x))(x))(X));                     // intermediates
        AssertNoticed(() => Vjp(Alternating(a, b), X).Pullback(X));
        AssertNoticed(() => Hvp(Alternating(a, b))(X, X));
    }

    [Fact]
    public void A_checkpoint_whose_second_result_has_another_shape_is_noticed()
    {
        int runs = 0;
        AssertNoticed(() => Grad(Checkpoint(x => runs++ == 0 ? Sum(x) : x))(X));
    }

    [Fact]
    public void Not_a_number_is_the_same_the_second_time() =>
        Assert.Equal([-0.25, -1 / 3.0, -0.5], Grad(Checkpoint(x => Log(x - 5)))(X).ToArray<double>());

    private static void AssertNoticed(Action wrong) =>
        Assert.Contains("it must do the same each time", Assert.Throws<InvalidOperationException>(wrong).Message, StringComparison.Ordinal);

    private static Func<Tensor, Tensor> Alternating(Tensor first, Tensor then)
    {
        int runs = 0;
        return Checkpoint(x => x * Square(runs++ == 0 ? first : then));
    }

    private static Func<Tensor, Tensor> NullTheSecondTime()
    {
        int runs = 0;
        return Checkpoint(x => runs++ == 0 ? Sin(x) : null!);
    }
}
