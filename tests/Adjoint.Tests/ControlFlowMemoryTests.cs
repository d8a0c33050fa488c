using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Loops that are recorded once hold on to nothing after they are done.</summary>
[Collection("alone")]
public sealed class ControlFlowMemoryTests
{
    [Fact]
    public void What_a_loop_keeps_goes_with_it()
    {
        long before = 0;
        for (int round = 0; round < 30; round++)
        {
            _ = Grad((Tensor x) => Sum(Scan((Tensor c, Tensor y) => (Sin(c) * y, c), x, Tensor.Ones(50, 1000)).Carry))(Tensor.Ones(1000)).ToArray<float>();
            if (round == 10) before = TensorMemory.Collect().BytesInUse;
        }

        Assert.True(TensorMemory.Collect().BytesInUse <= before + 1_000_000, "memory grows");
    }
}
