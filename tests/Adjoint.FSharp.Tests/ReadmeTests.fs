/// The README section by section, as F# writes it.
module Adjoint.FSharp.Tests.ReadmeTests

open System
open System.IO
open Adjoint
open Adjoint.FSharp
open type Adjoint.Ops
open Xunit

// ---- A first program ----

let private x, y = ones [ 5 ], zeros [ 3 ]

// The numbers of tests/Adjoint.Tests/ProgramTests.cs.
let private w =
    tensor
        [| 0.49671414f; -0.1382643f; 0.64768857f; 1.5230298f; -0.23415338f; -0.23413695f; 1.5792128f; 0.7674347f
           -0.46947438f; 0.54256004f; -0.46341768f; -0.46572974f; 0.24196227f; -1.9132802f; -1.7249179f |]
    |> reshape [ 5; 3 ]

let private b = tensor [| -0.5622875f; -1.0128311f; 0.31424734f |]
let private row = [ 0.32618925; 0.01589146; 0.04216455 ]

[<Fact>]
let ``A first program`` () =
    let loss (w, b) = BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y)
    let value, (dw: Tensor, db) = valueAndGrad loss (w, b)
    Expect.isNumber 1.342315 value
    Expect.isTensor [ 3 ] row dw[4]
    Expect.isTensor [ 3 ] row db

    let third = grad (grad (grad (fun (t: Tensor) -> Tanh t)))
    Expect.isNumber -2.0 (third (tensor 0.0))

// ---- A network is a class, and trains on a data set ----

type Network(key: RandomKey) =
    inherit Module<Tensor, Tensor>()
    let hidden, output = new Linear(2, 16, key.FoldIn 0L), new Linear(16, 2, key.FoldIn 1L)
    override _.Forward x = output.Forward(Tanh(hidden.Forward x))

// Whether a point lies within the circle of radius 1.
let private points count key =
    let at = 2.0 * (2.0 * (key |> Key.uniform [ count; 2 ]) - 1.0)
    TensorDataset(at, Cast(Sum(at * at, 1).Sqrt() .< tensor 1.0, DType.Int64))

[<Fact>]
let ``A network trains on a data set and comes back from a file`` () =
    let parameters, order = Key.ofSeed 0 |> Key.split
    let model = Network parameters
    let optimizer = Adam(0.02)

    let step =
        valueAndGradWeights (model.TrainableParameters()) (fun (x, labels) -> Losses.CrossEntropy(model.Forward x, labels))

    let train = (points 400 (Key.ofSeed 1)).Shuffle order
    let mutable last = infinity

    for epoch in 1..20 do
        for struct (inputs, labels) in train.Batches 40 do
            let loss, gradients = step (inputs, labels)
            optimizer.Update gradients
            last <- scalar loss

    let test = points 200 (Key.ofSeed 2)
    let struct (inputs, labels) = Seq.head (test.Batches 200)
    let accuracy (network: Network) = scalar (Metrics.Accuracy(network.Forward inputs, labels))
    Assert.InRange(last, 0.0, 0.3)
    Assert.InRange(accuracy model, 0.9, 1.0)

    let path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors")
    try
        model.Save path
        let other = Network(Key.ofSeed 9)
        other.Load path |> ignore
        Assert.Equal(accuracy model, accuracy other)
    finally
        File.Delete path

// ---- What it does, line by line ----

type Dense = { W: Tensor; B: Tensor }

let private dense = { W = w; B = b }
let private bce (dense: Dense) = BinaryCrossEntropyWithLogits(MatMul(x, dense.W) + dense.B, y)

[<Fact>]
let ``Several outputs are summed`` () =
    let both (t: Tensor) = [ t * t; 3.0 * t ]
    Expect.isTensor [ 2 ] [ 5.0; 7.0 ] (grad both (tensor [ 1.0; 2.0 ]))
    let slope, (z: Tensor) = gradAux (fun (b: Tensor) -> let z = MatMul(x, w) + b in BinaryCrossEntropyWithLogits(z, y), z) b
    Expect.isTensor [ 3 ] row slope
    Expect.isTensor [ 3 ] [ 3.8211915; -2.994512; -1.932323 ] z

[<Fact>]
let ``Weights alone or beside`` () =
    let layer = new Linear(2, 1, Key.ofSeed 0)
    let gradients = gradWeights (layer.Parameters()) (fun (x: Tensor) -> layer.Forward x) (tensor [| [| 1.0f; 2.0f |] |])
    Expect.isTensor [ 2; 1 ] [ 1.0; 2.0 ] gradients[Seq.head (layer.Parameters())]

[<Fact>]
let ``Trees are records`` () =
    let slope = grad bce dense
    Expect.isTensor [ 3 ] row slope.B
    let next = Tree.map2 (fun p g -> p - 0.1 * g) dense slope
    Assert.True(scalar (bce next) < scalar (bce dense))

[<Fact>]
let ``Gradients stop and nest and branches are those of F#`` () =
    Expect.isNumber 3.0 (grad (fun (t: Tensor) -> t * stopGradient t) (tensor 3.0))
    let rec power n (t: Tensor) = if n = 0 then tensor 1.0 else t * power (n - 1) t
    Expect.isNumber 24.0 (grad (grad (power 4)) (tensor 2.0) / 2.0)
    let relu (t: Tensor) = if scalar t > 0.0 then t else 0.0 * t
    Expect.isNumber 0.0 (grad relu (tensor -1.0))

[<Fact>]
let ``Pullbacks and tangents run the function once`` () =
    let mutable runs = 0
    let square (t: Tensor) = runs <- runs + 1; t * t
    let _, pullback = vjp square (tensor [ 1.0; 2.0; 3.0 ])
    Expect.isTensor [ 3 ] [ 2.0; 0.0; 60.0 ] (pullback (tensor [ 1.0; 0.0; 10.0 ]))
    Expect.isTensor [ 3 ] [ 2.0; 4.0; 6.0 ] (pullback (tensor [ 1.0; 1.0; 1.0 ]))
    Assert.Equal(1, runs)
    let _, dy = jvp (fun (t: Tensor) -> Sum(t * t)) (tensor [ 1.0; 2.0 ]) (tensor [ 1.0; 0.5 ])
    Expect.isNumber 4.0 dy

[<Fact>]
let ``Whole matrices of derivatives`` () =
    let cubes (t: Tensor) = Sum(t ** 3.0)
    Expect.isTensor [ 2; 2 ] [ 6.0; 0.0; 0.0; 12.0 ] (hessian cubes (tensor [ 1.0; 2.0 ]))
    Expect.isTensor [ 2 ] [ 6.0; 12.0 ] (hvp cubes (tensor [ 1.0; 2.0 ]) (tensor [ 1.0; 1.0 ]))
    Expect.isTensor [ 2; 2 ] [ 0.0; 1.0; 1.0; 0.0 ] (jacobian (fun (t: Tensor) -> tensor [ t[1]; t[0] ]) (tensor [ 1.0; 2.0 ]))

[<Fact>]
let ``Batches have no loops`` () =
    Expect.isTensor [ 2 ] [ 5.0; 10.0 ] (vmap (fun (row: Tensor) -> Norm row) (tensor [ [ 3.0; 4.0 ]; [ 6.0; 8.0 ] ]))
    let slopes = vmap (grad (fun (row: Tensor) -> Sum(row * row))) (ones [ 2; 3 ])
    Expect.isTensor [ 2; 3 ] (List.replicate 6 2.0) slopes
    Assert.Equal<int list>([ 4; 2 ], shape (vmap (Key.normal [ 2 ]) (Key.ofSeed 0 |> Key.batch 4)))

[<Fact>]
let ``Rules and recomputation`` () =
    let block = checkpoint (fun (t: Tensor) -> Tanh(Sin(Exp t)))
    Expect.isTensor [ 2 ] (Expect.numbers (grad (fun t -> Tanh(Sin(Exp t))) x[0..1])) (grad block x[0..1])
    let reversed = customVjp (fun (t: Tensor) -> t, ()) (fun () v -> -v)
    Expect.isNumber -1.0 (grad reversed (tensor 2.0))

[<Fact>]
let ``Types and complex numbers`` () =
    Assert.Equal(DType.Float32, (x * 2.0).DType)
    let spectrum = Fft(tensor [ 1.0; 0.0; 0.0; 0.0 ])
    Expect.isTensor [ 4 ] [ 1.0; 1.0; 1.0; 1.0 ] (Real spectrum)

[<Fact>]
let ``A step compiles with its optimizer`` () =
    let model = new Linear(2, 1, Key.ofSeed 0)
    let optimizer = Sgd(0.1)
    let step =
        compile (fun (x: Tensor, y: Tensor) ->
            let loss, gradients =
                valueAndGradWeights (model.TrainableParameters()) (fun (x: Tensor) -> Losses.MeanSquaredError(model.Forward x, y)) x
            optimizer.Update gradients
            loss)
    let inputs, targets = ones [ 4; 2 ], full [ 4; 1 ] 3f
    let losses = [ for _ in 1..30 -> scalar (step (inputs, targets)) ]
    Assert.InRange(List.last losses, 0.0, 1e-6)

[<Fact>]
let ``Optimizers take records`` () =
    let sgd = Sgd(0.5)
    let struct (next, _) = sgd.Update(dense, { W = ones [ 5; 3 ]; B = ones [ 3 ] }, sgd.Init dense)
    Expect.isTensor [ 3 ] [ -1.0622875; -1.5128311; -0.18575266 ] next.B

[<Fact>]
let ``Minimizers take records`` () =
    let rosenbrock (p: Dense) = (1.0 - p.W) ** 2.0 + 100.0 * (p.B - p.W ** 2.0) ** 2.0
    let result = Minimize.Lbfgs(Func<Dense, Tensor> rosenbrock, { W = tensor -1.2; B = tensor 1.0 })
    Assert.Equal(1.0, scalar result.Solution.W, 1e-5)
    Assert.Equal(1.0, scalar result.Solution.B, 1e-5)

[<Fact>]
let ``Errors name the operation and the shapes`` () =
    Expect.fails typeof<ArgumentException> "MatMul: shapes [1, 5] and [4, 3] do not fit" (fun () -> MatMul(x, ones [ 4; 3 ]))
