/// What the tests say of tensors.
module Adjoint.FSharp.Tests.Expect

open System
open Adjoint
open Adjoint.FSharp
open Xunit

let numbers (x: Tensor) : float list = Ops.Cast(x, DType.Float64).ToArray<float>() |> List.ofArray

/// The shape and the numbers, to six digits.
let isTensor (expectedShape: int list) (expected: float list) (x: Tensor) =
    Assert.Equal<int list>(expectedShape, shape x)
    for wanted, found in List.zip expected (numbers x) do
        Assert.InRange(found, wanted - 1e-6 * (1.0 + abs wanted), wanted + 1e-6 * (1.0 + abs wanted))

let isNumber (expected: float) (x: Tensor) = isTensor [] [ expected ] x

let fails (kind: Type) (part: string) (action: unit -> 'a) =
    let error = Assert.Throws(kind, Action(fun () -> action () |> ignore))
    Assert.Contains(part, error.Message)
