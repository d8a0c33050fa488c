using System.Reflection;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Members of partial classes are shown by what the compiler writes, those of others are found by reflection: both are the same.</summary>
public sealed partial class ModuleVisitorTests
{
    private static readonly RandomKey s_key = new(0);

    private static bool IsWritten(Type type) =>
        type.GetMethod("VisitMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    [Fact]
    public void All_layers_of_the_library_are_written() => Assert.Empty(
        typeof(Module).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Module)) && !IsWritten(t)).Select(static t => t.Name));

    [Fact]
    public void A_partial_class_has_the_members_that_reflection_finds()
    {
        Assert.True(IsWritten(typeof(Written)));
        Assert.False(IsWritten(typeof(Reflected)));
        string[] expected = ["kept", "bias", "others.0", "pair.0", "pair.1.0", "list.0.weight", "named.a.weight", "fixed.0", "field"];
        Assert.Equal(expected, new Written().Slots().Names);
        Assert.Equal(expected, new Reflected().Slots().Names);
    }

    [Fact]
    public void Its_copies_have_members_of_their_own()
    {
        var module = new Written();
        Written twice = Tree.Map(module, static x => 2 * x);
        Assert.Equal([1f, 2f], (float[])[(float)module.Kept.Value, (float)twice.Kept.Value]);
        Assert.Equal([1f, 2f], (float[])[(float)module.Pair.Item2[0].Value, (float)twice.Pair.Item2[0].Value]);
        Assert.Equal([1f, 2f], (float[])[(float)module.Fixed[0].Value, (float)twice.Fixed[0].Value]);
        Assert.NotSame(module.List[0], twice.List[0]);
        Assert.Equal(module.Slots().Names, twice.Slots().Names);
    }

    [Fact]
    public void Classes_of_both_sorts_may_derive_from_each_other()
    {
        Assert.Equal(["first", "secondOwn", "thirdOwn"], new Third().Slots().Names);
        Assert.Equal(["first", "secondOwn", "thirdOwn"], Tree.Map(new Third(), static x => 2 * x).Slots().Names);
        Assert.Equal(6f, Tree.Map(new Third(), static x => 2 * x).Slots().Sum(static s => (float)s.Value));
    }

    [Fact]
    public void Classes_with_type_parameters_are_written()
    {
        Assert.True(IsWritten(typeof(Around<>)));
        Assert.Equal(["inner.weight", "pair.0.weight"], new Around<Linear>(new Linear(1, 1, s_key, bias: false), new Linear(1, 1, s_key, bias: false)).Slots().Names);
    }

    [Fact]
    public void A_parameter_of_the_class_that_a_method_uses_is_found()
    {
        Assert.False(IsWritten(typeof(Captures)));
        Assert.Equal(["inner.weight", "inner.bias"], new Captures(new Linear(1, 1, s_key)).Slots().Names);
    }

    private static Parameter One() => new(Tensor.From([1f]));

    private sealed partial class Written : Module
    {
        private readonly Parameter _kept = One();
        private readonly int _count = 3;

        public Parameter Kept => _kept;

        public Slot Bias { get; } = new(Tensor.From([1f]));

        public Slots Others { get; set; } = new(new Slot(Tensor.From([1f])));

        public (Parameter, Parameter[]) Pair { get; } = (One(), [One()]);

        public List<Linear> List { get; } = [new(1, 1, s_key, bias: false)];

        public IDictionary<string, Module> Named { get; } = new Dictionary<string, Module> { ["a"] = new Linear(1, 1, s_key, bias: false) };

        public IReadOnlyList<Parameter> Fixed { get; } = [One()];

        public object? Field = One();

        public int Count => _count;
    }

    private sealed class Reflected : Module
    {
        private readonly Parameter _kept = One();

        public Parameter Kept => _kept;

        public Slot Bias { get; } = new(Tensor.From([1f]));

        public Slots Others { get; set; } = new(new Slot(Tensor.From([1f])));

        public (Parameter, Parameter[]) Pair { get; } = (One(), [One()]);

        public List<Linear> List { get; } = [new(1, 1, s_key, bias: false)];

        public IDictionary<string, Module> Named { get; } = new Dictionary<string, Module> { ["a"] = new Linear(1, 1, s_key, bias: false) };

        public IReadOnlyList<Parameter> Fixed { get; } = [One()];

        public object? Field = One();
    }

    private abstract class First : Module
    {
        private readonly Parameter _first = One();

        public Parameter Own => _first;
    }

    private abstract partial class Second : First
    {
        public Parameter SecondOwn { get; } = One();
    }

    private sealed class Third : Second
    {
        public Parameter ThirdOwn { get; } = One();
    }

    private sealed partial class Around<T>(T inner, T other) : Module
        where T : Module
    {
        private readonly T _inner = inner;

        public T Inner => _inner;

        public (T, int) Pair { get; } = (other, 3);
    }

    private sealed partial class Captures(Linear inner) : Module<Tensor, Tensor>
    {
        public override Tensor Forward(Tensor x) => inner.Forward(x);
    }
}
