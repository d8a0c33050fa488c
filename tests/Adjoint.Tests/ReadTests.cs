using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>Elements are looked at where they lie, for the length of a call: nothing that happens meanwhile takes them away.</summary>
public sealed class ReadTests
{
    private static readonly float[] s_expected = [.. Enumerable.Range(0, 20_000).Select(static i => (float)i)];

    public static TheoryData<int> Counts { get; } = new(1, 3, 8, 9, 1000, 20_000);

    [Fact]
    public void Read_makes_no_copy()
    {
        Tensor x = Tensor.From(s_expected);
        Assert.Equal(Elements.AddressOf<float>(x), Elements.AddressOf<float>(x));
        Assert.Equal(Elements.AddressOf<float>(x), Elements.AddressOf<float>(x.Reshape(100, 200)));
        Assert.Equal(Elements.AddressOf<float>(x) + 400, Elements.AddressOf<float>(x[100..]));
    }

    [Fact]
    public void Read_without_captures_allocates_nothing_on_the_heap()
    {
        Tensor x = Tensor.Ones(1000).Contiguous();
        _ = First(x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        float first = First(x);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1f, first);

        static float First(Tensor x) => x.Read(static (ReadOnlySpan<float> e) => e[0]);
    }

    [Fact]
    public void Read_of_a_view_in_another_order_copies()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], 2, 2);
        Assert.Equal([1, 3, 2, 4], x.T.Read(static (ReadOnlySpan<int> e) => e.ToArray()));
        Assert.Equal([0f, 0f, 0f], Tensor.Zeros(3).Read(static (ReadOnlySpan<float> e) => e.ToArray()));
    }

    [Fact]
    public void Read_of_nothing_is_empty()
    {
        Assert.Equal(0, Tensor.Zeros(0, 3).Read(static (ReadOnlySpan<float> e) => e.Length));
        Assert.Equal(0, Tensor.From([1, 2, 3, 4], 2, 2).T[..0].Read(static (ReadOnlySpan<int> e) => e.Length));
    }

    [Fact]
    public void Read_of_another_type_names_both()
    {
        var e = Assert.Throws<ArgumentException>(static () => Tensor.From([1f]).Read<double>(static _ => { }));
        Assert.Contains("Float32", e.Message);
        Assert.Contains("Double", e.Message);
    }

    [Fact]
    public void Read_of_more_than_a_span_holds_says_so() =>
        Assert.Contains("span", Assert.Throws<OverflowException>(static () => Tensor.Zeros(1L << 40).Read<float>(static _ => { })).Message);

    [Fact]
    public void Read_of_a_symbolic_tensor_is_refused() =>
        Assert.Throws<ValueDependentException>(static () => Vmap(static (Tensor x) => x * x.Read(static (ReadOnlySpan<float> e) => e[0]))(Tensor.Ones(3, 2)));

    [Theory]
    [MemberData(nameof(Counts))]
    public void Elements_stay_when_the_tensor_is_disposed(int count)
    {
        Tensor x = First(count);
        x.Read((ReadOnlySpan<float> e) =>
        {
            x.Dispose();
            Overwrite(count);
            Assert.Equal(s_expected.AsSpan(0, count), e);
        });
        Assert.Throws<ObjectDisposedException>(() => x.Read<float>(static _ => { }));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Elements_of_a_temporary_stay_when_the_collector_runs(int count) =>
        (First(count) * 1).Read((ReadOnlySpan<float> e) =>
        {
            _ = TensorMemory.Collect();
            Overwrite(count);
            Assert.Equal(s_expected.AsSpan(0, count), e);
        });

    [Theory]
    [MemberData(nameof(Counts))]
    public void Elements_stay_when_their_scope_ends(int count)
    {
        var scope = new TensorScope();
        (First(count) * 1).Read((ReadOnlySpan<float> e) =>
        {
            scope.Dispose();
            Overwrite(count);
            Assert.Equal(s_expected.AsSpan(0, count), e);
        });
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Elements_of_what_is_followed_stay_when_it_is_disposed(int count)
    {
        Tensor gradient = Grad((Tensor x) =>
        {
            Tensor y = x + 0;
            y.Read((ReadOnlySpan<float> e) =>
            {
                y.Dispose();
                Overwrite(count);
                Assert.Equal(s_expected.AsSpan(0, count), e);
            });
            return x * 2;
        })(First(count));
        Assert.Equal(2f, gradient.ToArray<float>()[0]);
    }

    [Fact]
    public void Elements_stay_when_an_optimizer_would_write_over_them()
    {
        var p = new Parameter(Tensor.Ones(100), "p");
        var optimizer = new Adam(0.1);
        var gradient = Grad(() => Ops.Sum(p.Value * p.Value), weights: [p]);
        optimizer.Update(gradient());
        Tensor mean = optimizer.Slots()["p.mean"].Value;
        float[] before = mean.ToArray<float>();
        mean.Read((ReadOnlySpan<float> e) =>
        {
            optimizer.Update(gradient());
            optimizer.Update(gradient());
            Assert.Equal(before, e);
        });
    }

    [Fact]
    public void Elements_stay_when_another_thread_disposes_and_trims()
    {
        Tensor x = First(20_000);
        x.Read((ReadOnlySpan<float> e) =>
        {
            var thread = new Thread(() =>
            {
                x.Dispose();
                TensorMemory.Trim();
                Overwrite(20_000);
            });
            thread.Start();
            thread.Join();
            Assert.Equal(s_expected, e);
        });
    }

    private static Tensor First(int count) => Tensor.From(s_expected.AsSpan(0, count));

    // What was given back is used again at once, if it was.
    private static void Overwrite(int count)
    {
        for (int i = 0; i < 40; i++) _ = Tensor.Full([count], -1f).Contiguous();
    }
}
