using Adjoint.Native;

namespace Adjoint;

// Loops whose steps are recorded once.
public static partial class Autodiff
{
    /// <summary>
    /// Does a step for each slice of stacked tensors along their first axis, carrying state from one to the next:
    /// (c, y_i) = step(c, x_i). The step is recorded once, whatever the number of slices, and runs as a compiled program.
    /// </summary>
    /// <typeparam name="TCarry">What is carried: a tensor or a tree. Types and shapes stay the same; a number of C# takes those of the step.</typeparam>
    /// <typeparam name="TIn">Stacked tensors: a tensor or a tree, all with the same first extent.</typeparam>
    /// <typeparam name="TOut">What each step gives besides: a tensor or a tree.</typeparam>
    /// <param name="step">Takes what is carried and one slice; gives what is carried on, and what is to be stacked.</param>
    /// <param name="initial">What the first step is given.</param>
    /// <param name="inputs">The stacked tensors.</param>
    /// <param name="reverse">Whether the last slice comes first. What is stacked stands in the order of the slices either way.</param>
    /// <param name="checkpointEvery">
    /// In reverse mode a loop keeps what each step began with, and does the steps again from there. With a number k here it keeps that of
    /// each k-th step alone, and makes the others again: memory of n/k + k steps for one more forward run. 0: all are kept.
    /// </param>
    /// <returns>What the last step carried on, and the stacked results.</returns>
    /// <remarks>
    /// As JAX's <c>lax.scan</c>. All transforms pass through: forward mode carries tangents along; reverse mode is a loop the other way
    /// round; in a batch every member takes the same steps. Tensors from outside that the step uses are differentiated too. The bits are
    /// those of the steps done one after the other.
    /// </remarks>
    /// <exception cref="ArgumentException">The first extents differ, there is no input, or a step changes a type or shape.</exception>
    /// <exception cref="InvalidOperationException">The step returns null, or sets a slot.</exception>
    /// <exception cref="ValueDependentException">The step reads a value.</exception>
    /// <example>
    /// <code>
    /// Tensor xs = Tensor.Arange(5.0);
    /// var (total, sums) = Scan((Tensor sum, Tensor x) => (sum + x, sum + x), (Tensor)0.0, xs);
    /// Console.WriteLine(sums);   // [ 0. 1. 3. 6. 10.]
    /// </code>
    /// </example>
    public static (TCarry Carry, TOut Outputs) Scan<TCarry, TIn, TOut>(
        Func<TCarry, TIn, (TCarry Carry, TOut Output)> step, TCarry initial, TIn inputs, bool reverse = false, int checkpointEvery = 0)
    {
        const string name = nameof(Scan);
        ArgumentNullException.ThrowIfNull(step);
        TreeArgument<TIn> xs = TreeArgument.Of(name, NotNull.Given(name, "the tree of inputs", inputs), "an input", differentiableOnly: false);
        Tensor[] stacked = xs.Leaves;
        if (stacked.Length == 0) throw new ArgumentException($"{name}: there is no stacked tensor that tells the number of steps; use For.", nameof(inputs));
        return LoopOver(name, step, initial, xs, stacked, StepsIn(name, stacked), reverse, checkpointEvery);
    }

    /// <summary>Does a step for each number from a lower bound up to, and without, an upper one: c = body(i, c).</summary>
    /// <typeparam name="TCarry">What is carried: a tensor or a tree. Types and shapes stay the same; a number of C# takes those of the step.</typeparam>
    /// <param name="lower">The first number.</param>
    /// <param name="upper">The number after the last one; not more than the lower bound: no step is done.</param>
    /// <param name="body">Takes the number, a scalar of int64, and what is carried; gives what is carried on.</param>
    /// <param name="initial">What the first step is given.</param>
    /// <param name="checkpointEvery">How often reverse mode keeps what a step began with: see <c>Scan</c>.</param>
    /// <returns>What the last step carried on.</returns>
    /// <remarks>As JAX's <c>lax.fori_loop</c>; the body is recorded once, and all transforms pass through.</remarks>
    /// <exception cref="ArgumentException">A step changes a type or shape.</exception>
    /// <exception cref="InvalidOperationException">The body returns null, or sets a slot.</exception>
    /// <exception cref="ValueDependentException">The body reads a value.</exception>
    /// <example>
    /// <code>
    /// var root = (Tensor a) => For(0, 20, (i, x) => 0.5 * (x + a / x), a);
    /// Console.WriteLine(Grad(root)(4.0));   // 0.25
    /// </code>
    /// </example>
    public static TCarry For<TCarry>(long lower, long upper, Func<Tensor, TCarry, TCarry> body, TCarry initial, int checkpointEvery = 0)
    {
        const string name = nameof(For);
        ArgumentNullException.ThrowIfNull(body);
        long steps = Math.Max(0, checked(upper - lower));
        Tensor numbers = Tensor.Arange(lower, lower + steps, dtype: DType.Int64);
        TreeArgument<Tensor> xs = TreeArgument.Of(name, numbers, "the numbers", differentiableOnly: false);
        return LoopOver(name, (TCarry carry, Tensor i) => (body(i, carry), Array.Empty<Tensor>()), initial, xs, [numbers], steps, reverse: false, checkpointEvery).Carry;
    }

    /// <summary>Does the same for each slice of stacked tensors along their first axis, one after the other: y_i = f(x_i).</summary>
    /// <typeparam name="TIn">Stacked tensors: a tensor or a tree, all with the same first extent.</typeparam>
    /// <typeparam name="TOut">What the function gives: a tensor or a tree.</typeparam>
    /// <param name="function">A function of one slice.</param>
    /// <param name="inputs">The stacked tensors.</param>
    /// <returns>The stacked results.</returns>
    /// <remarks>As JAX's <c>lax.map</c>: the memory of one slice at a time, where <c>Vmap</c> does all at once.</remarks>
    /// <exception cref="ArgumentException">The first extents differ, or there is no input.</exception>
    /// <exception cref="InvalidOperationException">The function returns null, or sets a slot.</exception>
    /// <exception cref="ValueDependentException">The function reads a value.</exception>
    /// <example><code>Console.WriteLine(Map((Tensor row) => Sum(row * row), Tensor.Ones(3, 2)));   // [ 2. 2. 2.]</code></example>
    public static TOut Map<TIn, TOut>(Func<TIn, TOut> function, TIn inputs)
    {
        const string name = nameof(Map);
        ArgumentNullException.ThrowIfNull(function);
        TreeArgument<TIn> xs = TreeArgument.Of(name, NotNull.Given(name, "the tree of inputs", inputs), "an input", differentiableOnly: false);
        Tensor[] stacked = xs.Leaves;
        if (stacked.Length == 0) throw new ArgumentException($"{name}: there is no stacked tensor.", nameof(inputs));
        return LoopOver(
            name, (Tensor[] none, TIn x) => (none, NotNull.Returned(name, function(x))), [], xs, stacked, StepsIn(name, stacked), reverse: false, checkpointEvery: 0).Outputs;
    }

    /// <summary>Does a step as long as a condition holds: while (condition(c)) c = body(c).</summary>
    /// <typeparam name="TCarry">What is carried: a tensor or a tree. Types and shapes stay the same; a number of C# takes those of the step.</typeparam>
    /// <param name="condition">Takes what is carried; gives a scalar of bool.</param>
    /// <param name="body">Takes what is carried; gives what is carried on.</param>
    /// <param name="initial">What the first step is given.</param>
    /// <param name="maxSteps">The most steps that are done, whatever the condition says; needed for reverse mode.</param>
    /// <returns>What is carried when the condition does not hold any more.</returns>
    /// <remarks>
    /// As JAX's <c>lax.while_loop</c>. Forward mode carries tangents along. Reverse mode needs <paramref name="maxSteps"/>, and costs as many
    /// steps, of which those after the end do nothing. In a batch the steps go on until the condition holds for no member; a member that
    /// is done stays as it is.
    /// </remarks>
    /// <exception cref="ArgumentException">A step changes a type or shape, or the condition is no scalar of bool.</exception>
    /// <exception cref="InvalidOperationException">A function returns null, or sets a slot.</exception>
    /// <exception cref="ValueDependentException">A function reads a value.</exception>
    /// <exception cref="NotSupportedException">A derivative in reverse mode without <paramref name="maxSteps"/>.</exception>
    /// <example>
    /// <code>
    /// Tensor halved = While(x => x > 1.0, x => x / 2.0, (Tensor)10.0);
    /// Console.WriteLine(halved);   // 0.625
    /// </code>
    /// </example>
    public static TCarry While<TCarry>(Func<TCarry, Tensor> condition, Func<TCarry, TCarry> body, TCarry initial, int? maxSteps = null)
    {
        const string name = nameof(While);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(body);
        if (maxSteps is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(most, nameof(maxSteps));
            return For(0, most, (_, carry) => Cond(condition(carry), body, static x => x, carry), initial);
        }

        TreeArgument<TCarry> first = TreeArgument.Of(name, NotNull.Given(name, "what it begins with", initial), "what it begins with", differentiableOnly: false);
        Tensor[] carries = [];
        using RecordedBody<TCarry> step = ControlFlow.RecordStep(
            name, first.Leaves, ref carries, like => RecordedBody<TCarry>.Record(name, like, standIns => Next(name, initial, body(first.In(standIns)))));
        using RecordedBody<Tensor> holds = RecordedBody<Tensor>.Record(name, carries, standIns => condition(first.In(standIns)));
        return first.In(ControlFlow.While(holds.Id, step.Id, carries));
    }

    private static (TCarry Carry, TOut Outputs) LoopOver<TCarry, TIn, TOut>(
        string name, Func<TCarry, TIn, (TCarry Carry, TOut Output)> step, TCarry initial, TreeArgument<TIn> xs, Tensor[] stacked, long steps, bool reverse,
        int checkpointEvery)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(checkpointEvery);
        if (checkpointEvery > 1 && checkpointEvery < steps)
            return LoopInSegments(name, step, initial, xs, stacked, steps, reverse, checkpointEvery);
        TreeArgument<TCarry> first = TreeArgument.Of(name, NotNull.Given(name, "what it begins with", initial), "what it begins with", differentiableOnly: false);
        Tensor[] slices = Array.ConvertAll(stacked, static x => Tensor.Zeros([.. x.Shape.ToArray()[1..]], x.DType));
        Tensor[] carries = [];
        using RecordedBody<(TCarry Carry, TOut Output)> body = ControlFlow.RecordStep(
            name, first.Leaves, ref carries, like => RecordedBody<(TCarry, TOut)>.Record(
                name, [.. like, .. slices], standIns =>
                {
                    (TCarry carry, TOut output) = step(first.In(standIns), xs.In(standIns[like.Length..]));
                    return (Next(name, initial, carry), output);
                }));
        return body.In(ControlFlow.Scan(body.Id, carries, stacked, steps, reverse, body.Count));
    }

    // A loop over segments, each a loop that keeps nothing of its steps: reverse mode makes them again, segment by segment.
    private static (TCarry Carry, TOut Outputs) LoopInSegments<TCarry, TIn, TOut>(
        string name, Func<TCarry, TIn, (TCarry Carry, TOut Output)> step, TCarry initial, TreeArgument<TIn> xs, Tensor[] stacked, long steps, bool reverse,
        int length)
    {
        long segments = steps / length, whole = segments * length, left = steps - whole;
        Tensor[] segmented = Array.ConvertAll(stacked, x => x[..(int)whole].Reshape([segments, length, .. x.Shape.ToArray()[1..]]));
        (TCarry, TOut) RunSegments(TCarry carry)
        {
            (TCarry after, TOut rows) = LoopOver(
                name, (TCarry c, TIn segment) => LoopOver(name, step, c, xs.Around(segment), xs.Around(segment).Leaves, length, reverse, 0),
                carry, xs.Around(xs.In(segmented)), segmented, segments, reverse, 0);
            return (after, Tree.Map(rows, static y => y.Reshape([-1, .. y.Shape.ToArray()[2..]])));
        }

        (TCarry, TOut) RunRest(TCarry carry)
        {
            Tensor[] rest = Array.ConvertAll(stacked, x => x[(int)whole..]);
            return LoopOver(name, step, carry, xs.Around(xs.In(rest)), rest, left, reverse, 0);
        }

        if (left == 0) return RunSegments(initial);
        (TCarry between, TOut early) = reverse ? RunRest(initial) : RunSegments(initial);
        (TCarry end, TOut late) = reverse ? RunSegments(between) : RunRest(between);
        return (end, reverse ? Joined(late, early) : Joined(early, late));
    }

    private static TOut Joined<TOut>(TOut head, TOut tail) => Tree.Map(head, tail, static (a, b) => Ops.Concat([a, b], 0));

    // What a step carries on, which has the structure of what it began with.
    private static TCarry Next<TCarry>(string name, TCarry before, TCarry? after)
    {
        TCarry next = NotNull.Returned(name, after, "the step");
        if (before is not Tensor) _ = Tree.Matching(name, before, next);
        return next;
    }

    private static long StepsIn(string name, Tensor[] stacked)
    {
        foreach (Tensor x in stacked)
        {
            if (x.Rank == 0) throw new ArgumentException($"{name}: a scalar has no axis of steps; give tensors that are stacked along their first axis.");
            if (x.Shape[0] != stacked[0].Shape[0])
                throw new ArgumentException(
                    $"{name}: the stacked tensors have shapes {stacked[0].ShapeText} and {x.ShapeText}; their first extents, the number of steps, must be the same.");
        }

        return stacked[0].Shape[0];
    }
}
