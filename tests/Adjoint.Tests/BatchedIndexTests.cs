using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Positions that differ between the members of a batch: each is inside or outside by its own member's axis.</summary>
public sealed class BatchedIndexTests
{
    private static readonly Tensor s_x = Tensor.From([10.0, 11, 12, 20, 21, 22], 2, 3);

    public static TheoryData<string, int> Outside()
    {
        var all = new TheoryData<string, int>();
        foreach (string name in s_functions.Keys)
        {
            foreach (int index in (int[])[3, 5, -4, int.MaxValue, int.MinValue])
                all.Add(name, index);
        }

        return all;
    }

    // Of one member x of shape [3] and its index of shape [1].
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_functions = new()
    {
        ["Take"] = static (x, i) => Take(x, i),
        ["Take along a later axis"] = static (x, i) => Take(x.Reshape(1, 3), i, 1),
        ["Take along the first of two axes"] = static (x, i) => Take(x.Reshape(3, 1), i),
        ["between brackets"] = static (x, i) => x[i],
        ["TakeAlongAxis"] = static (x, i) => TakeAlongAxis(x, i),
        ["Take of what all share"] = static (x, i) => Take(Tensor.From([1.0, 2, 3]), i) * Sum(x),
        ["gradient of Take"] = static (x, i) => Grad((Tensor a) => Sum(Square(Take(a, i))))(x),
        ["second gradient of Take"] = static (x, i) => Grad((Tensor b) => Sum(Grad((Tensor a) => Sum(Exp(Take(a, i))))(b)))(x),
        ["tangent of Take"] = static (x, i) => Jvp((Tensor a) => Take(a, i), x, x).Tangent,
        ["gradient of TakeAlongAxis"] = static (x, i) => Grad((Tensor a) => Sum(Square(TakeAlongAxis(a, i))))(x),
        ["batch in a batch"] = static (x, i) => Vmap((Tensor a, Tensor j) => Take(a, j))(Stack([x, x]), Stack([i, i])),
        ["batch in a batch, one index"] = static (x, i) => Vmap((Tensor a, Tensor j) => Take(a, j), (0, null))(Stack([x, x]), i),
        ["batch of gradients in a batch"] = static (x, i) =>
            Vmap((Tensor a, Tensor j) => Grad((Tensor b) => Sum(Square(Take(b, j))))(a))(Stack([x, x]), Stack([i, i])),
    };

    [Theory]
    [MemberData(nameof(Outside))]
    public void An_index_outside_a_members_axis_is_refused(string name, int index)
    {
        foreach (Tensor indices in (Tensor[])[Tensor.From([index, 0], 2, 1), Tensor.From([0, index], 2, 1)])
        {
            var e = Assert.Throws<ArgumentOutOfRangeException>(() => Vmap(s_functions[name])(s_x, indices));
            Assert.Contains($"index {index} is out of range for an axis of extent 3", e.Message);
        }
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(-1, -3)]
    [InlineData(-2, 1)]
    public void An_index_inside_gives_what_the_member_alone_gives(int first, int second)
    {
        Tensor indices = Tensor.From([first, second], 2, 1);
        foreach ((string name, Func<Tensor, Tensor, Tensor> function) in s_functions)
        {
            Tensor alone = Stack([function(s_x[0], indices[0]), function(s_x[1], indices[1])]);
            Tensor together = Vmap(function)(s_x, indices);
            Assert.True(alone.ToArray<double>().SequenceEqual(together.ToArray<double>()), name);
            Assert.Equal(alone.Shape.ToArray(), together.Shape.ToArray());
        }
    }

    [Fact]
    public void Members_with_indices_of_their_own_take_and_add_along_any_axis()
    {
        Tensor x = new RandomKey(1).Normal([3, 4, 5, 2], DType.Float64);
        Tensor indices = Tensor.From([.. Enumerable.Range(0, 18).Select(static i => i * 7 % 8 - 4)], 3, 2, 3);
        for (int axis = 0; axis < 3; axis++)
        {
            long extent = x.Shape[axis + 1];
            Tensor inside = Tensor.From([.. indices.ToArray<int>().Select(i => (int)(i % extent))], 3, 2, 3);
            int at = axis;
            Func<Tensor, Tensor, Tensor> take = (a, i) => Take(a, i, at);
            Func<Tensor, Tensor, Tensor> back = (a, i) => Grad((Tensor b) => Sum(Exp(Take(b, i, at))))(a);
            foreach (Func<Tensor, Tensor, Tensor> f in (Func<Tensor, Tensor, Tensor>[])[take, back])
            {
                Tensor alone = Stack([.. Enumerable.Range(0, 3).Select(m => f(x[m], inside[m]))]);
                Tensor together = Vmap(f)(x, inside);
                Assert.Equal(alone.Shape.ToArray(), together.Shape.ToArray());
                Assert.Equal(alone.ToArray<double>(), together.ToArray<double>());
                Tensor nested = Vmap((Tensor a, Tensor i) => Vmap(f, (0, 0))(a, i))(Stack([x, 2 * x]), Stack([inside, inside]));
                Assert.Equal(f == take ? (2 * alone).ToArray<double>() : Vmap(f)(2 * x, inside).ToArray<double>(), nested[1].ToArray<double>());
            }
        }
    }

    [Fact]
    public void Parts_and_writes_stay_within_a_member()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap((Tensor row) => row[3])(s_x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap((Tensor row) => row[-4])(s_x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap((Tensor row) => row.With(1.0, 3))(s_x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap((Tensor row) => row.With(1.0, -4))(s_x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Grad((Tensor x) => Sum(Vmap((Tensor row) => row[3])(x)))(s_x));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(-3)]
    public void A_class_number_that_is_none_is_refused_by_its_name(int number)
    {
        Tensor classes = Tensor.From([0, number]);
        Func<Tensor>[] calls =
        [
            () => CrossEntropy(s_x, classes),
            () => CrossEntropy(s_x, classes, 0.1, Reduction.None),
            () => Grad((Tensor x) => CrossEntropy(x, classes))(s_x),
            () => Jvp((Tensor x) => CrossEntropy(x, classes), s_x, s_x).Tangent,
            () => Vmap((Tensor x, Tensor c) => CrossEntropy(x, c))(s_x, classes),
            () => Vmap((Tensor x, Tensor c) => Grad((Tensor y) => CrossEntropy(y, c))(x))(s_x, classes),
            () => Vmap((Tensor x, Tensor c) => CrossEntropy(x, c), (null, 0))(s_x[0], classes),
        ];
        foreach (Func<Tensor> call in calls)
        {
            var e = Assert.Throws<ArgumentOutOfRangeException>(() => call());
            Assert.StartsWith($"CrossEntropy: class {number} is not one of the 3 classes", e.Message);
        }
    }

    [Fact]
    public void Class_numbers_of_a_wrong_shape_or_type_are_refused_by_the_name_of_the_loss()
    {
        Assert.StartsWith("CrossEntropy", Assert.Throws<ArgumentException>(() => CrossEntropy(s_x, Tensor.From([0, 1, 2]))).Message);
        Assert.StartsWith("CrossEntropy", Assert.Throws<ArgumentException>(() => CrossEntropy(s_x, Tensor.From([true, false]))).Message);
        Assert.StartsWith("CrossEntropy", Assert.Throws<ArgumentException>(() => CrossEntropy(Tensor.Scalar(1.0), Tensor.Scalar(0))).Message);
    }
}
