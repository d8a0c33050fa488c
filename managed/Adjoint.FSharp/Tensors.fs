namespace Adjoint.FSharp

open System
open System.Collections
open System.Numerics
open Adjoint

/// Tensors as F# writes them: literals, shapes as lists, comparisons by element.
[<AutoOpen>]
module Tensors =

    let internal extents (shape: int seq) = ReadOnlySpan(shape |> Seq.map int64 |> Seq.toArray)

    // Messages are put together without F#'s formats, which NativeAOT cannot see through.
    let private refuse (message: string) = raise (ArgumentException("tensor: " + message, "value"))

    let private stacked (rows: Tensor[]) =
        for i in 1 .. rows.Length - 1 do
            if not (rows[i].Shape.AsSpan().SequenceEqual(rows[0].Shape.AsSpan())) then
                refuse (String.Concat("element ", string i, " has the shape ", rows[i].Shape.ToString())
                        + String.Concat(", element 0 has ", rows[0].Shape.ToString(), "; all elements of a list have one shape."))
        TensorBuilder.Create(ReadOnlySpan rows)

    let rec private literal (value: obj) : Tensor =
        match value with
        | :? Tensor as x -> x
        | :? float as x -> Tensor.op_Implicit x
        | :? float32 as x -> Tensor.op_Implicit x
        | :? int as x -> Tensor.op_Implicit (int64 x)
        | :? int64 as x -> Tensor.op_Implicit x
        | :? bool as x -> Tensor.Scalar x
        | :? Complex as x -> Tensor.Scalar x
        | :? Array as x -> Tensor.From x
        | null -> refuse "null is no number. Give a number, a list of numbers or tensors, a list of such lists, or an array."
        | :? string as x -> refuse ("the text \"" + x + "\" is no number.")
        | :? IEnumerable as rows -> stacked [| for row in rows -> literal row |]
        | other -> refuse ("a " + other.GetType().Name + " is no number. Give float, float32, int, int64, bool or Complex, or lists or arrays of them.")

    /// <summary>A tensor of a number, of a list of numbers, of lists of lists to any depth, or of tensors of one shape.</summary>
    /// <param name="value">Numbers are literals as in C#: beside a tensor they take its type (<c>1f</c> and <c>1.0</c> are floating, <c>1</c> is not). An array
    /// instead keeps the type of its elements.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="T:System.ArgumentException">Rows differ in length, or something in there is no number.</exception>
    /// <example><code>
    /// let m = tensor [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]   // of shape [2, 2]
    /// </code></example>
    let tensor (value: 'a) : Tensor = literal (box value)

    /// <summary>Zeros of the default type.</summary>
    /// <param name="shape">The extents: <c>zeros [ 2; 3 ]</c>.</param>
    let zeros (shape: int seq) : Tensor = Tensor.Zeros(extents shape)

    /// <summary>Ones of the default type.</summary>
    /// <param name="shape">The extents.</param>
    let ones (shape: int seq) : Tensor = Tensor.Ones(extents shape)

    /// <summary>A number or tensor repeated to a shape.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="value">What stands everywhere.</param>
    /// <exception cref="T:System.ArgumentException">The value does not broadcast to the shape.</exception>
    let full (shape: int seq) (value: 'a) : Tensor = Tensor.Full(extents shape, tensor value)

    /// <summary>The same elements in another shape. See <see cref="M:Adjoint.Ops.Reshape(Adjoint.Tensor,System.ReadOnlySpan{System.Int64})"/>.</summary>
    /// <param name="shape">The extents, one of which may be -1: what the others leave.</param>
    /// <param name="x">A tensor.</param>
    /// <exception cref="T:System.ArgumentException">The shape has another number of elements.</exception>
    let reshape (shape: int seq) (x: Tensor) : Tensor = Ops.Reshape(x, extents shape)

    /// <summary>The axes in another order; reversed for an empty list.</summary>
    /// <param name="order">Which axis of the tensor stands at each place.</param>
    /// <param name="x">A tensor.</param>
    /// <exception cref="T:System.ArgumentException">The order is none of the tensor's axes.</exception>
    let permute (order: int seq) (x: Tensor) : Tensor = Ops.Permute(x, extents order)

    /// <summary>The extents of a tensor.</summary>
    /// <param name="x">A tensor.</param>
    let shape (x: Tensor) : int list = [ for extent in x.Shape -> int extent ]

    /// <summary>The number in a tensor of one element.</summary>
    /// <param name="x">A tensor.</param>
    /// <exception cref="T:System.InvalidOperationException">It has several elements.</exception>
    /// <exception cref="T:Adjoint.ValueDependentException">It has no value, as inside <c>vmap</c> or <c>compile</c>.</exception>
    let scalar (x: Tensor) : float = Tensor.op_Explicit x

    /// <summary>For which elements a is less than b, as bools.</summary>
    let (.<) (a: Tensor) (b: Tensor) : Tensor = Ops.Less(a, b)

    /// <summary>For which elements a is at most b, as bools.</summary>
    let (.<=) (a: Tensor) (b: Tensor) : Tensor = Ops.LessEqual(a, b)

    /// <summary>For which elements a is greater than b, as bools.</summary>
    let (.>) (a: Tensor) (b: Tensor) : Tensor = Ops.Greater(a, b)

    /// <summary>For which elements a is at least b, as bools.</summary>
    let (.>=) (a: Tensor) (b: Tensor) : Tensor = Ops.GreaterEqual(a, b)

    /// <summary>For which elements a equals b, as bools. <c>a = b</c> asks whether they are one object.</summary>
    let (.=) (a: Tensor) (b: Tensor) : Tensor = Ops.Equal(a, b)

    /// <summary>For which elements a differs from b, as bools.</summary>
    let (.<>) (a: Tensor) (b: Tensor) : Tensor = Ops.NotEqual(a, b)
