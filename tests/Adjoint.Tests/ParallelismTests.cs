using Xunit;

namespace Adjoint.Tests;

/// <summary>The number of threads.</summary>
public sealed class ParallelismTests
{
    [Fact]
    public void The_number_of_threads_is_set_and_set_back()
    {
        int before = Parallelism.ThreadCount;
        Assert.InRange(before, 1, 1024);
        try
        {
            Parallelism.ThreadCount = 3;
            Assert.Equal(3, Parallelism.ThreadCount);
            Tensor x = new RandomKey(1).Normal(300, 300);
            float[] three = Ops.MatMul(x, x).ToArray<float>();
            Parallelism.ThreadCount = 1;
            Assert.Equal(three, Ops.MatMul(x, x).ToArray<float>());
        }
        finally
        {
            Parallelism.ThreadCount = 0;
        }

        Assert.Equal(before, Parallelism.ThreadCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.ThreadCount = -1);
    }
}
