using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A trunk of residual blocks that makes features of colour images (He et al., 2016), and a head that makes classes of features.</summary>
internal sealed class ResidualNetwork(Sequential trunk, Linear head) : Module<Tensor, Tensor>
{
    public const long Features = 64;

    public ResidualNetwork(int classes, RandomKey key)
        : this(NewTrunk(key.FoldIn(0)), new Linear(Features, classes, key.FoldIn(1)))
    {
    }

    public Sequential Trunk { get; } = trunk;

    public Linear Head { get; } = head;

    public override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

    public override Tensor Forward(Tensor x, Mode mode) => Head.Forward(Trunk.Forward(x, mode));

    private static Sequential NewTrunk(RandomKey key) => new()
    {
        new Conv2D(3, 16, 3, key.FoldIn(0), padding: 1, bias: false), new BatchNorm(16), Relu,
        Block(16, 16, 1, key.FoldIn(1)), Relu,
        Block(16, 32, 2, key.FoldIn(2)), Relu,
        Block(32, Features, 2, key.FoldIn(3)), Relu,
        new AdaptiveAvgPool2D(1), new Flatten(),
    };

    private static Residual Block(long inputs, long outputs, long stride, RandomKey key) => new(
        new Sequential
        {
            new Conv2D(inputs, outputs, 3, key.FoldIn(0), stride: stride, padding: 1, bias: false), new BatchNorm(outputs), Relu,
            new Conv2D(outputs, outputs, 3, key.FoldIn(1), padding: 1, bias: false), new BatchNorm(outputs),
        },
        stride == 1 ? null : new Sequential { new Conv2D(inputs, outputs, 1, key.FoldIn(2), stride: stride, bias: false), new BatchNorm(outputs) });
}
