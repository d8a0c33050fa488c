using System.Text;

namespace Adjoint.Distributed;

/// <summary>
/// What all processes do together. Which of them sends what to whom, and in which order it is added, is decided here and not by MPI, which
/// promises none.
/// </summary>
/// <param name="transport">What carries the messages.</param>
internal sealed class Collectives(ITransport transport)
{
    private const int HeaderBytes = 256;

    /// <summary>What every process has, in the order of their ranks.</summary>
    /// <param name="call">What is done, for messages: the same in all processes.</param>
    /// <param name="own">What this process has.</param>
    /// <param name="bytes">How many bytes each has; all as many as this one if left out.</param>
    public byte[][] AllGather(string call, byte[] own, int[]? bytes = null)
    {
        byte[]?[] sent = new byte[]?[transport.Size], received = new byte[]?[transport.Size];
        for (int peer = 0; peer < transport.Size; peer++)
            (sent[peer], received[peer]) = (own, Room(bytes?[peer] ?? own.Length));
        Exchange(call, sent, received);
        return received!;
    }

    /// <summary>What one process has.</summary>
    /// <param name="call">What is done, for messages.</param>
    /// <param name="root">The rank of that process.</param>
    /// <param name="own">What this process has, of as many bytes.</param>
    public byte[] Broadcast(string call, int root, byte[] own)
    {
        byte[]?[] sent = new byte[]?[transport.Size], received = new byte[]?[transport.Size];
        if (transport.Rank == root) Array.Fill(sent, own);
        received[root] = Room(own.Length);
        Exchange(call, sent, received);
        return received[root]!;
    }

    /// <summary>The sum of vectors at the leaves of a tree, which lie in several processes.</summary>
    /// <param name="call">What is done, for messages.</param>
    /// <param name="type">The type of the elements.</param>
    /// <param name="count">How many elements a vector has.</param>
    /// <param name="tree">Who has which leaves.</param>
    /// <param name="own">The sums of the parts that this process has.</param>
    public byte[] Sum(string call, DType type, int count, TreePartition tree, IReadOnlyList<byte[]> own)
    {
        // Each process adds up a segment of all vectors; then all get all segments.
        int[] bounds = [.. Enumerable.Range(0, transport.Size + 1).Select(i => (int)((long)count * i / transport.Size) * type.Size)];
        byte[] segment = SumOfSegment(call, type, bounds, tree, own);
        int[] lengths = [.. Enumerable.Range(0, transport.Size).Select(i => bounds[i + 1] - bounds[i])];
        byte[][] segments = AllGather(call, segment, lengths);
        return Joined(segments, 0, static segment => segment.Length);
    }

    /// <summary>That part of the sum which lies within the bounds of this process.</summary>
    /// <param name="call">What is done, for messages.</param>
    /// <param name="type">The type of the elements.</param>
    /// <param name="bounds">Where the segment of each process begins, in bytes, and behind the last the end.</param>
    /// <param name="tree">Who has which leaves.</param>
    /// <param name="own">The sums of the parts that this process has.</param>
    public byte[] SumOfSegment(string call, DType type, int[] bounds, TreePartition tree, IReadOnlyList<byte[]> own)
    {
        byte[]?[] sent = new byte[]?[transport.Size], received = new byte[]?[transport.Size];
        int length = bounds[transport.Rank + 1] - bounds[transport.Rank];
        for (int peer = 0; peer < transport.Size; peer++)
        {
            int start = bounds[peer], end = bounds[peer + 1];
            sent[peer] = Joined(own, start, _ => end - start);
            received[peer] = Room(length * tree.PartsOf(peer).Count());
        }

        Exchange(call, sent, received);
        using var scope = new TensorScope();
        var sum = new TreeSum<Tensor>(static (left, right) => left + right);
        for (int peer = 0; peer < transport.Size; peer++)
        {
            foreach (((int start, int size), int place) in tree.PartsOf(peer).Select(static (part, place) => (part, place)))
                sum.Add(start, size, TensorBytes.ToTensor(received[peer].AsSpan(place * length, length), type, length / type.Size));
        }

        return TensorBytes.Of(sum.Total(), call);
    }

    // A header comes before each message, so that processes that do different things say so instead of mistaking one for the other.
    private void Exchange(string call, byte[]?[] sent, byte[]?[] received)
    {
        int rank = transport.Rank;
        if (received[rank] is { } own) sent[rank]!.CopyTo(own, 0);
        if (transport.Size == 1) return;
        byte[] header = HeaderOf(call);
        List<Message> headers = [], contents = [];
        for (int peer = 0; peer < transport.Size; peer++)
        {
            if (peer == rank) continue;
            if (sent[peer] is { } data) AddMessage(peer, header, data, isSent: true);
            if (received[peer] is { } room) AddMessage(peer, new byte[HeaderBytes], room, isSent: false);
        }

        try
        {
            transport.Transfer([.. headers, .. contents]);
        }
        catch (IOException)
        {
            RequireSameCall(call, header, headers);
            throw;
        }

        RequireSameCall(call, header, headers);

        void AddMessage(int peer, byte[] announced, byte[] data, bool isSent)
        {
            headers.Add(new Message(peer, announced, isSent));
            if (data.Length > 0) contents.Add(new Message(peer, data, isSent));
        }
    }

    private void RequireSameCall(string call, byte[] header, List<Message> headers)
    {
        foreach (Message other in headers)
        {
            // A first byte of 0 is that of a header which has not come.
            if (other.IsSent || other.Data[0] == 0 || other.Data.AsSpan().SequenceEqual(header)) continue;
            throw new InvalidOperationException(
                $"The processes do different things: process {transport.Rank} calls {call}, process {other.Peer} calls {Encoding.UTF8.GetString(other.Data).TrimEnd('\0')}. "
                + "All must make the same calls in the same order, with trees of the same structure, shapes and types.");
        }
    }

    private static byte[] HeaderOf(string call)
    {
        byte[] header = new byte[HeaderBytes];
        Encoding.UTF8.GetEncoder().Convert(call, header, flush: true, out _, out _, out _);
        return header;
    }

    // A piece of each, one behind the other.
    private static byte[] Joined(IReadOnlyList<byte[]> parts, int start, Func<byte[], int> length)
    {
        if (parts is [var one] && start == 0 && length(one) == one.Length) return one;
        byte[] joined = Room(parts.Sum(length));
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.AsSpan(start, length(part)).CopyTo(joined.AsSpan(at));
            at += length(part);
        }

        return joined;
    }

    private static byte[] Room(int bytes) => GC.AllocateUninitializedArray<byte>(bytes);
}
