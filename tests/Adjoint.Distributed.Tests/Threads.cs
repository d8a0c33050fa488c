using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Adjoint.Distributed.Tests;

/// <summary>Threads in place of processes: the same messages without MPI.</summary>
internal sealed class Threads : ITransport
{
    private readonly BlockingCollection<byte[]>[,] _lines; // from, to
    private readonly CancellationToken _failed; // one of the threads has

    private Threads(int rank, BlockingCollection<byte[]>[,] lines, CancellationToken failed) => (Rank, _lines, _failed) = (rank, lines, failed);

    public int Rank { get; }

    public int Size => _lines.GetLength(0);

    /// <summary>Has so many threads do something, and gives what each found.</summary>
    public static T[] Run<T>(int size, Func<Communicator, T> work)
    {
        var lines = new BlockingCollection<byte[]>[size, size];
        for (int i = 0; i < lines.Length; i++)
            lines[i / size, i % size] = [];
        var found = new T[size];
        using var failed = new CancellationTokenSource();
        var thrown = new ConcurrentQueue<ExceptionDispatchInfo>();
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                found[rank] = work(new Communicator(new Threads(rank, lines, failed.Token)));
            }
#pragma warning disable CA1031 // whatever it is, it is thrown again by the thread that waits
            catch (Exception e)
#pragma warning restore CA1031
            {
                thrown.Enqueue(ExceptionDispatchInfo.Capture(e));
                failed.Cancel();
            }
        }))];
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());
        if (thrown.TryDequeue(out ExceptionDispatchInfo? first)) first.Throw();
        return found;
    }

    public void Transfer(IReadOnlyList<Message> messages)
    {
        foreach (Message m in messages.Where(static m => m.IsSent))
            _lines[Rank, m.Peer].Add([.. m.Data]);
        foreach (Message m in messages.Where(static m => !m.IsSent))
        {
            byte[] data = _lines[m.Peer, Rank].Take(_failed);
            if (data.Length > m.Data.Length) throw new IOException("too much came");
            data.CopyTo(m.Data, 0);
        }
    }

    public Task<T> Run<T>(Func<T> work) => new SingleProcess().Run(work);
}
