using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Soak;

/// <summary>One training step each, again and again.</summary>
internal static class Workloads
{
    public static Action Tutorial()
    {
        Tensor x = Tensor.Ones(5), y = Tensor.Zeros(3), w = new RandomKey(1).Normal(5, 3), b = Tensor.Zeros(3);
        var step = ValueAndGrad(Loss, (2, 3));
        return () =>
        {
            var (_, (dw, db)) = step(x, y, w, b);
            w -= 0.01 * dw;
            b -= 0.01 * db;
        };
    }

    public static Action EagerTutorial()
    {
        Tensor x = Tensor.Ones(5), y = Tensor.Zeros(3), w = new RandomKey(1).Normal(5, 3), b = Tensor.Zeros(3);
        return () =>
        {
            if (!double.IsFinite((double)Loss(x, y, w, b))) throw new InvalidOperationException("The loss is not finite.");
        };
    }

    public static Action Digits()
    {
        var (model, images, labels) = DigitsData();
        var step = ValueAndGrad((Tensor x, Tensor t) => Losses.CrossEntropy(model.Forward(x), t), weights: model.TrainableParameters());
        var optimizer = new Adam(1e-3);
        return () =>
        {
            var (_, gradients) = step(images, labels);
            optimizer.Update(gradients);
        };
    }

    public static Action EagerDigits()
    {
        var (model, images, labels) = DigitsData();
        return () => _ = (double)Losses.CrossEntropy(model.Forward(images), labels);
    }

    /// <summary>Tensors of every size from 16 bytes to 4 MB, which live for different lengths of time.</summary>
    public static Action Mixed()
    {
        var random = new Random(4);
        var held = new Tensor[48];
        Array.Fill(held, Tensor.Scalar(0f));
        return () =>
        {
            long count = (long)Math.Pow(2, 2 + 18 * random.NextDouble());
            Tensor x = Tensor.Full([count], 1.5f);
            held[random.Next(held.Length)] = Sum(x * x + x).Reshape(1);
            held[random.Next(held.Length)] = x;
        };
    }

    /// <summary>A gradient, without rules of one's own: what the others are measured by.</summary>
    public static Action Plain() => Gradient(static x => Sum(x * x * x));

    /// <summary>A rule of one's own.</summary>
    public static Action Rule()
    {
        var cube = CustomVjp(static x => (x * x * x, [x]), static (r, ct) => 3 * ct * r[0] * r[0]);
        return Gradient(x => Sum(cube(x)));
    }

    /// <summary>A checkpoint.</summary>
    public static Action Checkpointed()
    {
        var cube = Checkpoint(static (Tensor x) => x * x * x);
        return Gradient(x => Sum(cube(x)));
    }

    /// <summary>A function that the cotangent passes through.</summary>
    public static Action Tap() => Gradient(static x => Sum(OnGradient(x * x * x, static ct => 2 * ct)));

    private static Action Gradient(Func<Tensor, Tensor> function)
    {
        Tensor x = Tensor.Full([8192], 1.5, DType.Float64).Contiguous(); // 64 KiB
        var gradient = Grad(function);
        return () => _ = gradient(x);
    }

    private static (Sequential Model, Tensor Images, Tensor Labels) DigitsData()
    {
        var key = new RandomKey(2);
        var model = new Sequential(new Linear(784, 128, key.FoldIn(0)), new Function(Relu), new Linear(128, 10, key.FoldIn(1)));
        return (model, key.FoldIn(2).Uniform(64, 784), key.FoldIn(3).Integers(0, 10, 64));
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) => BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);
}
