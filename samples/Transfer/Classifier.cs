using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A trunk that makes features of images, and a head that makes classes of features.</summary>
internal sealed class Classifier(Sequential trunk, Linear head) : Module<Tensor, Tensor>
{
    private const long Features = 64;

    /// <summary>Puts a new head on a trunk.</summary>
    public Classifier(Sequential trunk, int classes, RandomKey key)
        : this(trunk, new Linear(Features, classes, key))
    {
    }

    public Sequential Trunk { get; } = trunk;

    public Linear Head { get; } = head;

    public static Sequential NewTrunk(RandomKey key) => new()
    {
        new Conv2D(1, 16, 3, key.FoldIn(0), padding: 1), Relu, new MaxPool2D(2),
        new Conv2D(16, 32, 3, key.FoldIn(1), padding: 1), Relu, new MaxPool2D(2),
        new Conv2D(32, Features, 3, key.FoldIn(2), padding: 1), Relu,
        static x => Max(x, (2, 3)),
    };

    public override Tensor Forward(Tensor x) => Head.Forward(Trunk.Forward(x));
}
