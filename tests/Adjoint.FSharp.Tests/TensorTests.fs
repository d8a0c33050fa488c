module Adjoint.FSharp.Tests.TensorTests

open System
open Adjoint
open Adjoint.FSharp
open Xunit

let private m = tensor [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]

[<Fact>]
let ``A literal has the shape of its lists`` () =
    Expect.isTensor [ 2; 3 ] [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ] m
    Expect.isTensor [ 1; 2; 1 ] [ 7.0; 8.0 ] (tensor [ [ [ 7 ]; [ 8 ] ] ])
    Expect.isTensor [] [ 3.0 ] (tensor 3.0)
    Expect.isTensor [ 0 ] [] (tensor ([]: float list))
    Expect.isTensor [ 2; 2 ] [ 1.0; 2.0; 1.0; 2.0 ] (let row = tensor [ 1.0; 2.0 ] in tensor [ row; row ])

[<Fact>]
let ``A literal takes the type of the tensor beside it and an array keeps its own`` () =
    let x = ones [ 2 ]
    Assert.Equal(DType.Float32, (x * tensor [ 1.0; 2.0 ]).DType)
    Assert.Equal(DType.Float64, (x * tensor [| 1.0; 2.0 |]).DType)
    Assert.Equal(DType.Float32, (x + tensor [ 1; 2 ]).DType)
    Assert.Equal(DType.Bool, (tensor [ true; false ]).DType)
    Expect.isTensor [ 2; 2 ] [ 1.0; 2.0; 3.0; 4.0 ] (tensor (array2D [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]))

[<Fact>]
let ``Rows of two lengths are refused`` () =
    Expect.fails typeof<ArgumentException> "element 1 has the shape [1], element 0 has [2]" (fun () -> tensor [ [ 1.0; 2.0 ]; [ 3.0 ] ])

[<Fact>]
let ``What is no number is refused`` () =
    Expect.fails typeof<ArgumentException> "\"abc\" is no number" (fun () -> tensor "abc")
    Expect.fails typeof<ArgumentException> "Guid is no number" (fun () -> tensor [ Guid.Empty ])

[<Fact>]
let ``Slices include their end and places take their axis away`` () =
    Expect.isTensor [ 3 ] [ 4.0; 5.0; 6.0 ] m[1, *]
    Expect.isTensor [ 2 ] [ 2.0; 5.0 ] m[*, 1]
    Expect.isTensor [ 2 ] [ 2.0; 5.0 ] m.[0..1, 1]
    Expect.isTensor [ 2; 2 ] [ 2.0; 3.0; 5.0; 6.0 ] m.[*, 1..]
    Expect.isTensor [ 1; 3 ] [ 1.0; 2.0; 3.0 ] m.[..0]
    Expect.isTensor [ 3 ] [ 4.0; 5.0; 6.0 ] m[1]
    Expect.isTensor [] [ 6.0 ] m[1, 2]
    Expect.isTensor [ 3 ] [ 4.0; 5.0; 6.0 ] m[-1]

[<Fact>]
let ``A slice leaves out what lies outside`` () =
    Expect.isTensor [ 2; 1 ] [ 3.0; 6.0 ] m.[0..9, 2..7]
    Expect.isTensor [ 0; 3 ] [] m.[0..-1]
    Expect.isTensor [ 1; 3 ] [ 1.0; 2.0; 3.0 ] m.[-2..0]

[<Fact>]
let ``Three and four axes are sliced alike`` () =
    let x = tensor [ for i in 0..1 -> [ for j in 0..2 -> [ for k in 0..3 -> float (100 * i + 10 * j + k) ] ] ]
    Expect.isTensor [ 2 ] [ 112.0; 113.0 ] x.[1, 1, 2..]
    Expect.isTensor [ 2; 2 ] [ 1.0; 11.0; 101.0; 111.0 ] x.[*, 0..1, 1]
    Expect.isTensor [ 4 ] [ 120.0; 121.0; 122.0; 123.0 ] x[1, 2]
    Expect.isNumber 123.0 x[1, 2, 3]
    let y = reshape [ 1; 2; 3; 4 ] x
    Expect.isTensor [ 2; 2 ] [ 2.0; 3.0; 102.0; 103.0 ] y.[0, *, 0, 2..3]
    Expect.isNumber 123.0 y[0, 1, 2, 3]

[<Fact>]
let ``Part takes what C# has between brackets`` () =
    Expect.isTensor [ 2; 2 ] [ 1.0; 3.0; 4.0; 6.0 ] (m.Part [ TensorIndex.All; TensorIndex.Slice(step = 2L) ])
    Expect.isTensor [ 2; 3 ] [ 4.0; 5.0; 6.0; 1.0; 2.0; 3.0 ] (m.Part [ TensorIndex.op_Implicit (tensor [ 1; 0 ]) ])

[<Fact>]
let ``A derivative passes a slice`` () =
    Expect.isTensor [ 2; 3 ] [ 0.0; 0.0; 0.0; 8.0; 10.0; 12.0 ] (grad (fun (x: Tensor) -> Ops.Sum(x[1, *] ** 2)) m)

[<Fact>]
let ``Operators take tensors and numbers`` () =
    let x = tensor [ 1.0; 2.0 ]
    Expect.isTensor [ 2 ] [ 1.0; 8.0 ] (x ** 3.0)
    Expect.isTensor [ 2 ] [ 1.0; 4.0 ] (x ** 2)
    Expect.isTensor [ 2 ] [ 1.0; 4.0 ] (x ** x)
    Expect.isTensor [ 2 ] [ 1.0; 0.0 ] (-(x - 2.0))
    Expect.isTensor [ 2 ] [ 3.0; 2.0 ] (1.0 + 2.0 / x)
    Expect.isTensor [ 2 ] [ 1.0; 0.0 ] (x .< tensor [ 2.0; 2.0 ])
    Expect.isTensor [ 2 ] [ 0.0; 1.0 ] (x .= tensor [ 2.0; 2.0 ])
    Expect.isTensor [ 2 ] [ 1.0; 1.0 ] (x .<= tensor [ 2.0; 2.0 ])

[<Fact>]
let ``A power's slope is that of the power rule`` () =
    Expect.isTensor [ 2 ] [ 3.0; 12.0 ] (grad (fun x -> x ** 3.0) (tensor [ 1.0; 2.0 ]))

[<Fact>]
let ``%A shows the numbers`` () =
    Assert.Equal("seq [seq [1.0; 2.0; 3.0]; seq [4.0; 5.0; 6.0]]", sprintf "%A" m)
    Assert.Equal("seq [1.0f; 1.0f]", sprintf "%A" (ones [ 2 ]))
    Assert.Equal("seq [3L]", sprintf "%A" (tensor 3))
    Assert.Contains("W = seq [true; false]", sprintf "%A" {| W = tensor [ true; false ]; N = 1 |})

[<Fact>]
let ``%A says why there are no numbers`` () =
    let mutable shown = ""
    vmap (fun (x: Tensor) -> shown <- sprintf "%A" x; x) m |> ignore
    Assert.Contains("symbolic", shown)

[<Fact>]
let ``%O and interpolation print as NumPy does`` () =
    Assert.Equal("[[1. 2. 3.]\n [4. 5. 6.]] (dtype=Float64)", $"{m}")
    Assert.Equal("[1. 1.]", sprintf "%O" (ones [ 2 ]))

[<Fact>]
let ``Random numbers come from keys`` () =
    let key = Key.ofSeed 42
    Expect.isTensor [ 3 ] (Expect.numbers (RandomKey(42UL).Normal(ReadOnlySpan [| 3L |]))) (key |> Key.normal [ 3 ])
    let first, second = Key.split key
    Assert.NotEqual<float list>(Expect.numbers (Key.uniform [ 4 ] first), Expect.numbers (Key.uniform [ 4 ] second))
    Assert.Equal<float list>([ 0.0; 1.0; 2.0; 3.0 ], key |> Key.permutation 4 |> Expect.numbers |> List.sort)
    Assert.All(key |> Key.integers 2 5 [ 50 ] |> Expect.numbers, fun n -> Assert.InRange(n, 2.0, 4.0))
    Assert.Equal<float list>(key |> Key.fold 7 |> Key.uniform [ 2 ] |> Expect.numbers, key |> Key.fold 7 |> Key.uniform [ 2 ] |> Expect.numbers)
    Expect.isTensor [ 3; 2 ] (key |> Key.splitInto 3 |> List.collect (Key.normal [ 2 ] >> Expect.numbers)) (vmap (Key.normal [ 2 ]) (Key.batch 3 key))

[<Fact>]
let ``Shapes are lists`` () =
    Expect.isTensor [ 2; 2 ] [ 0.0; 0.0; 0.0; 0.0 ] (zeros [ 2; 2 ])
    Expect.isTensor [ 2 ] [ 7.0; 7.0 ] (full [ 2 ] 7.0)
    Expect.isTensor [ 3; 2 ] [ 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 ] (reshape [ 3; -1 ] m)
    Expect.isTensor [ 3; 2 ] [ 1.0; 4.0; 2.0; 5.0; 3.0; 6.0 ] (permute [ 1; 0 ] m)
    Assert.Equal(2.5, scalar (tensor 2.5))
