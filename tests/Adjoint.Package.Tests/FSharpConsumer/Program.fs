module Program

open Adjoint
open Adjoint.FSharp
open System
open type Adjoint.Ops

type Dense = { W: Tensor; B: Tensor option; [<Static>] Scale: Tensor; Name: string }

type Layer =
    | Affine of w: Tensor * b: Tensor
    | Activation of (Tensor -> Tensor)

type Net(key: RandomKey) =
    inherit Module<Tensor, Tensor>()
    let layers = [ new Linear(2, 3, key.FoldIn 0L); new Linear(3, 1, key.FoldIn 1L) ]
    override _.Forward x = layers |> List.fold (fun h layer -> layer.Forward h) x

let x = tensor [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
let dense = { W = tensor [ 1.0; 2.0 ]; B = Some(tensor 3.0); Scale = tensor 2.0; Name = "dense" }

let slope = grad (fun d -> Sum(d.Scale * MatMul(x, d.W) + d.B.Value)) dense
Console.WriteLine("record: {0} {1} {2}", slope.W, slope.B.Value, slope.Name)

let apply h layer =
    match layer with
    | Affine(w, b) -> h * w + b
    | Activation f -> f h

let layers = [ Affine(tensor 2.0, tensor 1.0); Activation(fun h -> h * h); Affine(tensor 3.0, tensor 0.0) ]
let value, slopes = valueAndGrad (fun layers -> List.fold apply (tensor 1.0) layers) layers
Console.WriteLine("union: {0}", value)
for path, leaf in Tree.namedLeaves slopes do Console.WriteLine("  {0} {1}", path, leaf)

let (a, b), c = grad (fun ((a, b), c) -> a * b * c) ((tensor 2.0, tensor 3.0), tensor 4.0)
Console.WriteLine("tuple: {0} {1} {2}", a, b, c)
let map = grad (fun (m: Map<string, Tensor>) -> m["a"] * m["b"]) (Map [ "a", tensor 2.0; "b", tensor 3.0 ])
Console.WriteLine("map: {0} {1}", map["a"], map["b"])
let net = Net(Key.ofSeed 0)
for p in net.Parameters() do Console.WriteLine("module: {0}", p.Name)
Console.WriteLine("batch: {0}", vmap (fun (t: Tensor) -> t[0..0] ** 2) x)
Console.WriteLine("compiled: {0}", compile (fun d -> d.W * d.Scale) dense)
