/// The code of docs/fsharp.md and of the package's README, line by line, and what it gives.
module Adjoint.FSharp.Tests.PageTests

open System
open System.IO
open System.Text.RegularExpressions
open Adjoint
open Adjoint.FSharp
open type Adjoint.Ops          // MatMul, Tanh, BinaryCrossEntropyWithLogits ...
open Xunit

let private codeOf page =
    [ for block in Regex.Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, page)), "```fsharp\n(.*?)```", RegexOptions.Singleline) do
          yield! block.Groups[1].Value.Split '\n' ]
    |> List.map _.Trim()
    |> List.filter (fun line -> line <> "")

[<Theory>]
[<InlineData "fsharp.md">]
[<InlineData "README.package.md">]
let ``Every line of the page stands here`` (page: string) =
    let lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "PageTests.fs")) |> Seq.map _.Trim() |> Set.ofSeq
    let code = codeOf page
    Assert.NotEmpty code
    Assert.All(code, fun line -> Assert.Contains(line, lines))

module Page =
    type Dense = { W: Tensor; B: Tensor option; Activation: Tensor -> Tensor; [<Static>] Mean: Tensor }

    type Layer =
        | Affine of Dense
        | Dropout of rate: float

    let step (layers: Layer list) (gradient: Layer list) = Tree.map2 (fun p g -> p - 0.1 * g) layers gradient

    [<Fact>]
    let ``A first program`` () =
        let x, y = ones [ 5 ], zeros [ 3 ]
        let w, b = Key.ofSeed 0 |> Key.normal [ 5; 3 ], zeros [ 3 ]

        let loss (w, b) = BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y)

        let value, (dw, db) = valueAndGrad loss (w, b)              // a function of a pair has a pair for its gradient
        let third = grad (grad (grad (fun (t: Tensor) -> Tanh t)))  // to any order
        printfn "%O" (third (tensor 0.0))                           // -2.0
        Assert.Equal(scalar (loss (w, b)), scalar value)
        Assert.Equal<int list>([ 5; 3 ], shape dw)
        Expect.isTensor [ 3 ] (Expect.numbers dw.[0]) db
        Expect.isNumber -2.0 (third (tensor 0.0))

    [<Fact>]
    let ``Tensors`` () =
        let m = tensor [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]   // lists of any depth; zeros [ 2; 3 ], ones, full, reshape, permute
        let row, corner = m[1, *], m[0..1, 1]           // the end of a slice is included, as everywhere in F#
        let last = m.Part [ TensorIndex.op_Implicit -1; TensorIndex.Slice(step = 2L) ]
        let cubes = m ** 3.0
        let which = m .< tensor 2.0                     // .<= .> .>= .= .<> : bools by element
        let noise = Key.ofSeed 42 |> Key.uniform [ 2; 2 ]
        Expect.isTensor [ 2 ] [ 3.0; 4.0 ] row
        Expect.isTensor [ 2 ] [ 2.0; 4.0 ] corner
        Expect.isTensor [ 1 ] [ 3.0 ] last
        Expect.isTensor [ 2; 2 ] [ 1.0; 8.0; 27.0; 64.0 ] cubes
        Expect.isTensor [ 2; 2 ] [ 1.0; 0.0; 0.0; 0.0 ] which
        Assert.Equal<int list>([ 2; 2 ], shape noise)

    [<Fact>]
    let ``Trees`` () =
        let dense = { W = tensor 2.0; B = Some(tensor 1.0); Activation = Tanh; Mean = tensor 5.0 }
        match step [ Affine dense; Dropout 0.5 ] [ Affine { dense with W = tensor 10.0 }; Dropout 0.5 ] with
        | [ Affine next; Dropout 0.5 ] ->
            Expect.isNumber 1.0 next.W
            Expect.isNumber 0.9 next.B.Value
            Expect.isNumber 5.0 next.Mean
        | other -> Assert.Fail $"%A{other}"
        Assert.Equal<string list>([ "[0].Item.W"; "[0].Item.B.Value" ], Tree.namedLeaves [ Affine dense ] |> List.map fst)

module Readme =
    type Dense = { W: Tensor; B: Tensor }

    [<Fact>]
    let ``The package's README`` () =
        let x, y = ones [ 5 ], zeros [ 3 ]
        let loss dense = BinaryCrossEntropyWithLogits(MatMul(x, dense.W) + dense.B, y)

        let dense = { W = Key.ofSeed 0 |> Key.normal [ 5; 3 ]; B = zeros [ 3 ] }
        let value, slope = valueAndGrad loss dense            // slope is a Dense
        let next = Tree.map2 (fun p g -> p - 0.1 * g) dense slope

        let m = tensor [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
        printfn "%O" (m[1, *] ** 2.0)                         // [ 9. 16.] (dtype=Float64)
        Assert.True(scalar (loss next) < scalar value)
        Assert.Equal("[ 9. 16.] (dtype=Float64)", string (m[1, *] ** 2.0))
