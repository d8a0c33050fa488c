using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// Transforms of functions: each takes a function and returns a function. <c>using static Adjoint.Autodiff;</c> brings
/// their names in scope.
/// </summary>
/// <remarks>
/// <para><c>Grad(f)</c> differentiates the sum of all elements of all outputs, by the first argument unless positions are
/// given: <c>Grad(f, 1)</c> returns a function that gives one tensor, <c>Grad(f, (2, 3))</c> one that gives a pair. An argument
/// that the outputs do not depend on has a gradient of zeros.</para>
/// <para>With <c>hasAux: true</c> only the first output is differentiated; the others come back as they are. With
/// <c>weights:</c> the gradients of parameters come back, alone or beside those of positions.</para>
/// <para>Transforms nest to any depth and are independent between threads. An exception of the function passes through and leaves
/// everything usable. Tensors made inside are given back when the transform ends, except those returned.</para>
/// </remarks>
public static unsafe partial class Autodiff
{
    /// <summary>The tensor itself, taken as a constant: no derivative passes.</summary>
    /// <param name="x">Any tensor.</param>
    /// <returns>The same value, which counts as a constant.</returns>
    /// <operation formula="x" numpy="–" jax="jax.lax.stop_gradient" torch="Tensor.detach" mindspore="ops.stop_gradient"/>
    /// <example>
    /// <code>
    /// Console.WriteLine(Grad((Tensor x) => x * StopGradient(x))(3.0));   // 3.0
    /// </code>
    /// </example>
    public static Tensor StopGradient(Tensor x)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_stop_gradient(Tensor.HandleOf(x), &y), y, x);
    }

    /// <summary>The tree with all leaves taken as constants: no derivative passes.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The same value, which counts as a constant.</returns>
    [OverloadResolutionPriority(-2)]
    public static T StopGradient<T>(T tree) => Tree.Map(tree, static x => StopGradient(x));

    // ---- functions of any number of tensors ----

    /// <summary>The gradient of a function of a list of tensors.</summary>
    /// <typeparam name="TOut">A tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="positions">The arguments to differentiate by; all if null.</param>
    /// <returns>A function of the same list that gives a gradient for each position.</returns>
    /// <exception cref="ArgumentException">A position is given twice, or, in a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], Tensor[]> Grad<TOut>(Func<Tensor[], TOut> function, int[]? positions = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Derivative<TOut>(nameof(Grad), function, -1, positions).Gradient;
    }

    /// <summary>The gradient of the first output of a function of a list of tensors, with its further data.</summary>
    /// <typeparam name="TAux">What the function returns beside.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="positions">The arguments to differentiate by; all if null.</param>
    /// <param name="hasAux">True.</param>
    /// <returns>A function of the same list that gives the gradients and the further data.</returns>
    /// <exception cref="ArgumentException">A position is given twice, or, in a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], (Tensor[] Gradient, TAux Aux)> Grad<TAux>(Func<Tensor[], (Tensor, TAux)> function, int[]? positions, HasAux hasAux)
    {
        ArgumentNullException.ThrowIfNull(function);
        hasAux.Require();
        var d = new Derivative<(Tensor, TAux)>(nameof(Grad), function, -1, positions, firstOnly: true);
        return xs =>
        {
            var (y, g) = d.ValueAndGradient(xs);
            return (g, y.Item2);
        };
    }

    /// <summary>The outputs and the gradient of a function of a list of tensors.</summary>
    /// <typeparam name="TOut">A tensor, or a tuple or list of tensors.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="positions">The arguments to differentiate by; all if null.</param>
    /// <returns>A function of the same list that gives the outputs and a gradient for each position.</returns>
    /// <exception cref="ArgumentException">A position is given twice, or, in a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], (TOut Value, Tensor[] Gradient)> ValueAndGrad<TOut>(Func<Tensor[], TOut> function, int[]? positions = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Derivative<TOut>(nameof(ValueAndGrad), function, -1, positions).ValueAndGradient;
    }

    /// <summary>The outputs of a function of a list of tensors, and the gradient of the first.</summary>
    /// <typeparam name="TAux">What the function returns beside.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="positions">The arguments to differentiate by; all if null.</param>
    /// <param name="hasAux">True.</param>
    /// <returns>A function of the same list that gives the outputs and a gradient for each position.</returns>
    /// <exception cref="ArgumentException">A position is given twice, or, in a call, what is differentiated is not floating.</exception>
    public static Func<Tensor[], ((Tensor Value, TAux Aux) Value, Tensor[] Gradient)> ValueAndGrad<TAux>(
        Func<Tensor[], (Tensor, TAux)> function, int[]? positions, HasAux hasAux)
    {
        ArgumentNullException.ThrowIfNull(function);
        hasAux.Require();
        return new Derivative<(Tensor, TAux)>(nameof(ValueAndGrad), function, -1, positions, firstOnly: true).ValueAndGradient;
    }
}
