using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Distributed.Program;

/// <summary>What processes do together, with numbers that one can add up by hand: process r has r + 1.</summary>
internal static class Collective
{
    public static void All(Communicator world)
    {
        double own = world.Rank + 1;
        Tensor x = Tensor.From([own, 10 * own]);
        Report.Line(world, $"size {world.Size}");
        Report.Line(world, $"all-reduce {Text(world.AllReduce(x))}");
        (Tensor sum, List<Tensor> more) = world.AllReduce((x, new List<Tensor> { Tensor.Scalar(world.Rank) }));
        Report.Line(world, $"all-reduce of a tree {Text(sum)} {more[0]}");
        Report.Line(world, $"all-gather {Text(world.AllGather(x))}");
        Report.Line(world, $"broadcast {Text(world.Broadcast(x, world.Size - 1))}");
        Report.Line(world, $"reduce-scatter {Text(world.ReduceScatter(own * Tensor.Arange(world.Size, dtype: DType.Float64)))}");
        Report.Line(world, $"gradient {Text(Grad((Tensor v) => Sum(world.AllReduce(v) * world.AllReduce(v)))(x))}");
        Report.Line(world, $"large {(double)Sum(world.AllReduce(own * Tensor.Ones([1_000_003], DType.Float64)))}");
        world.Barrier();
    }

    private static string Text(Tensor x) => string.Join(' ', x.Reshape(-1).ToArray<double>());
}
