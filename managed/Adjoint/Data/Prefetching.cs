using System.Collections.Concurrent;

namespace Adjoint;

/// <summary>Makes what comes next while what came last is worked on.</summary>
public static class Prefetching
{
    extension<T>(IEnumerable<T> source)
    {
        /// <summary>The same items in the same order, made ahead on a thread of their own.</summary>
        /// <param name="ahead">How many are made at most before they are asked for.</param>
        /// <returns>The items. An exception comes where its item would; leaving the loop ends the thread.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
        /// <example><code>foreach (float[] batch in ReadAll().Prefetch(4)) Train(batch);</code></example>
        public IEnumerable<T> Prefetch(int ahead = 2)
        {
            ArgumentNullException.ThrowIfNull(source);
            return MadeAhead(source, Limits.Positive(ahead));
        }
    }

    private static IEnumerable<T> MadeAhead<T>(IEnumerable<T> source, int ahead)
    {
        using var ready = new BlockingCollection<T>(ahead);
        using var stop = new CancellationTokenSource();
        Task maker = Task.Factory.StartNew(() => Make(source, ready, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (T item in ready.GetConsumingEnumerable(CancellationToken.None))
                yield return item;
            maker.GetAwaiter().GetResult(); // throws what the source threw
        }
        finally
        {
            stop.Cancel();
            // Without its exception: it belongs to an item that nobody asked for.
            Task.WaitAny([maker], CancellationToken.None);
        }
    }

    private static void Make<T>(IEnumerable<T> source, BlockingCollection<T> ready, CancellationToken stop)
    {
        try
        {
            foreach (T item in source)
                ready.Add(item, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody wants more.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
