namespace Adjoint.Extras;

/// <summary>Is told of steps and epochs, and tells a view how far training is; see <see cref="Training.Progress"/>.</summary>
public sealed class TrainingProgress
{
    private readonly int _epochs;
    private readonly long _steps;
    private readonly ITrainingView _view;
    private readonly TimeProvider _time;
    private readonly long _start;
    private int _epoch = 1;
    private long _step;
    private double _losses;
    private double? _rate;

    /// <summary>Begins; the time runs from here.</summary>
    /// <param name="epochs">How many epochs there will be.</param>
    /// <param name="steps">How many steps an epoch has.</param>
    /// <param name="view">Shows it.</param>
    /// <param name="time">The clock; that of the system if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no epoch or no step.</exception>
    public TrainingProgress(int epochs, long steps, ITrainingView view, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentNullException.ThrowIfNull(view);
        (_epochs, _steps, _view) = (epochs, steps, view);
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
    }

    /// <summary>A step is done.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="learningRate">The learning rate; if left out, that of the step before.</param>
    public void Step(double loss, double? learningRate = null)
    {
        _step++;
        _losses += loss;
        _rate = learningRate ?? _rate;
        Show([], isEndOfEpoch: false);
    }

    /// <summary>An epoch is done.</summary>
    /// <param name="metrics">What was measured at its end, such as <c>("accuracy", 0.97)</c>.</param>
    public void EndEpoch(params IReadOnlyList<(string Name, double Value)> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Show(metrics, isEndOfEpoch: true);
        (_epoch, _step, _losses) = (_epoch + 1, 0, 0);
    }

    private void Show(IReadOnlyList<(string Name, double Value)> metrics, bool isEndOfEpoch)
    {
        TimeSpan elapsed = _time.GetElapsedTime(_start);
        // An epoch that has ended is done, however many steps it had.
        double done = isEndOfEpoch ? (double)_epoch * _steps : (_epoch - 1.0) * _steps + _step;
        TimeSpan? left = done == 0 ? null : elapsed * Math.Max(0, (double)_epochs * _steps / done - 1);
        _view.Show(new TrainingStatus(_epoch, _epochs, _step, _steps, _losses / _step, _rate, elapsed, left, metrics, isEndOfEpoch));
    }
}
