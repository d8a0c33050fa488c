namespace Adjoint.FSharp

open System
open Adjoint

/// Parts of tensors as F# writes them: m[1, *], m[0..2, 1]. As everywhere in F#, the end of a slice is included. Parts by
/// negative numbers, steps, masks and lists of places are taken by Part.
[<AutoOpen>]
module Slicing =

    // What lies outside the axis is left out.
    let private range (first: int option) (last: int option) =
        TensorIndex.Slice(
            first |> Option.map (fun first -> max 0L (int64 first)) |> Option.toNullable,
            last |> Option.map (fun last -> max 0L (int64 last + 1L)) |> Option.toNullable
        )

    let private at (place: int) = TensorIndex.op_Implicit place

    let private part (x: Tensor) (indices: TensorIndex[]) = x[ReadOnlySpan indices]

    type Tensor with

        /// <summary>A part of a tensor, by entries as C# has them: numbers that count from the end if negative, slices with steps, lists of places, masks.</summary>
        /// <param name="indices">An entry for each axis.</param>
        member x.Part(indices: TensorIndex seq) : Tensor = part x (Seq.toArray indices)

        /// <summary>The part at a place of the first axis.</summary>
        member x.Item
            with get (i: int): Tensor = part x [| at i |]

        /// <summary>The part at places of the first two axes.</summary>
        member x.Item
            with get (i: int, j: int): Tensor = part x [| at i; at j |]

        /// <summary>The part at places of the first three axes.</summary>
        member x.Item
            with get (i: int, j: int, k: int): Tensor = part x [| at i; at j; at k |]

        /// <summary>The part at places of the first four axes.</summary>
        member x.Item
            with get (i: int, j: int, k: int, l: int): Tensor = part x [| at i; at j; at k; at l |]

        /// <summary>The part that a slice make.</summary>
        member x.GetSlice(a: int option, a': int option) : Tensor = part x [| range a a' |]

        /// <summary>The part that a slice, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option) : Tensor = part x [| range a a'; range b b' |]

        /// <summary>The part that a slice, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int) : Tensor = part x [| range a a'; at b |]

        /// <summary>The part that a place, a slice make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option) : Tensor = part x [| at a; range b b' |]

        /// <summary>The part that a slice, a slice, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option, c: int option, c': int option) : Tensor = part x [| range a a'; range b b'; range c c' |]

        /// <summary>The part that a slice, a slice, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option, c: int) : Tensor = part x [| range a a'; range b b'; at c |]

        /// <summary>The part that a slice, a place, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int, c: int option, c': int option) : Tensor = part x [| range a a'; at b; range c c' |]

        /// <summary>The part that a slice, a place, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int, c: int) : Tensor = part x [| range a a'; at b; at c |]

        /// <summary>The part that a place, a slice, a slice make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option, c: int option, c': int option) : Tensor = part x [| at a; range b b'; range c c' |]

        /// <summary>The part that a place, a slice, a place make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option, c: int) : Tensor = part x [| at a; range b b'; at c |]

        /// <summary>The part that a place, a place, a slice make.</summary>
        member x.GetSlice(a: int, b: int, c: int option, c': int option) : Tensor = part x [| at a; at b; range c c' |]

        /// <summary>The part that a slice, a slice, a slice, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option, c: int option, c': int option, d: int option, d': int option) : Tensor = part x [| range a a'; range b b'; range c c'; range d d' |]

        /// <summary>The part that a slice, a slice, a slice, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option, c: int option, c': int option, d: int) : Tensor = part x [| range a a'; range b b'; range c c'; at d |]

        /// <summary>The part that a slice, a slice, a place, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option, c: int, d: int option, d': int option) : Tensor = part x [| range a a'; range b b'; at c; range d d' |]

        /// <summary>The part that a slice, a slice, a place, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int option, b': int option, c: int, d: int) : Tensor = part x [| range a a'; range b b'; at c; at d |]

        /// <summary>The part that a slice, a place, a slice, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int, c: int option, c': int option, d: int option, d': int option) : Tensor = part x [| range a a'; at b; range c c'; range d d' |]

        /// <summary>The part that a slice, a place, a slice, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int, c: int option, c': int option, d: int) : Tensor = part x [| range a a'; at b; range c c'; at d |]

        /// <summary>The part that a slice, a place, a place, a slice make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int, c: int, d: int option, d': int option) : Tensor = part x [| range a a'; at b; at c; range d d' |]

        /// <summary>The part that a slice, a place, a place, a place make.</summary>
        member x.GetSlice(a: int option, a': int option, b: int, c: int, d: int) : Tensor = part x [| range a a'; at b; at c; at d |]

        /// <summary>The part that a place, a slice, a slice, a slice make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option, c: int option, c': int option, d: int option, d': int option) : Tensor = part x [| at a; range b b'; range c c'; range d d' |]

        /// <summary>The part that a place, a slice, a slice, a place make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option, c: int option, c': int option, d: int) : Tensor = part x [| at a; range b b'; range c c'; at d |]

        /// <summary>The part that a place, a slice, a place, a slice make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option, c: int, d: int option, d': int option) : Tensor = part x [| at a; range b b'; at c; range d d' |]

        /// <summary>The part that a place, a slice, a place, a place make.</summary>
        member x.GetSlice(a: int, b: int option, b': int option, c: int, d: int) : Tensor = part x [| at a; range b b'; at c; at d |]

        /// <summary>The part that a place, a place, a slice, a slice make.</summary>
        member x.GetSlice(a: int, b: int, c: int option, c': int option, d: int option, d': int option) : Tensor = part x [| at a; at b; range c c'; range d d' |]

        /// <summary>The part that a place, a place, a slice, a place make.</summary>
        member x.GetSlice(a: int, b: int, c: int option, c': int option, d: int) : Tensor = part x [| at a; at b; range c c'; at d |]

        /// <summary>The part that a place, a place, a place, a slice make.</summary>
        member x.GetSlice(a: int, b: int, c: int, d: int option, d': int option) : Tensor = part x [| at a; at b; at c; range d d' |]
