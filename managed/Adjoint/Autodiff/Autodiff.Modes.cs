using System.Runtime.CompilerServices;

namespace Adjoint;

// Reverse and forward mode by hand: pullbacks and tangents.
public static unsafe partial class Autodiff
{
    /// <summary>The value of a function of one tensor, and its pullback: v ↦ vᵀ J, as often as wanted without computing the function again.</summary>
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
    public static (Tensor Value, Func<Tensor, Tensor> Pullback) Vjp(Func<Tensor, Tensor> function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Vjp), a => [function(a[0])], [x]);
        return (values[0], Pullback);

        Tensor Pullback(Tensor ct)
        {
            Tensor[] g = recording.Pull(ct);
            return g[0];
        }
    }

    /// <summary>The value of a function of two tensors, and its pullback: v ↦ vᵀ J, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x0">Argument 0.</param>
    /// <param name="x1">Argument 1.</param>
    /// <returns>The value, and a function that takes a cotangent of its shape and gives those of the arguments.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a cotangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, (Tensor, Tensor)> Pullback) Vjp(Func<Tensor, Tensor, Tensor> function, Tensor x0, Tensor x1)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Vjp), a => [function(a[0], a[1])], [x0, x1]);
        return (values[0], Pullback);

        (Tensor, Tensor) Pullback(Tensor ct)
        {
            Tensor[] g = recording.Pull(ct);
            return (g[0], g[1]);
        }
    }

    /// <summary>The value of a function of three tensors, and its pullback: v ↦ vᵀ J, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x0">Argument 0.</param>
    /// <param name="x1">Argument 1.</param>
    /// <param name="x2">Argument 2.</param>
    /// <returns>The value, and a function that takes a cotangent of its shape and gives those of the arguments.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a cotangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, (Tensor, Tensor, Tensor)> Pullback) Vjp(Func<Tensor, Tensor, Tensor, Tensor> function, Tensor x0, Tensor x1, Tensor x2)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Vjp), a => [function(a[0], a[1], a[2])], [x0, x1, x2]);
        return (values[0], Pullback);

        (Tensor, Tensor, Tensor) Pullback(Tensor ct)
        {
            Tensor[] g = recording.Pull(ct);
            return (g[0], g[1], g[2]);
        }
    }

    /// <summary>The value of a function of four tensors, and its pullback: v ↦ vᵀ J, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x0">Argument 0.</param>
    /// <param name="x1">Argument 1.</param>
    /// <param name="x2">Argument 2.</param>
    /// <param name="x3">Argument 3.</param>
    /// <returns>The value, and a function that takes a cotangent of its shape and gives those of the arguments.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a cotangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, (Tensor, Tensor, Tensor, Tensor)> Pullback) Vjp(Func<Tensor, Tensor, Tensor, Tensor, Tensor> function, Tensor x0, Tensor x1, Tensor x2, Tensor x3)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Vjp), a => [function(a[0], a[1], a[2], a[3])], [x0, x1, x2, x3]);
        return (values[0], Pullback);

        (Tensor, Tensor, Tensor, Tensor) Pullback(Tensor ct)
        {
            Tensor[] g = recording.Pull(ct);
            return (g[0], g[1], g[2], g[3]);
        }
    }

    /// <summary>The value of a function of one tensor and its change J v when the argument changes by v, in one forward pass.</summary>
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
    public static (Tensor Value, Tensor Tangent) Jvp(Func<Tensor, Tensor> function, Tensor x, Tensor v)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, tangents) = Forward.Run(nameof(Jvp), a => [function(a[0])], [x], [v]);
        return (values[0], tangents[0]);
    }

    /// <summary>The value of a function of two tensors and its change J v when the arguments change by v, in one forward pass.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The arguments.</param>
    /// <param name="v">Their tangents, of their shape.</param>
    /// <returns>The value and its tangent.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating, or a tangent has another shape.</exception>
    public static (Tensor Value, Tensor Tangent) Jvp(Func<Tensor, Tensor, Tensor> function, (Tensor, Tensor) x, (Tensor, Tensor) v)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, tangents) = Forward.Run(nameof(Jvp), a => [function(a[0], a[1])], [x.Item1, x.Item2], [v.Item1, v.Item2]);
        return (values[0], tangents[0]);
    }

    /// <summary>The value of a function of three tensors and its change J v when the arguments change by v, in one forward pass.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The arguments.</param>
    /// <param name="v">Their tangents, of their shape.</param>
    /// <returns>The value and its tangent.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating, or a tangent has another shape.</exception>
    public static (Tensor Value, Tensor Tangent) Jvp(Func<Tensor, Tensor, Tensor, Tensor> function, (Tensor, Tensor, Tensor) x, (Tensor, Tensor, Tensor) v)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, tangents) = Forward.Run(nameof(Jvp), a => [function(a[0], a[1], a[2])], [x.Item1, x.Item2, x.Item3], [v.Item1, v.Item2, v.Item3]);
        return (values[0], tangents[0]);
    }

    /// <summary>The value of a function of four tensors and its change J v when the arguments change by v, in one forward pass.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The arguments.</param>
    /// <param name="v">Their tangents, of their shape.</param>
    /// <returns>The value and its tangent.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating, or a tangent has another shape.</exception>
    public static (Tensor Value, Tensor Tangent) Jvp(Func<Tensor, Tensor, Tensor, Tensor, Tensor> function, (Tensor, Tensor, Tensor, Tensor) x, (Tensor, Tensor, Tensor, Tensor) v)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, tangents) = Forward.Run(nameof(Jvp), a => [function(a[0], a[1], a[2], a[3])], [x.Item1, x.Item2, x.Item3, x.Item4], [v.Item1, v.Item2, v.Item3, v.Item4]);
        return (values[0], tangents[0]);
    }

    /// <summary>The value of a function of one tensor, and its linear map v ↦ J v, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The argument.</param>
    /// <returns>The value, and a function that takes a tangent and gives that of the value.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a tangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, Tensor> Tangent) Linearize(Func<Tensor, Tensor> function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Linearize), a => [function(a[0])], [x]);
        return (values[0], (v) => recording.Push(v)[0]);
    }

    /// <summary>The value of a function of two tensors, and its linear map v ↦ J v, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x0">Argument 0.</param>
    /// <param name="x1">Argument 1.</param>
    /// <returns>The value, and a function that takes tangents and gives that of the value.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a tangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, Tensor, Tensor> Tangent) Linearize(Func<Tensor, Tensor, Tensor> function, Tensor x0, Tensor x1)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Linearize), a => [function(a[0], a[1])], [x0, x1]);
        return (values[0], (v0, v1) => recording.Push(v0, v1)[0]);
    }

    /// <summary>The value of a function of three tensors, and its linear map v ↦ J v, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x0">Argument 0.</param>
    /// <param name="x1">Argument 1.</param>
    /// <param name="x2">Argument 2.</param>
    /// <returns>The value, and a function that takes tangents and gives that of the value.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a tangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, Tensor, Tensor, Tensor> Tangent) Linearize(Func<Tensor, Tensor, Tensor, Tensor> function, Tensor x0, Tensor x1, Tensor x2)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Linearize), a => [function(a[0], a[1], a[2])], [x0, x1, x2]);
        return (values[0], (v0, v1, v2) => recording.Push(v0, v1, v2)[0]);
    }

    /// <summary>The value of a function of four tensors, and its linear map v ↦ J v, as often as wanted without computing the function again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x0">Argument 0.</param>
    /// <param name="x1">Argument 1.</param>
    /// <param name="x2">Argument 2.</param>
    /// <param name="x3">Argument 3.</param>
    /// <returns>The value, and a function that takes tangents and gives that of the value.</returns>
    /// <exception cref="ArgumentException">What is differentiated is not floating; or, in a call, a tangent has another shape.</exception>
    public static (Tensor Value, Func<Tensor, Tensor, Tensor, Tensor, Tensor> Tangent) Linearize(Func<Tensor, Tensor, Tensor, Tensor, Tensor> function, Tensor x0, Tensor x1, Tensor x2, Tensor x3)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (values, recording) = FunctionRecording.Of(nameof(Linearize), a => [function(a[0], a[1], a[2], a[3])], [x0, x1, x2, x3]);
        return (values[0], (v0, v1, v2, v3) => recording.Push(v0, v1, v2, v3)[0]);
    }

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
