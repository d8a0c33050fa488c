module Adjoint.FSharp.Tests.TreeTests

open System
open System.Collections.Generic
open Adjoint
open Adjoint.FSharp
open Xunit

type Dense = { W: Tensor; B: Tensor option; Activation: Tensor -> Tensor; Name: string }

type Layer =
    | Affine of w: Tensor * b: Tensor
    | Scale of Tensor
    | Flatten

/// Of four cases and more F# keeps a tag, of a struct one field for every case.
type Many =
    | A
    | B
    | C of Tensor
    | D of Tensor

[<Struct>]
type Value =
    | Left of left: Tensor
    | Right of right: Tensor

type Normed = { Gain: Tensor; [<Static>] Mean: Tensor; Rate: float }

[<Struct>]
type Point = { X: Tensor; Y: Tensor }

let private one = tensor [ 1.0; 2.0 ]
let private two = tensor [ 3.0 ]
let private doubled tree = Tree.map (fun x -> 2.0 * x) tree
let private numbers tree = Tree.leaves tree |> List.map Expect.numbers
let private paths tree = Tree.namedLeaves tree |> List.map fst

[<Fact>]
let ``A record is a tree and keeps what is no tensor`` () =
    let dense = { W = one; B = Some two; Activation = Ops.Tanh; Name = "first" }
    let next = doubled dense
    Assert.Equal<float list list>([ [ 2.0; 4.0 ]; [ 6.0 ] ], numbers next)
    Assert.Equal("first", next.Name)
    Assert.Same(dense.Activation, next.Activation)
    Assert.Equal<string list>([ "W"; "B.Value" ], paths dense)

[<Fact>]
let ``None has no leaf`` () =
    let dense = { W = one; B = None; Activation = id; Name = "" }
    Assert.Equal<string list>([ "W" ], paths dense)
    Assert.True((doubled dense).B.IsNone)

[<Fact>]
let ``Closures that hold tensors are carried along`` () =
    let dense = { W = one; B = None; Activation = (fun x -> x + two); Name = "" }
    Expect.isTensor [ 2 ] [ 4.0; 5.0 ] ((doubled dense).Activation one)

[<Fact>]
let ``A union is a tree of the case it is`` () =
    match doubled (Affine(one, two)) with
    | Affine(w, b) ->
        Expect.isTensor [ 2 ] [ 2.0; 4.0 ] w
        Expect.isTensor [ 1 ] [ 6.0 ] b
    | other -> Assert.Fail $"%A{other}"
    Assert.Equal<string list>([ "w"; "b" ], paths (Affine(one, two)))
    Assert.Equal<string list>([ "Item" ], paths (Scale one))
    Assert.Equal(Flatten, doubled Flatten)

[<Fact>]
let ``Unions with tags and of values are trees too`` () =
    Assert.Equal(B, doubled B)
    match doubled (D one), doubled (Right one) with
    | D x, Right y ->
        Expect.isTensor [ 2 ] [ 2.0; 4.0 ] x
        Expect.isTensor [ 2 ] [ 2.0; 4.0 ] y
    | other -> Assert.Fail $"%A{other}"

[<Fact>]
let ``Two cases are two structures`` () =
    let differ (first: 'T) (second: 'T) =
        Expect.fails typeof<ArgumentException> "different structures" (fun () -> Tree.map2 (fun x _ -> x) first second)
    differ (Scale one) (Affine(one, two))
    differ (C one) (D one)
    differ A B
    differ (Left one) (Right one)
    differ (Some one) None
    differ [ one ] [ one; one ]
    differ (Map [ "a", one ]) (Map [ "b", one ])

[<Fact>]
let ``Tuples lists arrays and maps are trees`` () =
    let tree = (one, [ Some two; None ], [| one |], Map [ "b", two; "a", one ], struct (two, 7))
    let (a, b, c, d, struct (e, n)) = doubled tree
    Expect.isTensor [ 2 ] [ 2.0; 4.0 ] a
    Expect.isTensor [ 1 ] [ 6.0 ] b[0].Value
    Assert.True b[1].IsNone
    Expect.isTensor [ 2 ] [ 2.0; 4.0 ] c[0]
    Expect.isTensor [ 1 ] [ 6.0 ] d["b"]
    Expect.isTensor [ 1 ] [ 6.0 ] e
    Assert.Equal(7, n)
    Assert.Equal<string list>([ "Item1"; "Item2[0].Value"; "Item3[0]"; "Item4[\"a\"]"; "Item4[\"b\"]"; "Item5.Item1" ], paths tree)

[<Fact>]
let ``A tuple of nine is a tree`` () =
    let (_, _, _, _, _, _, _, _, last) = doubled (one, one, one, one, one, one, one, one, two)
    Expect.isTensor [ 1 ] [ 6.0 ] last

[<Fact>]
let ``A long list fills no stack`` () =
    let long = List.replicate 100_000 two
    Assert.Equal(100_000, (doubled long).Length)

[<Fact>]
let ``A static field is a constant`` () =
    let normed = { Gain = one; Mean = two; Rate = 0.5 }
    Assert.Equal<string list>([ "Gain" ], paths normed)
    Assert.Same(two, (doubled normed).Mean)
    Assert.Equal(0.5, (doubled normed).Rate)

[<Fact>]
let ``Struct records and anonymous records are trees`` () =
    Assert.Equal<float list list>([ [ 2.0; 4.0 ]; [ 6.0 ] ], numbers (doubled { X = one; Y = two }))
    Assert.Equal<float list list>([ [ 2.0; 4.0 ] ], numbers (doubled {| P = one; N = 3 |}))

[<Fact>]
let ``What cannot be made again is refused with its place`` () =
    Expect.fails typeof<ArgumentException> "'Item2'" (fun () -> doubled (one, HashSet [ two ]))

[<Fact>]
let ``Trees of F# go through C# as they are`` () =
    let tree = [ Affine(one, two); Scale one; Flatten ]
    let struct (leaves, structure) = Adjoint.Tree.Flatten tree
    Assert.Equal(3, leaves.Length)
    Assert.Equal<float list list>(numbers tree, numbers (structure.Unflatten(ReadOnlySpan leaves)))
    Assert.Equal(5L, Adjoint.Tree.Count tree)

[<Fact>]
let ``A tree becomes a vector and back`` () =
    let flat, unravel = Tree.ravel { X = one; Y = two }
    Expect.isTensor [ 3 ] [ 1.0; 2.0; 3.0 ] flat
    Expect.isTensor [ 1 ] [ 6.0 ] (unravel (2.0 * flat)).Y
    Expect.isNumber (sqrt 14.0) (Tree.norm { X = one; Y = two })
    Expect.isTensor [ 2 ] [ 0.0; 0.0 ] (Tree.zerosLike { X = one; Y = two }).X
    Expect.isTensor [ 1 ] [ 9.0 ] (Tree.map3 (fun a b c -> a + b + c) { X = one; Y = two } { X = one; Y = two } { X = one; Y = two }).Y

/// Layers in an option and a list of F#.
type Net() =
    inherit Module<Tensor, Tensor>()
    let first = Some(new Linear(2, 3, Key.ofSeed 0))
    let rest = [ new Linear(3, 3, Key.ofSeed 1); new Linear(3, 1, Key.ofSeed 2) ]
    override _.Forward x = rest |> List.fold (fun h layer -> layer.Forward h) (first.Value.Forward x)

[<Fact>]
let ``A module's options and lists are looked through`` () =
    let net = Net()
    Assert.Equal<string list>(
        [ "first.value.weight"; "first.value.bias"; "rest.0.weight"; "rest.0.bias"; "rest.1.weight"; "rest.1.bias" ],
        [ for p in net.Parameters() -> p.Name ])
    let slope = grad (fun (net: Net) -> net.Forward(ones [ 4; 2 ])) net
    Assert.Equal(6, (Tree.leaves slope).Length)
    Assert.Equal<int list>([ 2; 3 ], shape (List.head (Tree.leaves slope)))
    Assert.NotSame(net, slope)
