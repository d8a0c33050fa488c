using Adjoint.Extras;

using static Adjoint.Autodiff;
using static Adjoint.Optimizers;

namespace Adjoint.Samples;

/// <summary>How large the model is and how long it is trained.</summary>
internal sealed record Settings(int Layers, int Width, double Dropout, int Epochs, int Batch, int Stride, double Rate);

/// <summary>A training of <see cref="CharGpt"/>, all of whose state goes into a checkpoint.</summary>
internal sealed class GptTraining
{
    private const int Context = 64;

    private readonly Settings _settings;
    private readonly Optimizer _optimizer;
    private readonly ShuffledDataset _windows;
    private readonly TensorDataset _heldOut;
    private readonly RandomKey _noise;
    private readonly int _stepsOfEpoch;

    public GptTraining(Text text, Settings settings)
    {
        _settings = settings;
        RandomKey[] keys = new RandomKey(1).Split(3);
        Model = new CharGpt(text.Characters, Context, settings.Width, settings.Layers, settings.Dropout, keys[0]);
        _windows = Text.Windows(text.Train, Context, settings.Stride).Shuffle(keys[1]);
        _heldOut = Text.Windows(text.HeldOut, Context, Context);
        _noise = keys[2];
        _stepsOfEpoch = (int)((_windows.Count + settings.Batch - 1) / settings.Batch);
        int steps = settings.Epochs * _stepsOfEpoch;
        _optimizer = Chain(ClipByGlobalNorm(1), new AdamW(Schedule.Cosine(settings.Rate, steps).WithWarmUp(steps / 20), beta2: 0.99));
        State = new TrainingState(Model, _optimizer, _windows.Slots());
    }

    public CharGpt Model { get; }

    /// <summary>Model, optimizer, order of the windows, step and epoch.</summary>
    public TrainingState State { get; }

    /// <summary>Trains from where the state is to the end.</summary>
    /// <param name="checkpoints">Where the state is saved five times; nowhere if left out.</param>
    public void Run(TrainingCheckpoints? checkpoints = null)
    {
        var step = ValueAndGrad(
            (Tensor text, Tensor next, RandomKey key) => Losses.CrossEntropy(Model.Forward(text, Mode.Train(key)), next),
            weights: Model.TrainableParameters());
        int left = _settings.Epochs - (int)State.Epoch, every = Math.Max(1, _settings.Epochs * _stepsOfEpoch / 5);
        if (left == 0) return;
        Training.Progress(left, _stepsOfEpoch, progress =>
        {
            for (; State.Epoch < _settings.Epochs; State.Epoch++)
            {
                foreach (var (text, next) in _windows.Batches(_settings.Batch))
                {
                    var (loss, gradients) = step(text, next, _noise.FoldIn(State.Step));
                    _optimizer.Update(gradients);
                    progress.Step((double)loss, _optimizer.LearningRate);
                    if (++State.Step % every == 0) checkpoints?.Save(State);
                }

                progress.EndEpoch(("held out", LossOfHeldOut()));
            }
        });
    }

    /// <summary>The mean of −log p of each character that the model has not seen in training.</summary>
    public double LossOfHeldOut()
    {
        var mean = new MeanMetric();
        foreach (var (text, next) in _heldOut.Batches(128))
            mean.Update(Losses.CrossEntropy(Model.Forward(text), next), text.Shape[0]);
        return mean.Value;
    }
}
