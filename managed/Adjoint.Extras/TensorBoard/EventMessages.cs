namespace Adjoint.Extras;

/// <summary>The messages of event files (tensorflow/core/util/event.proto and framework/summary.proto): the few fields that are needed.</summary>
internal static class EventMessages
{
    /// <summary>The first event of a file.</summary>
    public static byte[] Version(double time) => new ProtoWriter().Double(1, time).Text(3, "brain.Event:2").ToArray();

    /// <summary>An event with one summary of one value.</summary>
    public static byte[] Of(double time, long step, string tag, ProtoWriter value)
    {
        byte[] tagged = [.. new ProtoWriter().Text(1, tag).ToArray(), .. value.ToArray()];
        byte[] summary = new ProtoWriter().Bytes(1, tagged).ToArray();
        return new ProtoWriter().Double(1, time).Integer(2, step).Bytes(5, summary).ToArray();
    }

    public static ProtoWriter Scalar(float value) => new ProtoWriter().Single(2, value);

    public static ProtoWriter Image(long height, long width, long colors, byte[] png) =>
        new ProtoWriter().Bytes(4, new ProtoWriter().Integer(1, height).Integer(2, width).Integer(3, colors).Bytes(4, png).ToArray());

    public static ProtoWriter Histogram(EventHistogram h) => new ProtoWriter().Bytes(
        5,
        new ProtoWriter().Double(1, h.Min).Double(2, h.Max).Double(3, h.Count).Double(4, h.Sum).Double(5, h.SumOfSquares)
            .Doubles(6, h.Limits).Doubles(7, h.Counts).ToArray());
}
