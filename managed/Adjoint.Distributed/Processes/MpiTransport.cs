using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

using Adjoint.Distributed.Native;

namespace Adjoint.Distributed;

/// <summary>Messages by MPI. All of its calls come from a thread of their own, so that any MPI will do, and others compute meanwhile.</summary>
internal sealed unsafe class MpiTransport : ITransport
{
    private readonly BlockingCollection<Task> _work = [];
    private PosixSignalRegistration? _termination;
    private volatile bool _isOver; // nothing can be sent any more, a farewell neither

    private MpiTransport() => new Thread(DoWork) { IsBackground = true, Name = "Adjoint.Distributed" }.Start();

    public int Rank { get; private set; }

    public int Size { get; private set; }

    /// <summary>Starts MPI, which ends with the process.</summary>
    /// <exception cref="DllNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It does not start.</exception>
    public static MpiTransport Start(MpiImplementation mpi)
    {
        MpiLibrary.Load(mpi);
        var transport = new MpiTransport();
        (transport.Rank, transport.Size) = transport.Run(Begin).GetAwaiter().GetResult();
        transport._termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => transport.EndedFromOutside());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => transport.Finish();
        return transport;
    }

    public Task<T> Run<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        _work.Add(task);
        return task;
    }

    public void Transfer(IReadOnlyList<Message> messages)
    {
        if (_isOver) throw new IOException("The connection to the other processes was lost before.");
        MemoryHandle[] pinned = [.. messages.Select(static m => m.Data.AsMemory().Pin())];
        adj_mpi_message[] given =
        [
            .. messages.Select((m, i) => new adj_mpi_message { data = pinned[i].Pointer, bytes = m.Data.LongLength, peer = m.Peer, is_sent = m.IsSent ? 1 : 0 }),
        ];
        int failed, error;
        fixed (adj_mpi_message* first = given)
            error = MpiMethods.adj_mpi_transfer(first, given.Length, &failed);
        if (error != 0)
        {
            _isOver = true; // and what is pinned stays so: MPI may still write to it
            throw new IOException(error == MpiMethods.ADJ_MPI_LEFT
                ? $"Process {messages[failed].Peer} of {Size} has ended, and process {Rank} waits for it in vain. What it said before tells why; it may have had fewer steps to make."
                : $"The exchange of process {Rank} with process {messages[failed].Peer} of {Size} failed: {TextOf(error)}");
        }

        foreach (MemoryHandle handle in pinned)
            handle.Dispose();
    }

    private static (int Rank, int Size) Begin()
    {
        int rank, size;
        int error = MpiMethods.adj_mpi_start(&rank, &size);
        return error == 0 ? (rank, size) : throw new IOException($"MPI does not start: {TextOf(error)}");
    }

    private static string TextOf(int error)
    {
        byte[] text = new byte[1024];
        fixed (byte* to = text)
            MpiMethods.adj_mpi_error_text(error, (sbyte*)to, text.Length);
        return Encoding.UTF8.GetString(text.AsSpan(0, text.AsSpan().IndexOf((byte)0)));
    }

    // What a task throws comes out where its result is waited for.
    private void DoWork()
    {
        foreach (Task task in _work.GetConsumingEnumerable())
            task.RunSynchronously(TaskScheduler.Default);
    }

    // So mpirun ends the processes that are left when one of them is lost. Its own message says which one.
    private void EndedFromOutside()
    {
        _isOver = true;
        Console.Error.WriteLine($"Adjoint.Distributed: process {Rank} of {Size} ends by SIGTERM. Where nobody wanted that, another process was lost: mpirun names it.");
    }

    private void Finish()
    {
        if (!_isOver) Run(MpiMethods.adj_mpi_finish).Wait();
        _termination?.Dispose();
    }
}
