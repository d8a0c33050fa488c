module Adjoint.FSharp.Tests.TransformTests

open System
open Adjoint
open Adjoint.FSharp
open type Adjoint.Ops
open Xunit

type Line = { Slope: Tensor; Shift: Tensor }

type Shape =
    | Circle of radius: Tensor
    | Box of Tensor * Tensor

let private area shape =
    match shape with
    | Circle r -> r ** 2.0
    | Box(a, b) -> a * b

let private x = tensor [ 1.0; 2.0 ]
let private line = { Slope = tensor 2.0; Shift = tensor 1.0 }
let private sum (line: Line) = Sum(line.Slope * x * x + line.Shift)

[<Fact>]
let ``The gradient by a record is a record`` () =
    let slope = grad sum line
    Expect.isNumber 5.0 slope.Slope
    Expect.isNumber 2.0 slope.Shift

[<Fact>]
let ``The gradient by a union is of its case`` () =
    match grad area (Circle(tensor 3.0)), grad area (Box(tensor 3.0, tensor 4.0)) with
    | Circle r, Box(a, b) ->
        Expect.isNumber 6.0 r
        Expect.isNumber 4.0 a
        Expect.isNumber 3.0 b
    | other -> Assert.Fail $"%A{other}"

[<Fact>]
let ``The gradient of integers is null`` () =
    let slope = grad (fun (line: Line) -> line.Slope * line.Shift) { Slope = tensor 2.0; Shift = tensor 3 }
    Expect.isNumber 3.0 slope.Slope
    Assert.Null slope.Shift

[<Fact>]
let ``A function of a tuple has a gradient of one`` () =
    let value, (dw, db) = valueAndGrad (fun (w: Tensor, b: Tensor) -> Sum(w * x + b)) (tensor 3.0, tensor 1.0)
    Expect.isNumber 11.0 value
    Expect.isNumber 3.0 dw
    Expect.isNumber 2.0 db

[<Fact>]
let ``Curried functions are differentiated by their last argument`` () =
    let loss (batch: Tensor) (w: Tensor) = Sum(Square(batch * w))
    Expect.isNumber 20.0 (grad (loss x) (tensor 2.0))

[<Fact>]
let ``Further data comes back`` () =
    let slope, (count: int) = gradAux (fun (w: Tensor) -> Sum(w * w), 7) x
    Expect.isTensor [ 2 ] [ 2.0; 4.0 ] slope
    Assert.Equal(7, count)
    let (value, note), slope = valueAndGradAux (fun (w: Tensor) -> Sum(w * w), "seen") x
    Expect.isNumber 5.0 value
    Assert.Equal("seen", note)
    Expect.isTensor [ 2 ] [ 2.0; 4.0 ] slope

[<Fact>]
let ``Pullbacks and tangents are linear maps`` () =
    let y, pullback = vjp (fun (a: Tensor, b: Tensor) -> a * b) (tensor [ 1.0; 2.0 ], tensor [ 3.0; 4.0 ])
    Expect.isTensor [ 2 ] [ 3.0; 8.0 ] y
    let da, db = pullback (tensor [ 1.0; 10.0 ])
    Expect.isTensor [ 2 ] [ 3.0; 40.0 ] da
    Expect.isTensor [ 2 ] [ 1.0; 20.0 ] db
    let y, dy = jvp sum line { Slope = tensor 1.0; Shift = tensor 0.5 }
    Expect.isNumber 12.0 y
    Expect.isNumber 6.0 dy
    let _, tangent = linearize (fun (t: Tensor) -> [ t * t; 3.0 * t ]) (tensor 2.0)
    Assert.Equal<float list list>([ [ 4.0 ]; [ 3.0 ] ], tangent (tensor 1.0) |> List.map Expect.numbers)

[<Fact>]
let ``Jacobians and Hessians are whole`` () =
    let f (t: Tensor) = t ** 3.0
    Expect.isTensor [ 2; 2 ] [ 3.0; 0.0; 0.0; 12.0 ] (jacobian f x)
    Expect.isTensor [ 2; 2 ] [ 3.0; 0.0; 0.0; 12.0 ] (jacRev f x)
    Expect.isTensor [ 2; 2 ] [ 3.0; 0.0; 0.0; 12.0 ] (jacFwd f x)
    Expect.isTensor [ 2; 2 ] [ 6.0; 0.0; 0.0; 12.0 ] (hessian (f >> Sum) x)
    Expect.isTensor [ 2; 1; 1; 2 ] [ 6.0; 0.0; 0.0; 12.0 ] (reshape [ 2; 1; 1; 2 ] (hessian (f >> Sum) x))
    Expect.isTensor [ 1; 2; 1; 2 ] [ 6.0; 0.0; 0.0; 12.0 ] (hessian (f >> Sum) (reshape [ 1; 2 ] x))

[<Fact>]
let ``The Jacobian by a record is a record and its Hessian a matrix`` () =
    let j = jacobian (fun (line: Line) -> line.Slope * x + line.Shift) line
    Expect.isTensor [ 2 ] [ 1.0; 2.0 ] j.Slope
    Expect.isTensor [ 2 ] [ 1.0; 1.0 ] j.Shift
    let product (line: Line) = line.Slope * line.Slope * line.Shift
    Expect.isTensor [ 2; 2 ] [ 2.0; 4.0; 4.0; 0.0 ] (hessian product line)
    let change = hvp product line { Slope = tensor 1.0; Shift = tensor 0.0 }
    Expect.isNumber 2.0 change.Slope
    Expect.isNumber 4.0 change.Shift

[<Fact>]
let ``A function of one member takes a batch of records`` () =
    let batch = { Slope = tensor [ 1.0; 2.0; 3.0 ]; Shift = tensor [ 0.0; 0.0; 1.0 ] }
    Expect.isTensor [ 3 ] [ 5.0; 10.0; 17.0 ] (vmap sum batch)
    let slopes = vmap (grad (fun (line: Line) -> line.Slope * line.Slope + line.Shift)) batch
    Expect.isTensor [ 3 ] [ 2.0; 4.0; 6.0 ] slopes.Slope
    Expect.isTensor [ 2; 3 ] [ 2.0; 2.0; 2.0; 2.0; 2.0; 2.0 ] (vmapAxes 1 1 (fun (row: Tensor) -> row + 1.0) (ones [ 2; 3 ]))

[<Fact>]
let ``A compiled function gives the bits of the eager one for records and unions`` () =
    let f (line: Line) = { Slope = Tanh line.Slope; Shift = line.Shift * 3.0 }
    let compiled = compile f
    for n in 1..3 do
        let at = { Slope = tensor (float n); Shift = tensor 2.0 }
        Assert.Equal<float list list>(Tree.leaves (f at) |> List.map Expect.numbers, Tree.leaves (compiled at) |> List.map Expect.numbers)
    let areas = compile area
    Expect.isNumber 9.0 (areas (Circle(tensor 3.0)))
    Expect.isNumber 12.0 (areas (Box(tensor 3.0, tensor 4.0)))
    Expect.isNumber 16.0 (areas (Circle(tensor 4.0)))

[<Fact>]
let ``Constants and checkpoints`` () =
    Expect.isTensor [ 2 ] [ 1.0; 2.0 ] (grad (fun (t: Tensor) -> t * stopGradient t) x)
    let slope = grad (fun line -> sum (stopGradient line) * line.Slope) line
    Expect.isNumber 12.0 slope.Slope
    Expect.isNumber 0.0 slope.Shift
    Expect.isTensor [ 2 ] [ 2.0; 4.0 ] (grad (checkpoint (fun (t: Tensor) -> t * t)) x)
    Expect.isNumber 5.0 (grad (checkpoint sum) line).Slope

[<Fact>]
let ``Rules of one's own`` () =
    let clipped = customVjp (fun (t: Tensor) -> t * t, t) (fun t v -> Clip(2.0 * t * v, tensor -3.0, tensor 3.0))
    Expect.isTensor [ 2 ] [ 2.0; 3.0 ] (grad clipped x)
    let tripled = customJvp (fun (t: Tensor) -> t) (fun _ dt -> 3.0 * dt)
    Expect.isTensor [ 2 ] [ 3.0; 3.0 ] (grad tripled x)

[<Fact>]
let ``A bad argument names the transform`` () =
    Expect.fails typeof<ArgumentException> "Grad" (fun () -> grad (fun (n: int) -> tensor 1.0) 3)
    Expect.fails typeof<ArgumentException> "Grad" (fun () -> grad (fun (t: Tensor) -> t) (tensor [ 1; 2 ]))
