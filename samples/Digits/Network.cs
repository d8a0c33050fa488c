using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>One hidden layer.</summary>
internal sealed class Network(long inputs, long width, RandomKey key) : Module<Tensor, Tensor>
{
    private readonly Linear _hidden = new(inputs, width, key.FoldIn(0)), _output = new(width, 10, key.FoldIn(1));

    public override Tensor Forward(Tensor x) => _output.Forward(Relu(_hidden.Forward(x)));
}
