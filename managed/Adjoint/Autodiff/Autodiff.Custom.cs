using System.Runtime.CompilerServices;

namespace Adjoint;

// Derivatives by one's own rules.
public static unsafe partial class Autodiff
{
    /// <summary>A function whose reverse-mode derivative is given by hand.</summary>
    /// <param name="forward">Computes the value, and what the backward function needs.</param>
    /// <param name="backward">Takes that and the cotangent of the value, and gives that of the argument. It is differentiated in turn for higher orders.</param>
    /// <operation native="custom" formula="f(x), with a reverse rule by hand"
    ///     numpy="–" jax="jax.custom_vjp" torch="torch.autograd.Function" mindspore="Cell.bprop"/>
    public static Func<Tensor, Tensor> CustomVjp(
        Func<Tensor, (Tensor Value, Tensor[] Residuals)> forward, Func<Tensor[], Tensor, Tensor> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return x => CustomVjpRule.Apply(a => forward(a[0]), (r, ct) => [backward(r, ct)], x);
    }

    /// <summary>A function of two tensors whose reverse-mode derivative is given by hand.</summary>
    /// <param name="forward">Computes the value, and what the backward function needs.</param>
    /// <param name="backward">Takes that and the cotangent of the value, and gives those of the arguments. It is differentiated in turn for higher orders.</param>
    public static Func<Tensor, Tensor, Tensor> CustomVjp(
        Func<Tensor, Tensor, (Tensor Value, Tensor[] Residuals)> forward, Func<Tensor[], Tensor, (Tensor, Tensor)> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return (x, y) => CustomVjpRule.Apply(
            a => forward(a[0], a[1]),
            (r, ct) =>
            {
                var (dx, dy) = backward(r, ct);
                return [dx, dy];
            },
            x,
            y);
    }

    /// <summary>A function of a list whose reverse-mode derivative is given by hand.</summary>
    /// <param name="forward">Computes the value, and what the backward function needs.</param>
    /// <param name="backward">Takes that and the cotangent of the value, and gives one for each argument. It is differentiated in turn for higher orders.</param>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], Tensor> CustomVjp(
        Func<Tensor[], (Tensor Value, Tensor[] Residuals)> forward, Func<Tensor[], Tensor, Tensor[]> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return xs => CustomVjpRule.Apply(forward, backward, xs);
    }

    /// <summary>A function whose forward-mode derivative is given by hand; reverse mode comes from it by transposition.</summary>
    /// <param name="function">Computes the value.</param>
    /// <param name="tangent">Takes the argument and its tangent and gives that of the value, linear in the tangent.</param>
    /// <operation native="custom" formula="f(x), with a forward rule by hand"
    ///     numpy="–" jax="jax.custom_jvp" torch="torch.autograd.Function" mindspore="–"/>
    public static Func<Tensor, Tensor> CustomJvp(Func<Tensor, Tensor> function, Func<Tensor, Tensor, Tensor> tangent)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(tangent);
        return x => CustomJvpRule.Apply(a => function(a[0]), (a, v) => tangent(a[0], v[0]), x);
    }

    /// <summary>A function of two tensors whose forward-mode derivative is given by hand.</summary>
    /// <param name="function">Computes the value.</param>
    /// <param name="tangent">Takes the arguments and their tangents and gives that of the value, linear in the tangents.</param>
    public static Func<Tensor, Tensor, Tensor> CustomJvp(
        Func<Tensor, Tensor, Tensor> function, Func<(Tensor, Tensor), (Tensor, Tensor), Tensor> tangent)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(tangent);
        return (x, y) => CustomJvpRule.Apply(a => function(a[0], a[1]), (a, v) => tangent((a[0], a[1]), (v[0], v[1])), x, y);
    }

    /// <summary>The tensor itself, with a function that its cotangent passes through: to look at it, scale it or clip it.</summary>
    /// <param name="x">Any floating tensor.</param>
    /// <param name="change">Takes the cotangent and gives the one that goes on, of the same shape.</param>
    public static Tensor OnGradient(Tensor x, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(change);
        return CustomVjpRule.Apply(static a => (a[0], []), (_, ct) => [change(ct)], x);
    }

    /// <summary>
    /// Until the result is disposed, every operation of this thread that makes a NaN or an infinity of finite numbers throws an
    /// <see cref="AnomalyException"/>, forward and backward; in a backward pass it names the line that called the operation.
    /// </summary>
    /// <remarks>For finding mistakes: each operation costs microseconds.</remarks>
    public static IDisposable DetectAnomaly() => new AnomalyDetection();
}
