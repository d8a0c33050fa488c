using Adjoint.Native;

namespace Adjoint;

// One of several functions, chosen by a value.
public static partial class Autodiff
{
    /// <summary>One of two functions of an operand, chosen by a value: predicate ? ifTrue(x) : ifFalse(x).</summary>
    /// <typeparam name="TIn">The operand: a tensor or a tree.</typeparam>
    /// <typeparam name="TOut">What both give: a tensor or a tree, with the same types and shapes.</typeparam>
    /// <param name="predicate">A scalar of bool.</param>
    /// <param name="ifTrue">Done where it is true.</param>
    /// <param name="ifFalse">Done where it is false.</param>
    /// <param name="operand">What they are given.</param>
    /// <returns>What the chosen one gave.</returns>
    /// <remarks>
    /// As JAX's <c>lax.cond</c>. Where the predicate is known, the chosen function runs as if it stood there alone. Where it is not, in
    /// Compile and in bodies of loops, both are recorded and one is done in each call. Where members of a batch differ, both are done for
    /// all of them and each takes what it has chosen. All transforms pass through.
    /// </remarks>
    /// <exception cref="ArgumentException">The predicate is no scalar of bool, or the results differ in type or shape.</exception>
    /// <exception cref="InvalidOperationException">A function returns null.</exception>
    /// <example>
    /// <code>
    /// var f = Compile((Tensor x) => Cond(x > 0.0, x => x * x, x => -x, x));
    /// Console.WriteLine(f(3.0));    // 9
    /// Console.WriteLine(f(-3.0));   // 3
    /// </code>
    /// </example>
    public static TOut Cond<TIn, TOut>(Tensor predicate, Func<TIn, TOut> ifTrue, Func<TIn, TOut> ifFalse, TIn operand)
    {
        const string name = nameof(Cond);
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(ifTrue);
        ArgumentNullException.ThrowIfNull(ifFalse);
        if (predicate.DType != DType.Bool || predicate.Rank != 0)
            throw new ArgumentException(
                $"{name}: the predicate must be a scalar of bool, not {predicate.DType} of shape {predicate.ShapeText}; for a choice by element use Where.", nameof(predicate));
        if (!predicate.IsSymbolic) return NotNull.Returned(name, ((bool)predicate ? ifTrue : ifFalse)(operand));
        return Branch(name, predicate, [ifFalse, ifTrue], operand);
    }

    /// <summary>One of two functions without operand, chosen by a value. See the form with an operand.</summary>
    /// <typeparam name="TOut">What both give: a tensor or a tree, with the same types and shapes.</typeparam>
    /// <param name="predicate">A scalar of bool.</param>
    /// <param name="ifTrue">Done where it is true.</param>
    /// <param name="ifFalse">Done where it is false.</param>
    /// <returns>What the chosen one gave.</returns>
    /// <exception cref="ArgumentException">The predicate is no scalar of bool, or the results differ in type or shape.</exception>
    /// <exception cref="InvalidOperationException">A function returns null.</exception>
    public static TOut Cond<TOut>(Tensor predicate, Func<TOut> ifTrue, Func<TOut> ifFalse)
    {
        ArgumentNullException.ThrowIfNull(ifTrue);
        ArgumentNullException.ThrowIfNull(ifFalse);
        return Cond(predicate, (Tensor[] _) => ifTrue(), _ => ifFalse(), []);
    }

    /// <summary>One of several functions of an operand, chosen by a number: branches[index](x).</summary>
    /// <typeparam name="TIn">The operand: a tensor or a tree.</typeparam>
    /// <typeparam name="TOut">What all give: a tensor or a tree, with the same types and shapes.</typeparam>
    /// <param name="index">A scalar of int32 or int64. Numbers outside take the first or the last branch.</param>
    /// <param name="branches">The functions.</param>
    /// <param name="operand">What they are given.</param>
    /// <returns>What the chosen one gave.</returns>
    /// <remarks>As JAX's <c>lax.switch</c>; otherwise as <c>Cond</c>.</remarks>
    /// <exception cref="ArgumentException">There is no branch, the index is no scalar of whole numbers, or the results differ in type or shape.</exception>
    /// <exception cref="InvalidOperationException">A function returns null.</exception>
    /// <example>
    /// <code>
    /// Tensor y = Switch(2, [x => x, x => x * x, x => x * x * x], (Tensor)2.0);
    /// Console.WriteLine(y);   // 8
    /// </code>
    /// </example>
    public static TOut Switch<TIn, TOut>(Tensor index, IReadOnlyList<Func<TIn, TOut>> branches, TIn operand)
    {
        const string name = nameof(Switch);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Count == 0) throw new ArgumentException($"{name}: there is no branch.", nameof(branches));
        for (int i = 0; i < branches.Count; i++)
            _ = NotNull.Given(name, FormattableString.Invariant($"branch {i}"), branches[i]);
        if ((index.DType != DType.Int32 && index.DType != DType.Int64) || index.Rank != 0)
            throw new ArgumentException(
                $"{name}: the index must be a scalar of int32 or int64, not {index.DType} of shape {index.ShapeText}.", nameof(index));
        if (index.IsSymbolic && branches.Count > 1) return Branch(name, index, branches, operand);
        int chosen = index.IsSymbolic ? 0 : (int)Math.Clamp((long)index, 0, branches.Count - 1);
        return NotNull.Returned(name, branches[chosen](operand));
    }

    private static TOut Branch<TIn, TOut>(string name, Tensor index, IReadOnlyList<Func<TIn, TOut>> branches, TIn operand)
    {
        TreeArgument<TIn> x = TreeArgument.Of(name, NotNull.Given(name, "the operand", operand), "the operand", differentiableOnly: false);
        Tensor[] leaves = ControlFlow.Typed(x.Leaves);
        var recorded = new List<RecordedBody<TOut>>(branches.Count);
        try
        {
            foreach (Func<TIn, TOut> branch in branches)
            {
                recorded.Add(RecordedBody<TOut>.Record(name, leaves, standIns => branch(x.In(standIns))));
                if (recorded[0].Result is not Tensor) _ = Tree.Matching(name, recorded[0].Result, recorded[^1].Result);
            }

            adj_body[] bodies = [.. recorded.Select(static b => b.Id)];
            return recorded[0].In(ControlFlow.Branch(name, index, bodies, leaves, recorded[0].Count));
        }
        finally
        {
            recorded.ForEach(static b => b.Dispose());
        }
    }
}
