using Adjoint.Tests;

using Spectre.Console;

using Xunit;

namespace Adjoint.Extras.Tests;

/// <summary>What people see of training.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void A_log_has_a_line_for_each_epoch_and_now_and_then_one_between()
    {
        var log = new StringWriter { NewLine = "\n" };
        Cultures.Hostile(() => Train(new LogView(log, TimeSpan.FromSeconds(6))));
        Assert.Equal(
            """
            epoch 1/2, step 2/3, loss 0.75, rate 0.01, 0:06, 0:12 left
            epoch 1/2, step 3/3, loss 0.6667, rate 0.01, accuracy 0.5, 0:09, 0:09 left
            epoch 2/2, step 2/3, loss 0.75, rate 0.01, 0:15, 0:03 left
            epoch 2/2, step 3/3, loss 0.6667, rate 0.01, accuracy 0.5, 0:18, 0:00 left

            """.ReplaceLineEndings("\n"),
            log.ToString());
    }

    [Fact]
    public void A_terminal_has_a_bar()
    {
        var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes });
        console.Profile.Width = 200;
        console.Progress().Columns(new TaskDescriptionColumn(), new PercentageColumn()).Start(context => Train(new ConsoleView(context)));
        Assert.Contains("epoch 2/2, step 3/3", output.ToString());
        Assert.Contains("100%", output.ToString());
    }

    [Fact]
    public void Long_times_have_hours()
    {
        var status = new TrainingStatus(1, 2, 0, 3, double.NaN, null, new TimeSpan(1, 2, 3), null, [], false);
        Assert.Equal("epoch 1/2, step 0/3, loss NaN, 1:02:03", status.ToString());
    }

    [Fact]
    public void Training_runs_and_its_faults_come_through()
    {
        int calls = 0;
        Training.Progress(1, 1, _ => calls++);
        Assert.Equal(1, calls);
        Assert.Throws<InvalidOperationException>(() => Training.Progress(1, 1, static _ => throw new InvalidOperationException()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingProgress(0, 1, new LogView(TextWriter.Null)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingProgress(1, 0, new LogView(TextWriter.Null)));
    }

    // Two epochs of three steps, each of three seconds.
    private static void Train(ITrainingView view)
    {
        var clock = new Clock();
        var progress = new TrainingProgress(2, 3, view, clock);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (double loss in (double[])[1.0, 0.5, 0.5])
            {
                clock.Seconds += 3;
                progress.Step(loss, 0.01);
            }

            progress.EndEpoch(("accuracy", 0.5));
        }
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
