namespace Adjoint.Distributed;

/// <summary>What carries messages between the processes of a program.</summary>
internal interface ITransport
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    int Size { get; }

    /// <summary>Sends and receives messages, all at once, and returns when the last has arrived. Called from within <see cref="Run"/>.</summary>
    /// <param name="messages">The messages. Between two processes they keep their order.</param>
    /// <exception cref="IOException">A message did not arrive.</exception>
    void Transfer(IReadOnlyList<Message> messages);

    /// <summary>Does some work with messages, one after another in the order of the calls, perhaps while the caller goes on.</summary>
    Task<T> Run<T>(Func<T> work);
}

/// <summary>A message.</summary>
/// <param name="Peer">The rank at the other end.</param>
/// <param name="Data">What is sent, or where what is received comes to lie.</param>
/// <param name="IsSent">Whether it is sent.</param>
internal readonly record struct Message(int Peer, byte[] Data, bool IsSent);

/// <summary>A process without others.</summary>
internal sealed class SingleProcess : ITransport
{
    public int Rank => 0;

    public int Size => 1;

    public void Transfer(IReadOnlyList<Message> messages)
    {
        // Nobody to send anything to.
    }

    public Task<T> Run<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        task.RunSynchronously(TaskScheduler.Default);
        return task;
    }
}
