using Spectre.Console;

namespace Adjoint.Extras;

/// <summary>What people see of training.</summary>
public static class Training
{
    /// <summary>
    /// Trains and shows how far it is, with loss, learning rate and time left: as a bar in a terminal, as plain lines where the output
    /// goes to a file or another program.
    /// </summary>
    /// <param name="epochs">How many epochs there will be.</param>
    /// <param name="steps">How many steps an epoch has.</param>
    /// <param name="train">Trains, and says so at each step and epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no epoch or no step.</exception>
    /// <example>
    /// <code>
    /// Training.Progress(epochs: 10, steps: batchesPerEpoch, progress =>
    /// {
    ///     for (int epoch = 0; epoch &lt; 10; epoch++)
    ///     {
    ///         foreach (var (x, y) in train.Batches(64))
    ///         {
    ///             var (loss, gradients) = step(x, y);
    ///             optimizer.Update(gradients);
    ///             progress.Step((double)loss, optimizer.LearningRate);
    ///         }
    ///
    ///         progress.EndEpoch(("accuracy", Accuracy(model)));
    ///     }
    /// });
    /// </code>
    /// </example>
    public static void Progress(int epochs, long steps, Action<TrainingProgress> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            train(new TrainingProgress(epochs, steps, new LogView(Console.Out)));
            return;
        }

        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => train(new TrainingProgress(epochs, steps, new ConsoleView(context))));
    }
}
