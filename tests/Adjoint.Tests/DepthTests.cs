using System.Diagnostics;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>Trees and modules that contain themselves, are very deep, or hold very many numbers: refused with a message, or passed by at once.</summary>
public sealed class DepthTests
{
    private const int Deep = 100_000, Many = 50_000_000;

    private static readonly Tensor s_x = Tensor.From([1.0, 2.0]);

    // By name: the runner prints arguments, and has no end of these.
    public static TheoryData<string> Circles { get; } = new("array", "list", "dictionary", "over others");

    [Theory]
    [MemberData(nameof(Circles))]
    public void Trees_that_contain_themselves_are_refused(string kind)
    {
        object tree = kind switch
        {
            "array" => ArrayInItself(),
            "list" => ListInItself(),
            "dictionary" => DictionaryInItself(),
            _ => new object[] { s_x, (s_x, new List<object> { ArrayInItself() }) },
        };
        Assert.All<Action>(
            [
                () => Tree.Leaves(tree), () => Tree.Map(tree, static x => x), () => Tree.NamedLeaves(tree), () => Tree.Ravel(tree),
                () => Grad((object t) => s_x)(tree), () => Vmap((object t) => s_x)(tree), () => Grad((Tensor x) => tree)(s_x),
            ],
            static use => Assert.Contains("contains itself", Quickly(() => Assert.Throws<ArgumentException>(use)).Message));
    }

    [Fact]
    public void Trees_that_are_too_deep_are_refused() =>
        Assert.Contains("levels", Quickly(static () => Assert.Throws<ArgumentException>(static () => Tree.Map(Nested(Deep), static x => x))).Message);

    [Fact]
    public void Trees_are_made_anew_or_refused_however_small_the_stack()
    {
        int most = 0;
        var thread = new Thread(
            () =>
            {
                for (int depth = 100; depth < 20_000; depth += 100)
                {
                    try
                    {
                        _ = Tree.Map(Nested(depth), static x => x);
                        most = depth;
                    }
                    catch (ArgumentException)
                    {
                    }
                }
            },
            512 << 10);
        thread.Start();
        thread.Join();
        Assert.InRange(most, 200, 20_000);
    }

    [Fact]
    public void Very_many_numbers_in_a_tree_are_carried_along() => Quickly(static () =>
    {
        var numbers = new List<float>(new float[Many]);
        var (list, array, text, x) = Tree.Map((numbers, new double[Many], new string[1 << 20], s_x), static x => x + 1);
        Assert.Same(numbers, list);
        Assert.Equal(Many, array.Length);
        Assert.Equal(1 << 20, text.Length);
        Assert.Equal([2.0, 3.0], x.ToArray<double>());
        return 0;
    });

    [Fact]
    public void Very_many_numbers_in_a_module_are_passed_by() => Quickly(static () =>
    {
        var model = new Numbers();
        Assert.Equal(["weight"], model.Parameters().Select(static p => p.Name));
        Assert.Contains("weight", model.ToString(), StringComparison.Ordinal);
        return 0;
    });

    [Fact]
    public void Modules_and_lists_that_contain_themselves_are_met_once()
    {
        var model = new Circle();
        Assert.Equal(["weight", "list.1"], model.Parameters().Select(static p => p.Name));
        Assert.Equal(2, model.Slots().Count);
        Assert.Equal(8.0, (double)Ops.Sum(Grad(() => Ops.Sum(model.Forward(s_x)), weights: model.TrainableParameters())().Tensors[0] * 2) + 2);
    }

    [Fact]
    public void Modules_that_are_too_deep_are_refused()
    {
        Module chain = new Link(null);
        for (int i = 0; i < Deep; i++) chain = new Link(chain);
        Assert.Contains("parts inside parts", Quickly(() => Assert.Throws<InvalidOperationException>(() => chain.Parameters())).Message);
        var lists = new Lists(Nested(Deep));
        Assert.Contains("parts inside parts", Quickly(() => Assert.Throws<InvalidOperationException>(() => lists.Parameters())).Message);
    }

    private static T Quickly<T>(Func<T> run)
    {
        var watch = Stopwatch.StartNew();
        T result = run();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20); // minutes, where each number is looked at
        return result;
    }

    private static object Nested(int depth)
    {
        object tree = s_x;
        for (int i = 0; i < depth; i++) tree = i % 2 == 0 ? new object[] { tree } : new List<object> { tree };
        return tree;
    }

    private static object[] ArrayInItself()
    {
        object[] array = [s_x, null!];
        array[1] = array;
        return array;
    }

    private static List<object> ListInItself()
    {
        List<object> list = [s_x];
        list.Add(list);
        return list;
    }

    private static Dictionary<string, object> DictionaryInItself()
    {
        Dictionary<string, object> dictionary = new() { ["x"] = s_x };
        dictionary["itself"] = dictionary;
        return dictionary;
    }

    private sealed class Numbers : Module
    {
        private readonly float[] _array = new float[Many];
        private readonly List<double> _list = [.. new double[Many]];
        private readonly List<string> _text = [.. new string[1 << 20]];
        private readonly Parameter _weight = new(Tensor.Ones(2));

        public override string ToString() => $"{base.ToString()} {_weight.Name} {_array.Length + _list.Count + _text.Count}";
    }

    private sealed class Circle : Module<Tensor, Tensor>
    {
        private readonly Parameter _weight = new(Tensor.From([1.0, 2.0]));
        private readonly Circle _itself;
        private readonly List<object> _list;

        public Circle()
        {
            _itself = this;
            _list = [this, new Parameter(Tensor.Ones(1))];
            _list.Add(_list);
        }

        public override Tensor Forward(Tensor x) => x * _itself._weight * _list.Count / 3;
    }

    private sealed class Link(Module? next) : Module
    {
        public Module? Next { get; } = next;
    }

    private sealed class Lists(object list) : Module
    {
        public object List { get; } = list;
    }
}
