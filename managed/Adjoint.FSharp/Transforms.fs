namespace Adjoint.FSharp

open System
open Adjoint

/// Transforms of functions. Each takes a function of one tree (of several things: of a tuple of them) and returns a function.
/// What else a function needs it captures: <c>grad (loss batch)</c>.
[<AutoOpen>]
module Transforms =

    let private pair struct (a, b) = a, b

    /// <summary>The gradient of the sum of all outputs of a function.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <returns>A function that gives a tree like the argument; null in place of a tensor that is not floating.</returns>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <example><code>
    /// let slope = grad (fun x -> Sum(x ** 3.0)) (tensor [ 1.0; 2.0 ])   // [ 3. 12.]
    /// </code></example>
    let grad (f: 'T -> 'Out) : 'T -> 'T = Autodiff.Grad<'T, 'Out>(Func<_, _> f).Invoke

    /// <summary>What a function gives, and the gradient of the sum of all its outputs.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <example><code>
    /// let loss, (dw, db) = valueAndGrad (fun (w, b) -> Sum(w * x + b)) (w, b)
    /// </code></example>
    let valueAndGrad (f: 'T -> 'Out) : 'T -> 'Out * 'T =
        Autodiff.ValueAndGrad<'T, 'Out>(Func<_, _> f).Invoke >> pair

    /// <summary>The gradient of the first of two outputs; the second comes back as it is.</summary>
    /// <param name="f">A function that gives a tensor and anything else.</param>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    let gradAux (f: 'T -> Tensor * 'Aux) : 'T -> 'T * 'Aux =
        Autodiff.Grad<'T, 'Aux>(Func<'T, struct (Tensor * 'Aux)>(fun x -> let y, aux = f x in struct (y, aux)), HasAux.op_Implicit true).Invoke >> pair

    /// <summary>Two outputs of a function, and the gradient of the first.</summary>
    /// <param name="f">A function that gives a tensor and anything else.</param>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    let valueAndGradAux (f: 'T -> Tensor * 'Aux) : 'T -> (Tensor * 'Aux) * 'T =
        let derivative =
            Autodiff.ValueAndGrad<'T, 'Aux>(Func<'T, struct (Tensor * 'Aux)>(fun x -> let y, aux = f x in struct (y, aux)), HasAux.op_Implicit true)

        fun x ->
            let struct (struct (y, aux), gradient) = derivative.Invoke x
            (y, aux), gradient

    /// <summary>The gradients of parameters, those of a module.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="f">A function, in which the parameters appear.</param>
    /// <returns>A function that gives what an optimizer takes.</returns>
    /// <exception cref="T:System.ArgumentException">There is no parameter; or, in a call, what is differentiated is not floating.</exception>
    let gradWeights (weights: Parameter seq) (f: 'T -> 'Out) : 'T -> Gradients =
        Autodiff.Grad<'T, 'Out>(Func<_, _> f, weights).Invoke

    /// <summary>What a function gives, and the gradients of parameters.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="f">A function, in which the parameters appear.</param>
    /// <exception cref="T:System.ArgumentException">There is no parameter; or, in a call, what is differentiated is not floating.</exception>
    let valueAndGradWeights (weights: Parameter seq) (f: 'T -> 'Out) : 'T -> 'Out * Gradients =
        Autodiff.ValueAndGrad<'T, 'Out>(Func<_, _> f, weights).Invoke >> pair

    /// <summary>The value of a function, and its pullback: from a cotangent of the value to that of the argument.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <param name="x">The argument.</param>
    /// <exception cref="T:System.ArgumentException">What is differentiated is not floating.</exception>
    let vjp (f: 'T -> 'Out) (x: 'T) : 'Out * ('Out -> 'T) =
        let struct (value, pullback) = Autodiff.Vjp<'T, 'Out>(Func<_, _> f, x)
        value, pullback.Invoke

    /// <summary>The value of a function, and its change when the argument changes by a tangent, in one forward pass.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <param name="x">The argument.</param>
    /// <param name="tangent">A tree like it.</param>
    /// <exception cref="T:System.ArgumentException">What is differentiated is not floating, or the tangent has another structure or shape.</exception>
    let jvp (f: 'T -> 'Out) (x: 'T) (tangent: 'T) : 'Out * 'Out = Autodiff.Jvp<'T, 'Out>(Func<_, _> f, x, tangent) |> pair

    /// <summary>The value of a function, and its linear map from tangents to tangents.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <param name="x">The argument.</param>
    /// <exception cref="T:System.ArgumentException">What is differentiated is not floating.</exception>
    let linearize (f: 'T -> 'Out) (x: 'T) : 'Out * ('T -> 'Out) =
        let struct (value, tangent) = Autodiff.Linearize<'T, 'Out>(Func<_, _> f, x)
        value, tangent.Invoke

    /// <summary>The Jacobian of a tensor by every leaf of a tree, by reverse mode.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    let jacRev (f: 'T -> Tensor) : 'T -> 'T = Autodiff.JacRev<'T>(Func<'T, Tensor> f).Invoke

    /// <summary>The Jacobian of a tensor by every leaf of a tree, by forward mode.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    let jacFwd (f: 'T -> Tensor) : 'T -> 'T = Autodiff.JacFwd<'T>(Func<'T, Tensor> f).Invoke

    /// <summary>The Jacobian of a tensor by every leaf of a tree, by the mode that needs fewer passes.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of the output followed by that of the leaf.</returns>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    let jacobian (f: 'T -> Tensor) : 'T -> 'T = Autodiff.Jacobian<'T>(Func<'T, Tensor> f).Invoke

    /// <summary>The Hessian of the sum of the outputs.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <returns>A function that gives, of a tensor, its shape twice; of another tree a square matrix over all its elements.</returns>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating.</exception>
    let hessian (f: 'T -> Tensor) : 'T -> Tensor =
        match box f with
        | :? (Tensor -> Tensor) as ofTensor ->
            let blocks = Autodiff.Hessian(Func<Tensor, Tensor> ofTensor)
            fun x -> blocks.Invoke(unbox<Tensor> (box x))
        | _ -> Autodiff.Hessian<'T>(Func<'T, Tensor> f).Invoke

    /// <summary>The product of the Hessian of a function with a tree, without the matrix.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <returns>A function of the argument and a tree like it.</returns>
    /// <exception cref="T:System.ArgumentException">In a call, what is differentiated is not floating, or the structures differ.</exception>
    let hvp (f: 'T -> Tensor) : 'T -> 'T -> 'T =
        let product = Autodiff.Hvp<'T>(Func<'T, Tensor> f)
        fun x v -> product.Invoke(x, v)

    /// <summary>A function for a whole batch at once, whose members lie along the first axis of every leaf.</summary>
    /// <param name="f">A function of one member. What it captures is shared by all.</param>
    /// <exception cref="T:System.ArgumentException">In a call, the batches differ in size.</exception>
    /// <exception cref="T:Adjoint.ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    let vmap (f: 'T -> 'Out) : 'T -> 'Out = Autodiff.Vmap<'T, 'Out>(Func<_, _> f).Invoke

    /// <summary>A function for a whole batch at once.</summary>
    /// <param name="inAxis">The axis of every leaf of the argument along which the members lie.</param>
    /// <param name="outAxis">The axis of every leaf of the result.</param>
    /// <param name="f">A function of one member. What it captures is shared by all.</param>
    /// <exception cref="T:System.ArgumentException">In a call, the batches differ in size.</exception>
    /// <exception cref="T:Adjoint.ValueDependentException">In a call, the function reads a value that differs between members.</exception>
    let vmapAxes (inAxis: int) (outAxis: int) (f: 'T -> 'Out) : 'T -> 'Out =
        Autodiff.Vmap<'T, 'Out>(Func<_, _> f, Nullable inAxis, OutAxes.op_Implicit outAxis).Invoke

    /// <summary>The same function, recorded once for each shape of its arguments and then done by one native call.</summary>
    /// <param name="f">A function of a tree.</param>
    /// <exception cref="T:Adjoint.ValueDependentException">In a call, the function reads a value.</exception>
    let compile (f: 'T -> 'Out) : 'T -> 'Out = Autodiff.Compile<'T, 'Out>(Func<_, _> f).Invoke

    /// <summary>A tree whose leaves count as constants: no derivative passes.</summary>
    /// <param name="tree">A tree.</param>
    let stopGradient (tree: 'T) : 'T = Autodiff.StopGradient<'T> tree

    /// <summary>The same function, which keeps nothing for the backward pass and computes it again there: less memory for more time.</summary>
    /// <param name="f">A function of a tree, which does the same each time it runs.</param>
    let checkpoint (f: 'T -> 'Out) : 'T -> 'Out = Autodiff.Checkpoint<'T, 'Out>(Func<_, _> f).Invoke

    /// <summary>A function with a backward rule of its own.</summary>
    /// <param name="forward">Gives the value, and a tree of what the rule needs.</param>
    /// <param name="backward">From that and the cotangent of the value to the cotangent of the argument.</param>
    let customVjp (forward: 'T -> 'Out * 'Kept) (backward: 'Kept -> 'Out -> 'T) : 'T -> 'Out =
        // In a tuple of one, since unit and None are null.
        let forward = Func<'T, struct ('Out * ValueTuple<'Kept>)>(fun x -> let value, kept = forward x in struct (value, ValueTuple<'Kept> kept))
        let backward = Func<ValueTuple<'Kept>, 'Out, 'T>(fun kept cotangent -> backward kept.Item1 cotangent)
        Autodiff.CustomVjp<'T, 'Out, ValueTuple<'Kept>>(forward, backward).Invoke

    /// <summary>A function with a forward rule of its own, which reverse mode uses transposed.</summary>
    /// <param name="f">The function.</param>
    /// <param name="tangent">From the argument and its tangent to that of the value; linear in the second.</param>
    let customJvp (f: 'T -> 'Out) (tangent: 'T -> 'T -> 'Out) : 'T -> 'Out =
        Autodiff.CustomJvp<'T, 'Out>(Func<_, _> f, Func<_, _, _> tangent).Invoke
