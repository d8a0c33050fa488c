using System.Globalization;

namespace Adjoint.Extras;

/// <summary>
/// Writes event files that TensorBoard shows (<c>tensorboard --logdir runs</c>): scalars, histograms and images by step. Each writer makes
/// a file of its own in the folder; what was added is in the file when the call returns.
/// </summary>
/// <example>
/// <code>
/// using var board = new TensorBoardWriter("runs/digits");
/// board.AddScalar("loss/train", (double)loss, step);
/// foreach (var (parameter, gradient) in gradients)
///     board.AddHistogram($"gradients/{parameter.Name}", gradient, step);
/// </code>
/// </example>
public sealed class TensorBoardWriter : IDisposable
{
    private static int s_writers;

    private readonly FileStream _file;
    private readonly TimeProvider _time;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The folder of the run, which is made if it is not there.</param>
    /// <param name="time">The clock of the events; that of the system if left out.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public TensorBoardWriter(string folder, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _time = time ?? TimeProvider.System;
        _ = Directory.CreateDirectory(folder);
        FilePath = Path.Combine(folder, string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{_time.GetUtcNow().ToUnixTimeSeconds():0000000000}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref s_writers)}"));
        _file = new FileStream(FilePath, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(EventMessages.Version(Now));
    }

    /// <summary>The file that is written.</summary>
    public string FilePath { get; }

    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Adds a number, a point of a curve.</summary>
    /// <param name="tag">The name of the curve; "loss/train" stands in the group "loss".</param>
    /// <param name="value">The number, which is kept in single precision.</param>
    /// <param name="step">The step.</param>
    public void AddScalar(string tag, double value, long step)
    {
        ArgumentNullException.ThrowIfNull(tag);
        Write(EventMessages.Of(Now, step, tag, EventMessages.Scalar((float)value)));
    }

    /// <summary>Adds how numbers are distributed.</summary>
    /// <param name="tag">The name.</param>
    /// <param name="values">Real numbers of any shape.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentException">There are none, they are complex, or one is not finite.</exception>
    public void AddHistogram(string tag, Tensor values, long step)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentNullException.ThrowIfNull(values);
        if (values.DType.IsComplex || values.Count == 0)
            throw new ArgumentException($"AddHistogram: '{tag}' is {values.DType} of shape {values.Shape}; a histogram is of one real number or more.", nameof(values));
        Write(EventMessages.Of(Now, step, tag, EventMessages.Histogram(EventHistogram.Of(Ops.Cast(values, DType.Float64).ToArray<double>(), tag))));
    }

    /// <summary>Adds an image.</summary>
    /// <param name="tag">The name.</param>
    /// <param name="image">A uint8 tensor, as <see cref="Images.SavePng"/> takes it.</param>
    /// <param name="step">The step.</param>
    /// <param name="layout">Where its colours lie.</param>
    /// <exception cref="ArgumentException">The tensor is no image.</exception>
    public void AddImage(string tag, Tensor image, long step, ImageLayout layout = ImageLayout.ChannelsFirst)
    {
        ArgumentNullException.ThrowIfNull(tag);
        Tensor last = Images.ChannelsLast(image, layout);
        byte[] png = Images.EncodePng(last, ImageLayout.ChannelsLast);
        Write(EventMessages.Of(Now, step, tag, EventMessages.Image(last.Shape[0], last.Shape[1], last.Shape[2], png)));
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Write(byte[] message)
    {
        _file.Write(EventRecord.Of(message));
        _file.Flush();
    }
}
