using Spectre.Console;

namespace Adjoint.Extras;

/// <summary>Shows how far training is.</summary>
public interface ITrainingView
{
    /// <summary>Is told after every step and at the end of every epoch.</summary>
    /// <param name="status">How far it is.</param>
    void Show(TrainingStatus status);
}

/// <summary>Writes a line at the end of each epoch, and one now and then between.</summary>
/// <param name="log">Where the lines go.</param>
/// <param name="interval">How much time lies between lines at least, but at the end of an epoch; half a minute if left out.</param>
public sealed class LogView(TextWriter log, TimeSpan? interval = null) : ITrainingView
{
    private readonly TextWriter _log = log ?? throw new ArgumentNullException(nameof(log));
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(30);
    private TimeSpan _last;

    /// <inheritdoc/>
    public void Show(TrainingStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (!status.IsEndOfEpoch && status.Elapsed - _last < _interval) return;
        _last = status.Elapsed;
        _log.WriteLine(status.ToString());
        _log.Flush();
    }
}

/// <summary>Shows a bar in a terminal, which moves with every step.</summary>
/// <param name="context">Where the bar stands.</param>
public sealed class ConsoleView(ProgressContext context) : ITrainingView
{
    private readonly ProgressTask _bar = (context ?? throw new ArgumentNullException(nameof(context))).AddTask("training");

    /// <inheritdoc/>
    public void Show(TrainingStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        _bar.MaxValue = (double)status.Epochs * status.Steps;
        _bar.Value = (status.Epoch - 1.0) * status.Steps + status.Step;
        _bar.Description = status.ToString().EscapeMarkup();
    }
}
