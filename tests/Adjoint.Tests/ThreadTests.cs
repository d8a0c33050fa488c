using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Transforms on several threads at once.</summary>
public sealed class ThreadTests
{
    [Fact]
    public void Transforms_of_different_threads_are_independent()
    {
        Tensor shared = Tensor.From([1.0, 2.0, 3.0]);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var gradient = Grad(Grad((Tensor x) => Sum(x * x * x * i)));
            for (int n = 0; n < 500; n++)
                Assert.Equal([6 * i, 12 * i, 18 * i], gradient(shared).ToArray<double>());
        });
    }

    [Fact]
    public void A_parameter_is_followed_on_the_thread_of_the_transform_alone()
    {
        var p = new Parameter(Tensor.From([2.0]), "p");
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var gradient = Grad(() => Sum(p.Value * p.Value * i), weights: [p]);
            for (int n = 0; n < 200; n++)
                Assert.Equal(4.0 * i, (double)gradient()[p]);
        });
    }

    [Fact]
    public void A_followed_tensor_belongs_to_its_thread()
    {
        Exception? found = null;
        _ = Grad((Tensor x) =>
        {
            var thread = new Thread(() => found = Record.Exception(() => x * 2));
            thread.Start();
            thread.Join();
            return x;
        })(Tensor.Ones(2));
        Assert.IsType<InvalidOperationException>(found, exactMatch: false);
        Assert.Contains("thread", found!.Message);
    }

    [Fact]
    public void Results_may_be_used_on_any_thread()
    {
        Tensor[] results = [.. Enumerable.Range(0, 16).AsParallel().Select(static i => Grad((Tensor x) => x * x)(Tensor.Full([100, 100], (double)i)))];
        Assert.Equal(2 * 120 * 10_000.0, results.Sum(static r => (double)Sum(r)));
    }
}
