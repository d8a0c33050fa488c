using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The parameters of an affine map.</summary>
[TensorTree]
internal sealed partial record Dense(Tensor W, Tensor B)
{
    public static Dense Draw(long inputs, long outputs, RandomKey key) =>
        new(key.Normal(inputs, outputs) * Math.Sqrt(2.0 / inputs), Tensor.Zeros(outputs));

    public Tensor Apply(Tensor x) => MatMul(x, W) + B;
}

/// <summary>The parameters of a network: all of it, for what it computes is a function of them.</summary>
[TensorTree]
internal sealed partial record Mlp(Dense[] Layers)
{
    public static Mlp Draw(RandomKey key, params long[] widths) =>
        new([.. widths.Zip(widths.Skip(1), (a, b) => (a, b)).Select((w, i) => Dense.Draw(w.a, w.b, key.FoldIn(i)))]);

    public Tensor Apply(Tensor x) => Layers[^1].Apply(Layers[..^1].Aggregate(x, static (h, layer) => Relu(layer.Apply(h))));
}
