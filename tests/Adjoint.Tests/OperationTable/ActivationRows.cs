using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Activations beyond those of one function.</summary>
internal static class ActivationRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("gelu by tanh", x => Gelu(x[0], approximate: true), One),
        new("softplus, scaled", x => Softplus(x[0], 1.7, 2.5), One),
        new("log_sigmoid", x => LogSigmoid(x[0]), One),
        new("leaky_relu", x => LeakyRelu(x[0], 0.2), One) { HasSecondOrder = false },
        new("elu", x => Elu(x[0], 1.3), One),
        new("celu", x => Celu(x[0], 0.7), One),
        new("selu", x => Selu(x[0]), One),
        new("mish", x => Mish(x[0]), One),
        new("hardswish", x => Hardswish(x[0] * 2.1), One),
        new("hardsigmoid", x => Hardsigmoid(x[0] * 2.1), One) { HasSecondOrder = false },
        new("hardtanh", x => Hardtanh(x[0], -1.1, 0.9), One) { HasSecondOrder = false },
        new("relu6", x => Relu6(x[0] * 4.1), One) { HasSecondOrder = false },
        new("hardshrink", x => Hardshrink(x[0], 0.7), One) { HasSecondOrder = false },
        new("softshrink", x => Softshrink(x[0], 0.7), One) { HasSecondOrder = false },
        new("softsign", x => Softsign(x[0]), One),
        new("tanhshrink", x => Tanhshrink(x[0]), One),
        new("prelu", x => PRelu(x[0], x[1]), [[[2, 3], [3]], [[4], [4]], [[2, 3], []], [[2, 3, 2], [3]], [[0, 3], [3]], [[], []], [[2, 2, 1, 2], [1]]]),
        new("glu", x => Glu(x[0]), [[[2, 4]], [[6]], [[0, 2]], [[2, 0]], [[2, 2, 2]]]),
        new("glu over the first axis", x => Glu(x[0], 0), [[[4, 3]], [[2]]]),
        new("softmin", x => Softmin(x[0], 0), [[[2, 3]], [[4]]]),
        new("dropout", x => Dropout(x[0], 0.4, new RandomKey(3)), One) { HasSecondOrder = false },
        new("dropout of nothing", x => Dropout(x[0], 0, new RandomKey(3)), [[[2, 3]]]) { HasSecondOrder = false },
    ];
}
