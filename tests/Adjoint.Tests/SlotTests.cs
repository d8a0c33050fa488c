using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Slots: what is put there stays, keeps its type and shape, and is a tree by name.</summary>
public sealed class SlotTests
{
    [Fact]
    public void A_number_lives_in_a_slot()
    {
        var rate = Slot.Of(0.1, "rate");
        Assert.Equal(0.1, (double)rate.Value);
        rate.Set(0.05);
        Assert.Equal(0.05, (double)rate);
        rate.Value = 2;
        Assert.Equal([2.0, 2f, 2L, 2], (object[])[(double)rate, (float)rate, (long)rate, (int)rate]);
        Assert.Equal(6.0, (double)(rate * Tensor.From([3.0])));
        Assert.Equal("rate (Float64, [])", rate.ToString());
        Assert.True((bool)Slot.Of(true));
    }

    [Fact]
    public void What_lies_in_a_slot_is_strong()
    {
        Assert.Equal(DType.Float64, (Slot.Of(0.1) * Tensor.From([1f])).DType);
        Assert.Equal(DType.Float32, (Slot.Of(0.1f) * Tensor.From([1f])).DType);
        Slot single = Slot.Of(0.1f);
        single.Value = 0.3;
        Assert.Equal(DType.Float32, single.Value.DType);
        Assert.Equal(DType.Float64, (single * Tensor.From([1.0])).DType);
        single.Value = 1;
        Assert.Equal(DType.Float32, (single * Tensor.From([1f])).DType);
        Assert.Equal(DType.Float64, (Slot.Of(1.0) * Tensor.From([1f])).DType);
    }

    [Fact]
    public void A_parameter_takes_numbers_in_its_own_type()
    {
        var p = new Parameter(Tensor.Scalar(1f), "p") { Value = 2.5 };
        Assert.Equal(DType.Float32, p.Value.DType);
        Assert.Equal(2.5, (double)p.Value);
    }

    [Fact]
    public void Another_shape_or_type_is_refused_by_name()
    {
        var slot = new Slot(Tensor.Ones(2, 3), "running mean");
        foreach (Tensor value in (Tensor[])[Tensor.Ones(3), Tensor.Ones([2, 3], DType.Float64), Tensor.Ones(3, 2), 1.0, Tensor.From([1, 2])])
        {
            var e = Assert.Throws<ArgumentException>(() => slot.Value = value);
            Assert.Contains("'running mean' is Float32 of shape [2, 3]", e.Message);
            Assert.Throws<ArgumentException>(() => slot.Set(value));
        }

        Assert.Throws<ArgumentException>(() => Slot.Of(1, "count").Set(0.5));
        Assert.Throws<ArgumentException>(() => Slot.Of(true, "flag").Set(1));
        Assert.Throws<ArgumentNullException>(() => slot.Value = null!);
        Assert.Throws<ArgumentNullException>(() => new Slot(null!));
        Assert.Throws<ArgumentNullException>(() => new Slot(1, null!));
        Assert.Equal(6.0, (double)Sum(slot));
    }

    [Fact]
    public void What_is_put_into_a_slot_outlives_scopes_and_transforms()
    {
        var slot = Slot.Of(0.0, "seen");
        Func<Tensor, Tensor> gradient = Grad((Tensor x) =>
        {
            slot.Value = Exp(x);
            return Square(x);
        });
        Assert.Equal(2.0, (double)gradient(1.0));
        Assert.Equal(Math.E, (double)slot.Value, 1e-15);
        Assert.Equal(0.0, (double)Grad((Tensor x) => slot + 0 * x)(1.0)); // a plain value again
        using (new TensorScope())
            slot.Value = slot.Value + 1;
        Assert.Equal(Math.E + 1, (double)slot.Value, 1e-15);
        using (new TensorScope())
            slot = new Slot(Tensor.Ones(3) + 1);
        Assert.Equal(6.0, (double)Sum(slot.Value));
    }

    [Fact]
    public void What_a_batch_leaves_in_a_slot_throws_when_it_is_read()
    {
        var slot = Slot.Of(0.0);
        _ = Vmap((Tensor x) => slot.Value = x * 2)(Tensor.From([1.0, 2.0]));
        Assert.ThrowsAny<Exception>(() => (double)slot.Value);
    }

    [Fact]
    public void A_parameter_put_inside_a_transform_is_read_there()
    {
        var p = new Parameter(Tensor.Scalar(3.0), "p");
        Gradients g = Grad(() =>
        {
            p.Value = p.Value * p.Value;
            return p.Value * 2;
        }, weights: [p])();
        Assert.Equal(12.0, (double)g[p]); // d 2p² / dp
        Assert.Equal(9.0, (double)p.Value);
    }

    [Fact]
    public void The_slot_of_a_parameter_is_followed_too()
    {
        var p = new Parameter(Tensor.Scalar(3.0), "p");
        Assert.Equal(6.0, (double)Grad(() => Square(p.Slot.Value), weights: [p])()[p]);
        p.Slot.Value = 4;
        Assert.Equal(4.0, (double)p.Value);
        Assert.Equal("p", p.Slot.Name);
    }

    [Fact]
    public void A_slot_is_a_tree()
    {
        var slot = new Slot(Tensor.From([1.0, 2.0]), "w");
        Slot twice = Tree.Map(slot, static x => 2 * x);
        Assert.Equal([2.0, 4.0], twice.Value.ToArray<double>());
        Assert.Equal([1.0, 2.0], slot.Value.ToArray<double>());
        Assert.Equal("w", twice.Name);
        Assert.Equal([2.0, 4.0], Grad((Slot s) => Sum(Square(s.Value)))(slot).Value.ToArray<double>());
        Assert.Equal(2, Tree.Count(slot));
        (Slot, Tensor) both = Tree.Map((slot, Tensor.From([5.0])), static x => -x);
        Assert.Equal([-1.0, -2.0], both.Item1.Value.ToArray<double>());
    }

    [Fact]
    public void The_gradient_of_whole_numbers_has_no_tensor()
    {
        var slots = new Slots(Slot.Of(2.0, "x"), Slot.Of(3, "n"));
        Slots gradient = Grad((Slots s) => Square(s["x"]) * s["n"].Value)(slots);
        Assert.Equal(12.0, (double)gradient["x"]);
        Assert.Equal("n (no tensor)", gradient["n"].ToString());
    }

    private sealed class Normed(RandomKey key) : Module<Tensor, Tensor>
    {
        private readonly Linear _inner = new(2, 2, key);
        private readonly Slot _mean = new(Tensor.Zeros(2));
        private readonly Slot[] _more = [Slot.Of(1), Slot.Of(2)];

        public Slot Count { get; } = Slot.Of(0);

        public override Tensor Forward(Tensor x)
        {
            _mean.Value = 0.5 * _mean.Value + 0.5 * Mean(x, 0);
            Count.Value += 1;
            return _inner.Forward(x - _mean.Value);
        }
    }

    [Fact]
    public void A_module_lists_its_state_by_path()
    {
        var model = new Sequential(new Normed(new RandomKey(1)), new Linear(2, 1, new RandomKey(2), bias: false));
        Slots slots = model.Slots();
        Assert.Equal(
            ["layers.0.inner.weight", "layers.0.inner.bias", "layers.0.mean", "layers.0.more.0", "layers.0.more.1", "layers.0.count", "layers.1.weight"],
            slots.Names);
        Assert.Equal(slots.Names, Tree.NamedLeaves(slots).Select(static l => l.Path));
        Assert.Equal(["layers.0.inner.weight", "layers.0.inner.bias", "layers.1.weight"], model.Parameters().Select(static p => p.Name));
        _ = model.Forward(Tensor.From([1f, 2f, 3f, 4f], 2, 2));
        Assert.Equal([1f, 1.5f], slots["layers.0.mean"].Value.ToArray<float>());
        Assert.Equal(1, (int)slots["layers.0.count"]);
        Assert.Throws<KeyNotFoundException>(() => slots["mean"]);
    }

    [Fact]
    public void State_is_taken_aside_and_put_back()
    {
        var model = new Normed(new RandomKey(1));
        Slots before = Tree.Map(model.Slots(), static x => x);
        Tensor x = Tensor.Ones(3, 2);
        Tensor first = model.Forward(x), second = model.Forward(x);
        Assert.NotEqual(first.ToArray<float>(), second.ToArray<float>());
        model.Slots().Set(before);
        Assert.Equal(first.ToArray<float>(), model.Forward(x).ToArray<float>());
    }

    [Fact]
    public void Set_changes_all_or_nothing()
    {
        var slots = new Slots(Slot.Of(1.0, "a"), new Slot(Tensor.Ones(2), "b"));
        var e = Assert.Throws<ArgumentException>(() => slots.Set(new Slots(Slot.Of(5.0, "a"), new Slot(Tensor.Ones(3), "b"))));
        Assert.Contains("'b' is Float32 of shape [2]", e.Message);
        Assert.Contains("'c'", Assert.Throws<ArgumentException>(() => slots.Set(new Slots(Slot.Of(5.0, "a"), Slot.Of(5.0, "b"), Slot.Of(1, "c")))).Message);
        Assert.Contains("'b'", Assert.Throws<ArgumentException>(() => slots.Set(new Slots(Slot.Of(5.0, "a")))).Message);
        Assert.Equal(1.0, (double)slots["a"]);
        slots.Set(new Slots(new Slot(Tensor.Zeros(2), "b"), Slot.Of(5.0, "a"))); // in any order
        Assert.Equal(5.0, (double)slots["a"]);
        Assert.Equal(0.0, (double)Sum(slots["b"]));
    }

    [Fact]
    public void The_names_of_a_list_stay_when_a_part_is_listed_by_itself()
    {
        var model = new Sequential(new Linear(2, 2, new RandomKey(1)));
        Slots slots = model.Slots();
        _ = model.Layers[0].Slots();
        Assert.Equal(["layers.0.weight", "layers.0.bias"], slots.Names);
        Assert.Equal(slots.Names, Tree.NamedLeaves(slots).Select(static l => l.Path));
        slots.Set(Tree.Map(slots, static x => 0 * x));
        Assert.Equal(0f, (float)Sum(Abs(slots["layers.0.weight"].Value)));
        model.Slots().Set(slots);
    }
}
