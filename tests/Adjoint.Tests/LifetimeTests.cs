using System.Runtime.CompilerServices;

using Adjoint.Native;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>When tensors go: by Dispose, with their scope, or once they are out of reach.</summary>
[Collection("lifetime")]
public sealed class LifetimeTests
{
    [Fact]
    public void Small_operations_leave_nothing() => LeavesNothing(static () =>
    {
        Tensor x = Tensor.Ones(8);
        for (int i = 0; i < 20_000; i++) x = Tanh(x * 0.5 + i);
    });

    [Fact]
    public void Large_operations_leave_nothing() => LeavesNothing(static () =>
    {
        Tensor x = Tensor.Ones(50_000);
        for (int i = 0; i < 500; i++) x = x + 1;
    });

    [Fact]
    public void Views_and_parts_leave_nothing() => LeavesNothing(static () =>
    {
        Tensor x = Tensor.Ones(10, 20).Contiguous();
        for (int i = 0; i < 3000; i++) _ = x.T[1.., ^2].With(i, 0)[Tensor.From([0, 1])].ToString();
    });

    [Fact]
    public void Random_draws_leave_nothing() => LeavesNothing(static () =>
    {
        var key = new RandomKey(1);
        for (int i = 0; i < 2000; i++) _ = key.FoldIn(i).Normal(3);
    });

    [Fact]
    public void Gradients_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = ValueAndGrad(static (Tensor x, Tensor y) => (Sum(Exp(x) * y), x + y), (0, 1), hasAux: true);
        for (int i = 0; i < 2000; i++) _ = gradient(Tensor.Ones(3), Tensor.Ones(3));
    });

    [Fact]
    public void Nested_gradients_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad(Grad(Grad(static (Tensor x) => Sum(Sigmoid(x) * x))));
        for (int i = 0; i < 300; i++) _ = gradient(Tensor.Ones(3));
    });

    [Fact]
    public void Gradients_of_large_tensors_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad(static (Tensor x) => Mean(Square(Tanh(x))));
        for (int i = 0; i < 100; i++) _ = gradient(Tensor.Ones(50_000));
    });

    [Fact]
    public void Exceptions_inside_gradients_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad(static (Tensor x) => Fail(Exp(x) * x));
        for (int i = 0; i < 300; i++) Assert.Throws<FormatException>(() => gradient(Tensor.Ones(3)));
    });

    [Fact]
    public void Exceptions_inside_nested_gradients_and_scopes_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad(static (Tensor x) =>
        {
            using var scope = new TensorScope();
            return scope.Keep(Grad(static (Tensor t) => Fail(t * t))(x * 2));
        });
        for (int i = 0; i < 300; i++) Assert.Throws<FormatException>(() => gradient(Tensor.Ones(3)));
    });

    [Fact]
    public void Errors_of_operations_inside_gradients_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad(static (Tensor x) => Exp(x) + Tensor.Ones(7));
        for (int i = 0; i < 300; i++) Assert.Throws<ArgumentException>(() => gradient(Tensor.Ones(3)));
    });

    [Fact]
    public void Tensors_that_leaked_out_of_gradients_hold_nothing() => LeavesNothing(static () =>
    {
        List<Tensor> leaked = [];
        var gradient = Grad((Tensor x) =>
        {
            leaked.Add(Exp(x));
            return leaked[^1] * x;
        });
        for (int i = 0; i < 300; i++) _ = gradient(Tensor.Ones(3));
        GC.KeepAlive(leaked);
    });

    [Fact]
    public void Training_leaves_nothing() => LeavesNothing(static () =>
    {
        var model = new Sequential(new Linear(3, 8, new RandomKey(1)), new Function(Tanh), new Linear(8, 1, new RandomKey(2)));
        var optimizer = new Adam(0.01);
        var gradient = Grad((Tensor x) => Sum(Square(model.Forward(x))), weights: model.TrainableParameters());
        for (int i = 0; i < 300; i++) optimizer.Update(gradient(Tensor.Ones(5, 3)).ClipByGlobalNorm(1));
    });

    [Fact]
    public void Training_holds_no_more_tensors_from_step_to_step()
    {
        var p = new Parameter(Tensor.Ones(3), "p");
        var optimizer = new Adam(0.01);
        var gradient = Grad(() => Sum(Square(p.Value)), weights: [p]);
        for (int i = 0; i < 10; i++) optimizer.Update(gradient());
        long before = Collect().live_tensors;
        for (int i = 0; i < 1000; i++) optimizer.Update(gradient());
        Assert.InRange(Collect().live_tensors, 0, before + 100); // what is held shares nurseries with up to 31 others each
        Assert.True(p.Value.ToArray<float>()[0] < 1);
    }

    [Fact]
    public void Threads_that_ended_leave_nothing() => LeavesNothing(static () =>
    {
        for (int i = 0; i < 20; i++)
        {
            var thread = new Thread(static () =>
            {
                Tensor x = Tensor.Ones(4);
                for (int n = 0; n < 50; n++) x = x * 1.5 + n;
            });
            thread.Start();
            thread.Join();
        }
    });

    [Fact]
    public void Collector_alone_gives_back_what_a_thread_left()
    {
        _ = Collect();
        long before = Statistics().live_tensors;
        var thread = new Thread(static () =>
        {
            Tensor x = Tensor.Ones(4);
            for (int n = 0; n < 5000; n++) x = x + 1;
        });
        thread.Start();
        thread.Join();
        for (int i = 0; i < 50 && Statistics().live_tensors > before; i++)
        {
            Thread.Sleep(60); // the finalizer hands over to busy threads; none is
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(Statistics().live_tensors, 0, before);
    }

    [Fact]
    public void Numbers_beside_tensors_are_not_hoarded()
    {
        Tensor x = Tensor.Ones(2);
        long before = Collect().live_tensors;
        for (int i = 0; i < 10_000; i++) (x * (i + 0.5)).Dispose();
        Assert.InRange(Statistics().live_tensors - before, 0, 100);
    }

    [Fact]
    public void Large_tensors_out_of_reach_do_not_pile_up()
    {
        long before = Collect().bytes_in_use;
        TensorMemory.ResetPeak();
        for (int i = 0; i < 400; i++) _ = Tensor.Zeros(1 << 20) + i;
        Assert.InRange(Statistics().peak_bytes - before, 1 << 22, 1L << 30);
    }

    [Fact]
    public void Dispose_gives_back_at_once()
    {
        Tensor x = Tensor.Ones(1 << 20).Contiguous();
        adj_statistics before = Collect();
        x.Dispose();
        adj_statistics after = Statistics();
        Assert.Equal(before.live_tensors - 1, after.live_tensors);
        Assert.InRange(after.bytes_in_use, 0, before.bytes_in_use - (4 << 20));
    }

    [Fact]
    public void Dispose_twice_gives_back_once()
    {
        Tensor x = Tensor.Ones(2);
        x.Dispose();
        long after = Collect().live_tensors;
        x.Dispose();
        Assert.Equal(after, Statistics().live_tensors);
    }

    [Fact]
    public void Dispose_on_many_threads_gives_back_once()
    {
        Tensor[] tensors = [.. Enumerable.Range(0, 1000).Select(static i => Tensor.Full([2], i).Contiguous())];
        long before = Collect().live_tensors;
        Parallel.For(0, 4, _ => Array.ForEach(tensors, static t => t.Dispose()));
        Assert.Equal(before - 1000, Statistics().live_tensors);
    }

    [Fact]
    public void Dispose_leaves_views_of_the_elements()
    {
        Tensor x = Tensor.From([1, 2, 3]);
        Tensor view = x[1..];
        x.Dispose();
        Assert.Equal([2, 3], view.ToArray<int>());
    }

    [Fact]
    public void Dispose_inside_a_gradient_leaves_what_was_recorded()
    {
        Tensor gradient = Grad(static (Tensor x) =>
        {
            using Tensor square = x * x;
            return square * x;
        })(Tensor.From([2.0]));
        Assert.Equal(12.0, (double)gradient);
    }

    [Fact]
    public void Dispose_of_a_large_intermediate_shrinks_a_transform()
    {
        long shrunk = 0;
        _ = Grad((Tensor x) =>
        {
            Tensor unused = StopGradient(x) + 1;
            long before = Statistics().bytes_in_use;
            unused.Dispose();
            shrunk = before - Statistics().bytes_in_use;
            return x;
        })(Tensor.Ones(1 << 20));
        Assert.InRange(shrunk, 4 << 20, long.MaxValue);
    }

    [Fact]
    public void Scope_gives_back_at_once_what_was_made_in_it()
    {
        long before = Collect().live_tensors;
        using (new TensorScope())
        {
            Tensor x = Tensor.Ones(4);
            for (int i = 0; i < 100; i++) x = x + 1;
            Assert.InRange(Statistics().live_tensors, before + 100, before + 250);
        }

        Assert.InRange(Statistics().live_tensors, 0, before);
    }

    [Fact]
    public void Scope_gives_back_when_an_exception_leaves_it() => LeavesNothing(static () =>
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Throws<FormatException>(static () =>
            {
                using var scope = new TensorScope();
                return scope.Keep(Fail(Tensor.Ones(3) + 1));
            });
        }
    });

    [Fact]
    public void Keep_returns_its_tensor_and_lets_it_live()
    {
        Tensor made, kept, other;
        using (var scope = new TensorScope())
        {
            made = Tensor.From([1, 2]) + 1;
            kept = scope.Keep(made);
            other = made + 1;
        }

        Assert.Same(made, kept);
        Assert.Equal([2, 3], kept.ToArray<int>());
        Assert.Throws<EscapedTensorException>(() => other.ToArray<int>());
    }

    [Fact]
    public void Keep_twice_is_as_good_as_once()
    {
        Tensor x;
        using (var scope = new TensorScope()) x = scope.Keep(scope.Keep(Tensor.Ones(2) + 1));
        Assert.Equal([2f, 2f], x.ToArray<float>());
    }

    [Fact]
    public void Kept_tensors_go_when_they_are_out_of_reach() => LeavesNothing(static () =>
    {
        for (int i = 0; i < 500; i++)
        {
            using var scope = new TensorScope();
            _ = scope.Keep(Tensor.Ones(3) + i);
            _ = scope.Keep(Tensor.Ones(20_000) + i);
        }
    });

    [Fact]
    public void Keep_leaves_tensors_from_outside_alone()
    {
        Tensor x = Tensor.From([1, 2]);
        using (var scope = new TensorScope()) scope.Keep(x);
        Assert.Equal([1, 2], x.ToArray<int>());
    }

    [Fact]
    public void Keep_moves_one_scope_outwards()
    {
        Tensor x;
        using (var outer = new TensorScope())
        {
            using (var inner = new TensorScope()) x = inner.Keep(Tensor.Ones(2) + 1);
            Assert.Equal([2f, 2f], x.ToArray<float>());
        }

        Assert.Throws<EscapedTensorException>(() => x.ToArray<float>());
    }

    [Fact]
    public void Keep_of_an_outer_scope_reaches_through_inner_ones()
    {
        Tensor x;
        using (var outer = new TensorScope())
        {
            using (new TensorScope()) x = outer.Keep(Tensor.Ones(2) + 1);
        }

        Assert.Equal([2f, 2f], x.ToArray<float>());
    }

    [Fact]
    public void Keep_of_a_scope_around_a_gradient_reaches_into_it()
    {
        Tensor? x = null;
        using (var outer = new TensorScope())
        {
            _ = Grad((Tensor t) =>
            {
                x = outer.Keep(t * 3);
                return t;
            })(Tensor.Ones(2));
        }

        Assert.Equal([3f, 3f], x!.ToArray<float>());
    }

    [Fact]
    public void Keep_passes_over_what_was_disposed()
    {
        Tensor x;
        using (var scope = new TensorScope())
        {
            x = scope.Keep(Tensor.Ones(2) + 1);
            x.Dispose();
        }

        Assert.Throws<ObjectDisposedException>(() => x + 1);
    }

    [Fact]
    public void Keep_of_null_or_after_the_end_is_refused()
    {
        var scope = new TensorScope();
        Assert.Throws<ArgumentNullException>(() => scope.Keep(null!));
        scope.Dispose();
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scope.Keep(Tensor.Ones(1)));
    }

    [Fact]
    public void Scope_ends_with_the_scope_around_it()
    {
        var outer = new TensorScope();
        var inner = new TensorScope();
        Tensor x = Tensor.Ones(2) + 1;
        outer.Dispose();
        Assert.Throws<EscapedTensorException>(() => x + 1);
        inner.Dispose();
        Assert.Equal([2f], (Tensor.Ones(1) + 1).ToArray<float>());
    }

    [Fact]
    public void Scope_left_open_in_a_gradient_ends_with_it()
    {
        Tensor gradient = Grad(static (Tensor x) =>
        {
            _ = new TensorScope();
            return x * 2;
        })(Tensor.Ones(2));
        Assert.Equal([2f, 2f], gradient.ToArray<float>());
        Assert.Equal([3f, 3f], (gradient + 1).ToArray<float>());
    }

    [Fact]
    public void Scope_is_closed_by_its_own_thread_only()
    {
        using var scope = new TensorScope();
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(scope.Dispose));
        thread.Start();
        thread.Join();
        Assert.Contains("thread", Assert.IsType<InvalidOperationException>(thrown).Message);
        Assert.Equal([1f], scope.Keep(Tensor.Ones(1)).ToArray<float>());
    }

    [Fact]
    public void Scope_does_not_touch_other_threads()
    {
        Tensor? x = null;
        using (new TensorScope())
        {
            var thread = new Thread(() => x = Tensor.Ones(2) + 1);
            thread.Start();
            thread.Join();
        }

        Assert.Equal([2f, 2f], x!.ToArray<float>());
    }

    [Fact]
    public void Parameter_set_inside_a_scope_keeps_its_value()
    {
        var p = new Parameter(Tensor.Ones(2), "p");
        using (new TensorScope())
        {
            using (new TensorScope()) p.Value = p.Value * 5;
            Assert.Equal([5f, 5f], p.Value.ToArray<float>());
        }

        Assert.Equal([5f, 5f], p.Value.ToArray<float>());
    }

    [Fact]
    public void Parameter_made_inside_a_gradient_keeps_its_value()
    {
        Parameter? p = null;
        _ = Grad((Tensor x) =>
        {
            p = new Parameter(Tensor.From([3.0, 4.0]), "p");
            return x * p;
        })(Tensor.From([1.0, 1.0]));
        Assert.Equal([3.0, 4.0], p!.Value.ToArray<double>());
    }

    [Fact]
    public void Parameter_set_to_a_followed_tensor_is_a_constant_afterwards()
    {
        var p = new Parameter(Tensor.From([1.0]), "p");
        _ = Grad((Tensor x) =>
        {
            p.Value = x * 3;
            return x;
        })(Tensor.From([2.0]));
        Assert.Equal([6.0], p.Value.ToArray<double>());
        Assert.Equal([7.0], OnAnotherThread(() => (p.Value + 1).ToArray<double>()));
    }

    private static Tensor Fail(Tensor x) => x.Count > 0 ? throw new FormatException() : x;

    private static T OnAnotherThread<T>(Func<T> work)
    {
        T? result = default;
        var thread = new Thread(() => result = work());
        thread.Start();
        thread.Join();
        return result!;
    }

    // Fewer are fine: threads of earlier tests may end meanwhile and give back what they had at hand.
    private static void LeavesNothing(Action work)
    {
        adj_statistics before = Collect();
        OutOfLine(work);
        adj_statistics after = Collect();
        Assert.InRange(after.live_tensors, 0, before.live_tensors);
        Assert.InRange(after.bytes_in_use, 0, before.bytes_in_use);
    }

    // So that no register or stack slot of the test still holds a tensor.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OutOfLine(Action work) => work();

    // What earlier tests left may need more than one collection: until nothing more goes.
    private static adj_statistics Collect()
    {
        adj_statistics before, after = Statistics();
        do
        {
            before = after;
            TensorMemory.Collect();
            after = Statistics();
        }
        while (after.live_tensors < before.live_tensors);
        return after;
    }

    private static unsafe adj_statistics Statistics()
    {
        adj_statistics s;
        Assert.Equal(adj_status.ADJ_OK, NativeMethods.adj_get_statistics(&s));
        return s;
    }
}

/// <summary>Tests that count all tensors of the process run by themselves.</summary>
[CollectionDefinition("lifetime", DisableParallelization = true)]
public sealed class LifetimeTestsRunAlone;
