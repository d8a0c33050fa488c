using System.Numerics;
using System.Text.Json;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Tensors in JSON keep type, shape and every bit.</summary>
public sealed class JsonTests
{
    public static TheoryData<Tensor> Tensors() =>
    [
        Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3), Tensor.From([1 / 3.0, double.MaxValue, double.Epsilon, -0.0]),
        Tensor.From([float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.1f]), Tensor.From([double.NaN, double.NegativeInfinity]),
        Tensor.From([true, false]), Tensor.From([(byte)0, (byte)255]), Tensor.From([(sbyte)-128]), Tensor.From([short.MinValue]), Tensor.From([int.MaxValue]),
        Tensor.From([long.MinValue, (1L << 53) + 1]), Tensor.From([(Half)0.1, Half.MaxValue, Half.Epsilon]), Tensor.From([(BFloat16)(1 / 3f), (BFloat16)3e38f]),
        Tensor.From([new Complex(1, -2), new Complex(double.NaN, double.PositiveInfinity)]), Tensor.From([new Complex(0.5, 0.25)]).Cast(DType.Complex64),
        Tensor.Scalar(2.5f), Tensor.Zeros(0, 3), Tensor.Zeros([2, 0, 3], DType.Int32), Tensor.Arange(6).Reshape(2, 3).T,
    ];

    [Theory]
    [MemberData(nameof(Tensors), DisableDiscoveryEnumeration = true)]
    public void A_tensor_comes_back_as_it_was(Tensor x)
    {
        Tensor back = JsonSerializer.Deserialize<Tensor>(JsonSerializer.Serialize(x))!;
        Assert.Equal((x.DType, x.Shape), (back.DType, back.Shape));
        Assert.Equal(x.ToBytes(), back.ToBytes());
    }

    [Fact]
    public void The_text_names_type_and_shape() =>
        Assert.Equal(
            """{"dtype":"Float32","shape":[2,2],"data":[1,0.1,"NaN",4]}""", JsonSerializer.Serialize(Tensor.From([1f, 0.1f, float.NaN, 4f], 2, 2)));

    [Fact]
    public void Members_may_stand_in_any_order() =>
        Assert.Equal([[1, 2]], JsonSerializer.Deserialize<Tensor>("""{"data":[1,2],"shape":[1,2],"dtype":"Int32"}""")!.ToArray2D<int>().Cast<int>().Chunk(2));

    [Fact]
    public void Tensors_are_members_of_other_things()
    {
        var record = new Record("first", Tensor.From([1.5, 2.5]), null);
        Record back = JsonSerializer.Deserialize<Record>(JsonSerializer.Serialize(record))!;
        Assert.Equal("first", back.Name);
        Assert.Equal([1.5, 2.5], back.Weights.ToArray<double>());
        Assert.Null(back.Bias);
    }

    [Fact]
    public void What_is_stored_has_its_own_type() => Assert.False(JsonSerializer.Deserialize<Tensor>(JsonSerializer.Serialize<Tensor>(2.0))!.IsWeak);

    [Theory]
    [InlineData("""[1,2]""", "dtype")]
    [InlineData("""{"shape":[2],"data":[1,2]}""", "dtype")]
    [InlineData("""{"dtype":"Float32","data":[1,2]}""", "shape")]
    [InlineData("""{"dtype":"Float31","shape":[2],"data":[1,2]}""", "Float31")]
    [InlineData("""{"dtype":"99","shape":[2],"data":[1,2]}""", "99")]
    [InlineData("""{"dtype":"Float32","shape":[3],"data":[1,2]}""", "[3]")]
    [InlineData("""{"dtype":"Float32","shape":[2],"data":[1,"x"]}""", "'x'")]
    [InlineData("""{"dtype":"Int32","shape":[2],"data":[1,2.5]}""", "Int32")]
    [InlineData("""{"dtype":"UInt8","shape":[2],"data":[1,256]}""", "UInt8")]
    [InlineData("""{"dtype":"Bool","shape":[2],"data":[true,1]}""", "Bool")]
    [InlineData("""{"dtype":"Complex128","shape":[1],"data":[[1]]}""", "Complex128")]
    public void What_is_no_tensor_is_refused(string json, string named) =>
        Assert.Contains(named, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Tensor>(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_comes_back_with_its_parameters_and_statistics()
    {
        Sequential Model(ulong seed) => new() { new Linear(2, 3, new RandomKey(seed)), new BatchNorm(3), Ops.Tanh };
        Sequential model = Model(0), other = Model(1);
        _ = model.Forward(new RandomKey(2).Normal(8, 2), Mode.Train());
        string json = Tree.ToJson(model);
        Assert.StartsWith("""{"layers.0.weight":{"dtype":"Float32","shape":[2,3],"data":[""", json, StringComparison.Ordinal);
        Sequential back = Tree.FromJson(json, other);
        Assert.All(model.Slots().Zip(back.Slots()), static pair => Assert.Equal(pair.First.Value.ToBytes(), pair.Second.Value.ToBytes()));
        Assert.NotEqual(((Linear)model.Layers[0]).Weight.Value.ToBytes(), ((Linear)other.Layers[0]).Weight.Value.ToBytes()); // it stays as it is
    }

    [Fact]
    public void Trees_and_the_states_of_optimizers_come_back()
    {
        var tree = (Weights: Tensor.From([1.5, 2.5]), List: new[] { Tensor.From([1, 2, 3]), Tensor.From([true]) });
        var back = Tree.FromJson(Tree.ToJson(tree, indented: true), like: Tree.ZerosLike(tree));
        Assert.Equal([1.5, 2.5], back.Weights.ToArray<double>());
        Assert.Equal([1, 2, 3], back.List[0].ToArray<int>());
        Assert.Equal([true], back.List[1].ToArray<bool>());
    }

    [Theory]
    [InlineData("[1, 2]", "object of tensors")]
    [InlineData("""{"a": 1}""", "dtype")]
    [InlineData("""{"a": {"dtype":"Int32","shape":[],"data":[1]}, "a": {"dtype":"Int32","shape":[],"data":[1]}}""", "twice")]
    public void What_is_no_tree_is_refused(string json, string named) =>
        Assert.Contains(named, Assert.Throws<JsonException>(() => Tree.FromJson(json, new Linear(1, 1, new RandomKey(0)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_tree_of_another_structure_is_refused_with_what_differs()
    {
        string message = Assert.Throws<InvalidDataException>(() => Tree.FromJson("""{"scale": {"dtype":"Int32","shape":[],"data":[1]}}""", new Linear(1, 1, new RandomKey(0)))).Message;
        Assert.Contains("missing: weight, bias", message, StringComparison.Ordinal);
        Assert.Contains("unexpected: scale", message, StringComparison.Ordinal);
    }

    private sealed record Record(string Name, Tensor Weights, Tensor? Bias);
}
