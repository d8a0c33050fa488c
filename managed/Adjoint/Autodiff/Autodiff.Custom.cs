using System.Runtime.CompilerServices;

namespace Adjoint;

// Derivatives by one's own rules.
public static unsafe partial class Autodiff
{
    /// <summary>A function whose reverse-mode derivative is given by hand.</summary>
    /// <param name="forward">Computes the value, and what the backward function needs.</param>
    /// <param name="backward">Takes that and the cotangent of the value, and gives that of the argument. It is differentiated in turn for higher orders.</param>
    /// <param name="tangent">
    /// Takes the argument and its tangent and gives that of the value, for forward mode. Left out, it is the transposed of
    /// <paramref name="backward"/>, which then must not read the value of its cotangent.
    /// </param>
    /// <returns>The function, with that derivative in every transform.</returns>
    /// <remarks>
    /// What the value depends on and is differentiated by must be an argument: the rule gives no derivative by anything else, and a call
    /// throws where there is such. A residual that is the very tensor returned has the derivative of this rule.
    /// </remarks>
    /// <operation native="custom" formula="f(x), with a reverse rule by hand"
    ///     numpy="–" jax="jax.custom_vjp" torch="torch.autograd.Function" mindspore="Cell.bprop"/>
    /// <exception cref="InvalidOperationException">In a call: the value depends on a captured tensor that is differentiated by.</exception>
    /// <example>
    /// <code>
    /// // log(1 + eˣ), whose derivative by itself is NaN where eˣ overflows.
    /// var softplus = CustomVjp(
    ///     (Tensor x) => (Log1p(Exp(x)), [x]),
    ///     (Tensor[] kept, Tensor cotangent) => cotangent * Sigmoid(kept[0]));
    /// Console.WriteLine(Grad(softplus)(1000.0));   // 1.0
    /// </code>
    /// </example>
    public static Func<Tensor, Tensor> CustomVjp(
        Func<Tensor, (Tensor Value, Tensor[] Residuals)> forward, Func<Tensor[], Tensor, Tensor> backward,
        Func<Tensor, Tensor, Tensor>? tangent = null)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        Func<Tensor[], Tensor[], Tensor>? ofLists = tangent is null ? null : (a, v) => tangent(a[0], v[0]);
        return x => CustomVjpRule.Apply(
            nameof(CustomVjp), a => ForwardRun.Of(nameof(CustomVjp), forward(a[0])), (r, ct) => [backward(r, ct)], ofLists, [x]);
    }

    /// <summary>A function of a list whose reverse-mode derivative is given by hand.</summary>
    /// <param name="forward">Computes the value, and what the backward function needs.</param>
    /// <param name="backward">Takes that and the cotangent of the value, and gives one for each argument. It is differentiated in turn for higher orders.</param>
    /// <param name="tangent">Takes the arguments and their tangents and gives that of the value, for forward mode; the transposed of <paramref name="backward"/> if left out.</param>
    /// <returns>The function, with that derivative in every transform.</returns>
    /// <exception cref="InvalidOperationException">In a call: the value depends on a captured tensor that is differentiated by.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Func<Tensor[], Tensor> CustomVjp(
        Func<Tensor[], (Tensor Value, Tensor[] Residuals)> forward, Func<Tensor[], Tensor, Tensor[]> backward,
        Func<Tensor[], Tensor[], Tensor>? tangent = null)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return xs =>
        {
            ArgumentNullException.ThrowIfNull(xs);
            return CustomVjpRule.Apply(
                nameof(CustomVjp),
                a => ForwardRun.Of(nameof(CustomVjp), forward(a)),
                (r, ct) => backward(r, ct) ?? throw new InvalidOperationException("CustomVjp: the backward function returned null."),
                tangent,
                [.. xs]);
        };
    }

    /// <summary>A function whose forward-mode derivative is given by hand; reverse mode comes from it by transposition.</summary>
    /// <param name="function">Computes the value.</param>
    /// <param name="tangent">Takes the argument and its tangent and gives that of the value, linear in the tangent.</param>
    /// <returns>The function, with that derivative in every transform.</returns>
    /// <operation native="custom" formula="f(x), with a forward rule by hand"
    ///     numpy="–" jax="jax.custom_jvp" torch="torch.autograd.Function" mindspore="–"/>
    public static Func<Tensor, Tensor> CustomJvp(Func<Tensor, Tensor> function, Func<Tensor, Tensor, Tensor> tangent)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(tangent);
        return x => CustomJvpRule.Apply(a => function(a[0]), (a, v) => tangent(a[0], v[0]), x);
    }

    /// <summary>The tensor itself, with a function that its cotangent passes through: to look at it, scale it or clip it.</summary>
    /// <param name="x">Any floating tensor.</param>
    /// <param name="change">Takes the cotangent and gives the one that goes on, of the same shape.</param>
    /// <param name="tangent">
    /// Takes a tangent and gives the one that goes on in forward mode. Left out, it is the transposed of <paramref name="change"/>, which
    /// then must not read the value of its cotangent.
    /// </param>
    /// <returns>The same value.</returns>
    public static Tensor OnGradient(Tensor x, Func<Tensor, Tensor> change, Func<Tensor, Tensor>? tangent = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(change);
        return CustomVjpRule.Apply(
            nameof(OnGradient),
            static a => new ForwardRun(a[0], [], [], static y => [y]),
            (_, ct) => [change(ct)],
            tangent is null ? null : (_, v) => tangent(v[0]),
            [x]);
    }

    /// <summary>
    /// Has the next <c>Grad</c> or <c>ValueAndGrad</c> of this thread that differentiates by parameters tell of each gradient as soon as it is
    /// complete, while the backward pass goes on: to send it to other processes, say.
    /// </summary>
    /// <param name="ready">Is given the slot of the parameter and the gradient, of the parameter's shape and type. The tensor is gone when
    /// the function returns.</param>
    /// <returns>What takes the wish back when it is disposed, if no transform has begun by then.</returns>
    /// <remarks>
    /// A gradient is complete where the backward pass comes back to the first reading of the parameter, so those of the last layers come
    /// first. Parameters that are first read inside another transform, a <see cref="Checkpoint"/> or a <see cref="TensorScope"/> within the function are not told of, nor
    /// those that it does not read, nor any under a transform around this one.
    /// </remarks>
    /// <example>
    /// <code>
    /// using (OnGradientsReady((slot, gradient) => Console.WriteLine($"{slot.Name} {Norm(gradient)}")))
    ///     (loss, gradients) = step(images, labels);
    /// </code>
    /// </example>
    public static IDisposable OnGradientsReady(Action<Slot, Tensor> ready)
    {
        ArgumentNullException.ThrowIfNull(ready);
        return new GradientWatch(ready);
    }

    /// <summary>
    /// Until the result is disposed, every operation of this thread that makes a NaN or an infinity of finite numbers throws an
    /// <see cref="AnomalyException"/>, forward and backward; in a backward pass it names the line that called the operation.
    /// </summary>
    /// <returns>What ends it when it is disposed.</returns>
    /// <remarks>For finding mistakes: each operation costs microseconds.</remarks>
    public static IDisposable DetectAnomaly() => new AnomalyDetection();
}
