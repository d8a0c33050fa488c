using System.Runtime.CompilerServices;

namespace Adjoint;

// Reverse and forward mode by hand, pullbacks and tangents: of functions of one tensor and of lists. Those of several are generated.
public static unsafe partial class Autodiff
{
    /// <summary>The value of a function of one tensor, and its pullback: v ↦ vᵀ J, as often as wanted without computing the function again.</summary>
    /// <typeparam name="TOut">What the function returns: a tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="x">The argument.</param>
    /// <returns>The value, and a function that takes a cotangent of its shape and gives that of the argument.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a cotangent has another shape.</exception>
    /// <example>
    /// <code>
    /// var (y, pullback) = Vjp((Tensor x) => x * x, [1f, 2f, 3f]);
    /// Console.WriteLine(y);                           // [1. 4. 9.]
    /// Console.WriteLine(pullback([1f, 0f, 10f]));     // [ 2.  0. 60.]
    /// </code>
    /// </example>
    public static (TOut Value, Func<TOut, Tensor> Pullback) Vjp<TOut>(Func<Tensor, TOut> function, Tensor x) =>
        Vjp<Tensor, TOut>(function, x);

    /// <summary>The value of a function of one tensor and its change J v when the argument changes by v, in one forward pass.</summary>
    /// <typeparam name="TOut">What the function returns: a tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="x">The argument.</param>
    /// <param name="v">Its tangent, of its shape.</param>
    /// <returns>The value and its tangent.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating, or a tangent has another shape.</exception>
    /// <example>
    /// <code>
    /// var (y, dy) = Jvp((Tensor x) => Sum(x * x), [1f, 2f], [1f, 0.5f]);
    /// Console.WriteLine(dy);   // 4.0
    /// </code>
    /// </example>
    public static (TOut Value, TOut Tangent) Jvp<TOut>(Func<Tensor, TOut> function, Tensor x, Tensor v) =>
        Jvp<Tensor, TOut>(function, x, v);

    /// <summary>The value of a function of one tensor, and its linear map v ↦ J v, as often as wanted without computing the function again.</summary>
    /// <typeparam name="TOut">What the function returns: a tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="x">The argument.</param>
    /// <returns>The value, and a function that takes a tangent and gives that of the value.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a tangent has another shape.</exception>
    public static (TOut Value, Func<Tensor, TOut> Tangent) Linearize<TOut>(Func<Tensor, TOut> function, Tensor x) =>
        Linearize<Tensor, TOut>(function, x);

    /// <summary>The outputs of a function of a list, and its pullback.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The outputs, and a function that takes a cotangent for each and gives one for each argument.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a cotangent has another shape.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static (Tensor[] Values, Func<Tensor[], Tensor[]> Pullback) Vjp(Func<Tensor[], Tensor[]> function, Tensor[] arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        var (values, recording) = FunctionRecording.Of(nameof(Vjp), function, arguments);
        return (values, recording.Pull);
    }

    /// <summary>The outputs of a function of a list, and their changes when the arguments change.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="tangents">A tangent for each.</param>
    /// <returns>The outputs and a tangent for each.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating, or a tangent has another shape.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static (Tensor[] Values, Tensor[] Tangents) Jvp(Func<Tensor[], Tensor[]> function, Tensor[] arguments, Tensor[] tangents)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(tangents);
        return Forward.Run(nameof(Jvp), function, arguments, tangents);
    }

    /// <summary>The outputs of a function of a list, and its linear map.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The outputs, and a function that takes a tangent for each argument and gives one for each output.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a tangent has another shape.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static (Tensor[] Values, Func<Tensor[], Tensor[]> Tangent) Linearize(Func<Tensor[], Tensor[]> function, Tensor[] arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        var (values, recording) = FunctionRecording.Of(nameof(Linearize), function, arguments);
        return (values, recording.Push);
    }

    /// <summary>The transposed of a linear function: with f(x) = A x, the function y ↦ Aᵀ y.</summary>
    /// <param name="function">A linear function.</param>
    /// <param name="like">A tensor of the shape and type that it takes; its elements do not matter.</param>
    /// <returns>The transposed function.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, the tensor has another shape.</exception>
    /// <exception cref="ValueDependentException">The function reads the value of its argument; or, in a call, it is not linear.</exception>
    public static Func<Tensor, Tensor> LinearTranspose(Func<Tensor, Tensor> function, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(like);
        Func<Tensor[], Tensor[]> transposed = FunctionRecording.Transpose(nameof(LinearTranspose), a => [function(a[0])], [like]);
        return y =>
        {
            ArgumentNullException.ThrowIfNull(y);
            return transposed([y])[0];
        };
    }

    /// <summary>The transposed of a linear function of a tree.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">What the function returns: a tree.</typeparam>
    /// <param name="function">A linear function.</param>
    /// <param name="like">A tree of the structure, shapes and types that it takes; its elements do not matter.</param>
    /// <returns>The transposed function.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, the tree has another structure or shape.</exception>
    /// <exception cref="ValueDependentException">The function reads the value of its argument; or, in a call, it is not linear.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<TOut, T> LinearTranspose<T, TOut>(Func<T, TOut> function, T like)
    {
        ArgumentNullException.ThrowIfNull(function);
        var arguments = new TreeArguments(nameof(LinearTranspose));
        TreeArgument<T> tree = arguments.Add(like);
        var result = new TreeResult<TOut>(nameof(LinearTranspose), leaves => function(tree.In(leaves)));
        Func<Tensor[], Tensor[]> transposed = FunctionRecording.Transpose(nameof(LinearTranspose), result.Run, arguments.Leaves);
        return y => tree.GradientIn(transposed(result.Last.LeavesOf(nameof(LinearTranspose), y, "cotangent")));
    }
}
