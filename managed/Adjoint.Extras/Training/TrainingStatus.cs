using System.Globalization;
using System.Text;

namespace Adjoint.Extras;

/// <summary>How far training is.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">How many steps of the epoch are done.</param>
/// <param name="Steps">How many an epoch has.</param>
/// <param name="Loss">The mean loss of the steps of this epoch; NaN before the first.</param>
/// <param name="LearningRate">The last learning rate, if one was given.</param>
/// <param name="Elapsed">The time since the beginning.</param>
/// <param name="TimeLeft">The time to the end if the steps to come take as long as those done; null before the first.</param>
/// <param name="Metrics">What was measured at the end of the epoch.</param>
/// <param name="IsEndOfEpoch">Whether the epoch has ended.</param>
public sealed record TrainingStatus(
    int Epoch, int Epochs, long Step, long Steps, double Loss, double? LearningRate, TimeSpan Elapsed, TimeSpan? TimeLeft,
    IReadOnlyList<(string Name, double Value)> Metrics, bool IsEndOfEpoch)
{
    /// <summary>One line, the same in every culture.</summary>
    /// <returns>Such as "epoch 2/10, step 25/25, loss 0.1234, rate 0.001, accuracy 0.97, 0:12, 0:48 left".</returns>
    public override string ToString()
    {
        var line = new StringBuilder();
        _ = line.Append(CultureInfo.InvariantCulture, $"epoch {Epoch}/{Epochs}, step {Step}/{Steps}, loss {Loss:G4}");
        if (LearningRate is { } rate) _ = line.Append(CultureInfo.InvariantCulture, $", rate {rate:G4}");
        foreach ((string name, double value) in Metrics)
            _ = line.Append(CultureInfo.InvariantCulture, $", {name} {value:G4}");
        _ = line.Append(CultureInfo.InvariantCulture, $", {Clock(Elapsed)}");
        if (TimeLeft is { } left) _ = line.Append(CultureInfo.InvariantCulture, $", {Clock(left)} left");
        return line.ToString();
    }

    private static string Clock(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        string tail = string.Create(CultureInfo.InvariantCulture, $"{seconds / 60 % 60:00}:{seconds % 60:00}");
        return seconds >= 3600 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{tail}") : tail.StartsWith('0') ? tail[1..] : tail;
    }
}
