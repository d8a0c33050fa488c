using System.Diagnostics;
using System.Globalization;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Tests;

/// <summary>Training that is stopped at any moment goes on from its last checkpoint as if it had not been.</summary>
public sealed class TrainingCheckpointTests
{
    // The folder of a process that trains until it is killed or through.
    private const string FolderVariable = "ADJOINT_TRAINING_FOLDER";

    // How often it is killed: more where somebody asks for more.
    private const string KillsVariable = "ADJOINT_TRAINING_KILLS";

    private const int Examples = 50, BatchSize = 8, BatchesPerEpoch = 7;

    private static readonly int s_kills = int.Parse(Environment.GetEnvironmentVariable(KillsVariable) ?? "3", CultureInfo.InvariantCulture);

    // So long that a process is killed before it is through.
    private static readonly int s_epochs = 3 * Math.Max(s_kills, 3);

    [Fact]
    public void Training_goes_on_bit_for_bit_from_every_step()
    {
        using var folder = new TemporaryFolder();
        const int epochs = 4, steps = epochs * BatchesPerEpoch;
        var whole = new Run(folder["whole"], keep: steps);
        whole.Train(epochs);
        whole.State.Save(folder["end"]);
        Assert.Equal(steps, whole.Checkpoints.Files.Count);
        foreach (string path in whole.Checkpoints.Files)
        {
            var run = new Run(folder[Path.GetFileName(path)]);
            run.State.Load(path);
            run.Train(epochs);
            run.State.Save(folder["other end"]);
            Assert.Equal(File.ReadAllBytes(folder["end"]), File.ReadAllBytes(folder["other end"]));
        }
    }

    [Fact]
    public void Training_that_is_killed_at_any_moment_ends_as_one_that_is_not()
    {
        using var folder = new TemporaryFolder();
        var whole = new Run(folder["whole"]);
        whole.Train(s_epochs);
        whole.State.Save(folder["end"]);

        var random = new Random(1);
        var killed = new TrainingCheckpoints(folder["killed"]);
        int interrupted = 0;
        for (int run = 0; run < s_kills; run++)
        {
            using Process process = Start(folder["killed"]);
            long before = StepOf(killed);
            // From the first file that it writes on: what comes before is the start of a process.
            while (!process.HasExited && StepOf(killed) == before) Thread.Sleep(1);
            Thread.Sleep(random.Next(20));
            process.Kill();
            process.WaitForExit();
            if (process.ExitCode != 0) interrupted++;
        }

        Assert.True(interrupted > 0, "No process was stopped before its end.");
        var resumed = new Run(folder["killed"]);
        Assert.NotNull(resumed.Checkpoints.Resume(resumed.State));
        Assert.DoesNotContain(Directory.GetFiles(folder["killed"]), static f => f.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal));
        resumed.Train(s_epochs);
        resumed.State.Save(folder["resumed"]);
        Assert.Equal(File.ReadAllBytes(folder["end"]), File.ReadAllBytes(folder["resumed"]));
    }

    /// <summary>What the process does that is killed.</summary>
    [Fact]
    public void The_training_that_is_killed()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder) return;
        var run = new Run(folder);
        _ = run.Checkpoints.Resume(run.State);
        run.Train(s_epochs);
    }

    [Fact]
    public void The_last_files_are_kept_and_no_others_are_touched()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["step-notes.safetensors"], "mine");
        var run = new Run(folder.Path, keep: 2);
        run.Train(epochs: 1, steps: 5);
        Assert.Equal(["step-0000000005.safetensors", "step-0000000004.safetensors"], run.Checkpoints.Files.Select(Path.GetFileName));
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void A_damaged_file_is_passed_over_for_the_one_before()
    {
        using var folder = new TemporaryFolder();
        var run = new Run(folder.Path);
        run.Train(epochs: 1, steps: 3);
        IReadOnlyList<string> files = run.Checkpoints.Files;
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..^1]);
        File.WriteAllBytes(files[1], []);
        var resumed = new Run(folder.Path);
        Assert.Equal(files[2], resumed.Checkpoints.Resume(resumed.State));
        Assert.Equal(1, resumed.State.Step);

        File.WriteAllBytes(files[2], [1]);
        string message = Assert.Throws<InvalidDataException>(() => resumed.Checkpoints.Resume(resumed.State)).Message;
        Assert.Contains($"all checkpoints in '{folder.Path}' are damaged; the latest: {files[0]}: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_training_begins()
    {
        using var folder = new TemporaryFolder();
        var run = new Run(folder["none"]);
        Assert.Null(run.Checkpoints.Resume(run.State));
        Assert.Empty(run.Checkpoints.Files);
        Assert.Equal(0, run.State.Step);
    }

    [Fact]
    public void A_full_disk_leaves_the_files_of_before()
    {
        using var folder = new TemporaryFolder();
        var run = new Run(folder.Path);
        run.Train(epochs: 1, steps: 2);
        string[] before = [.. Directory.GetFiles(folder.Path).Order()];
        var full = new TrainingCheckpoints(folder.Path) { Create = static path => new FullDisk(path) };
        run.State.Step++;
        Assert.Contains("No space left", Assert.Throws<IOException>(() => full.Save(run.State)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(folder.Path).Order());
        var resumed = new Run(folder.Path);
        Assert.Equal(run.Checkpoints.Files[0], resumed.Checkpoints.Resume(resumed.State));
        Assert.Equal(2, resumed.State.Step);
    }

    [Fact]
    public void A_run_that_begins_anew_does_not_write_among_the_files_of_another()
    {
        using var folder = new TemporaryFolder();
        new Run(folder.Path).Train(epochs: 1, steps: 4);
        Assert.Contains("Call Resume", Assert.Throws<InvalidOperationException>(() => new Run(folder.Path).Train(epochs: 1, steps: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused_and_nothing_is_changed()
    {
        using var folder = new TemporaryFolder();
        var run = new Run(folder.Path);
        run.Train(epochs: 1, steps: 2);
        var wider = new Linear(3, 9, new RandomKey(1));
        var state = new TrainingState(wider, new Adam(), new Slots(Slot.Of(0L, "epoch"), Slot.Of(0L, "position")));
        Tensor before = wider.Weight.Value;
        string message = Assert.Throws<InvalidDataException>(() => run.Checkpoints.Resume(state)).Message;
        Assert.Contains("does not fit model, Linear(3 → 9):\n  of another shape or type: 'weight' is Float32 [3, 2], not Float32 [3, 9]", message, StringComparison.Ordinal);
        Assert.True(before.HasBitsOf(wider.Weight.Value));
        Assert.Equal(0, state.Step);
        Assert.Contains("of no part: model.weight", Assert.Throws<InvalidDataException>(() => run.Checkpoints.Resume(new TrainingState())).Message, StringComparison.Ordinal);
        Assert.Contains("missing: loss", Assert.Throws<InvalidDataException>(() => new Run(folder.Path).State.Add("best", new Slots(Slot.Of(1f, "loss"))).Load(run.Checkpoints.Files[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_have_names_of_their_own()
    {
        TrainingState state = new TrainingState().Add("model", new Linear(1, 1, new RandomKey(0)));
        Assert.Throws<ArgumentException>(() => state.Add("model", new Slots()));
        Assert.Throws<ArgumentException>(() => state.Add("model.more", new Slots()));
        Assert.Throws<ArgumentException>(() => state.Add("training", new Slots()));
        Assert.Throws<ArgumentException>(() => state.Add("", new Slots()));
        Assert.Throws<ArgumentNullException>(() => state.Key = null!);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new TrainingCheckpoints("x", keep: 0));
        Assert.Throws<ArgumentException>(static () => new TrainingCheckpoints(""));
    }

    [Fact]
    public void Several_models_with_their_optimizers_are_one_state()
    {
        using var folder = new TemporaryFolder();
        TrainingState Pair(ulong seed, out Linear generator, out Linear critic)
        {
            (generator, critic) = (new Linear(2, 2, new RandomKey(seed)), new Linear(2, 1, new RandomKey(seed + 1)));
            return new TrainingState().Add("generator", generator).Add("critic", critic)
                .Add("generatorOptimizer", new Adam(0.1), generator.Parameters()).Add("criticOptimizer", new Sgd(0.2), critic.Parameters());
        }

        TrainingState state = Pair(1, out Linear generator, out Linear critic);
        (state.Step, state.Epoch, state.Key) = (7, 2, new RandomKey(3).FoldIn(1));
        state.Save(folder["s"]);
        TrainingState other = Pair(10, out Linear otherGenerator, out Linear otherCritic);
        other.Load(folder["s"]);
        StateFileTests.Same(generator.Slots(), otherGenerator.Slots());
        StateFileTests.Same(critic.Slots(), otherCritic.Slots());
        Assert.Equal((7, 2), (other.Step, other.Epoch));
        Assert.True(state.Key.Normal(3).HasBitsOf(other.Key.Normal(3)));
    }

    private static long StepOf(TrainingCheckpoints checkpoints) =>
        checkpoints.Files is [{ } latest, ..] ? long.Parse(Path.GetFileNameWithoutExtension(latest)["step-".Length..], CultureInfo.InvariantCulture) : 0;

    private static Process Start(string folder)
    {
        string[] arguments = ["-method", $"{typeof(TrainingCheckpointTests).FullName}.{nameof(The_training_that_is_killed)}", "-noColor"];
        string host = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(host) == "dotnet") arguments = [typeof(TrainingCheckpointTests).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = folder;
        return Process.Start(start)!;
    }

    /// <summary>A small training with all that changes: weights, Adam's moments, the rate, the order of examples, a key that is split.</summary>
    private sealed class Run(string folder, int keep = 3)
    {
        private readonly Linear _model = new(3, 2, new RandomKey(1));
        private readonly Adam _optimizer = new(0.05);
        private readonly ShuffledDataset _data = new TensorDataset(new RandomKey(2).Normal(Examples, 3), new RandomKey(3).Normal(Examples, 2)).Shuffle(new RandomKey(4));

        public TrainingCheckpoints Checkpoints { get; } = new(folder, keep);

        public TrainingState State => field ??= new TrainingState(_model, _optimizer, _data.Slots()) { Key = new RandomKey(5) };

        public void Train(int epochs, int steps = int.MaxValue)
        {
            var step = ValueAndGrad((Tensor x, Tensor y) => Losses.MeanSquaredError(_model.Forward(x), y), weights: _model.TrainableParameters());
            for (; State.Epoch < epochs; State.Epoch++)
            {
                foreach (var (x, y) in _data.Batches(BatchSize, prefetch: (int)(State.Epoch % 3)))
                {
                    var (next, noise) = State.Key.Split();
                    _optimizer.Update(step(x + 0.1 * noise.Normal(x.Shape), y).Item2);
                    _optimizer.LearningRate *= 0.99;
                    State.Key = next;
                    State.Step++;
                    Checkpoints.Save(State);
                    if (State.Step == steps) return;
                }
            }
        }
    }

    /// <summary>A file on a disk with no room for more than some bytes.</summary>
    private sealed class FullDisk(string path) : FileStream(path, FileMode.CreateNew)
    {
        private long _room = 500;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..(int)Math.Min(_room, buffer.Length)]);
            if (_room < buffer.Length) throw new IOException("No space left on device");
            _room -= buffer.Length;
        }
    }
}
