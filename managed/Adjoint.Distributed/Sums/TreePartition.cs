using System.Numerics;

namespace Adjoint.Distributed;

/// <summary>
/// Which leaves of a binary tree each of several processes has, in order and as many as others give or take one, and which parts of the
/// tree it can add up alone: those whose number of leaves is a power of two, and that begin at a multiple of it.
/// </summary>
/// <param name="leaves">How many leaves there are.</param>
/// <param name="processes">How many processes.</param>
internal sealed class TreePartition(int leaves, int processes)
{
    public int Leaves => leaves;

    public (int Start, int End) LeavesOf(int process) =>
        ((int)((long)leaves * process / processes), (int)((long)leaves * (process + 1) / processes));

    public IEnumerable<(int Start, int Size)> PartsOf(int process)
    {
        (int start, int end) = LeavesOf(process);
        while (start < end)
        {
            int largest = 1 << BitOperations.Log2((uint)(end - start));
            int size = start == 0 ? largest : Math.Min(largest, start & -start);
            yield return (start, size);
            start += size;
        }
    }
}
