using static Adjoint.Autodiff;

namespace Adjoint.Distributed;

/// <summary>
/// The processes of a program that <c>mpirun</c> started, and what they do together. Each of them runs the same program; what a member of
/// this class does happens when all processes have called it, in the same order.
/// </summary>
/// <remarks>
/// <para>Sums follow a binary tree of our own, over ranks in order: the same bits in every process, and in every run.</para>
/// <para>All members but <see cref="Barrier"/> have derivatives. What is differentiated is the sum of what all processes compute: the
/// cotangent of a sum over processes is the sum of the cotangents over processes. So all must run the backward pass too.</para>
/// <para>Values travel between processes, so inside <c>Compile</c> and <c>Vmap</c>, where there are none yet, a call throws
/// <see cref="ValueDependentException"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// Communicator world = Communicator.World;
/// Tensor mean = world.AllReduce(x) / world.Size;
/// if (world.Rank == 0) Console.WriteLine(mean);
/// </code>
/// </example>
public sealed partial class Communicator
{
    private static readonly Lazy<Communicator> s_world = new(Start);

    private readonly ITransport _transport;
    private readonly Collectives _collectives;
    private readonly Func<Tensor, Tensor> _allReduce, _allGather, _reduceScatter;

    internal Communicator(ITransport transport)
    {
        _transport = transport;
        _collectives = new Collectives(transport);
        _allReduce = CustomVjp(x => (Reduced(x), []), (Tensor[] _, Tensor ct) => AllReduceLeaf(ct), (_, v) => AllReduceLeaf(v));
        _allGather = CustomVjp(x => (Gathered(x), []), (Tensor[] _, Tensor ct) => ReduceScatterLeaf(ct), (_, v) => AllGatherLeaf(v));
        _reduceScatter = CustomVjp(x => (Scattered(x), []), (Tensor[] _, Tensor ct) => AllGatherLeaf(ct), (_, v) => ReduceScatterLeaf(v));
    }

    /// <summary>
    /// All processes that were started together. Without <c>mpirun</c> that is this one alone, and no MPI is needed. Otherwise MPI starts with
    /// the first reading, which all processes agree on one instruction set in: the lowest that one of them has. It should come before the
    /// first tensor is made.
    /// </summary>
    /// <exception cref="DllNotFoundException">The process was started by an MPI whose library is not there; the message says what to install.</exception>
    /// <exception cref="IOException">MPI does not start, or a process is lost meanwhile.</exception>
    /// <exception cref="InvalidOperationException">This process uses other instructions than all can, and began to before.</exception>
    public static Communicator World => s_world.Value;

    /// <summary>The number of this process, from 0.</summary>
    public int Rank => _transport.Rank;

    /// <summary>How many processes there are.</summary>
    public int Size => _transport.Size;

    /// <summary>Returns when all processes have called it.</summary>
    /// <exception cref="IOException">A process has ended, or cannot be reached.</exception>
    public void Barrier() => Wait(() => _collectives.AllGather(nameof(Barrier), []));

    /// <summary>What one process has, in all of them.</summary>
    /// <typeparam name="T">A <see cref="Tree">tree</see>.</typeparam>
    /// <param name="tree">A tree of the same structure, shapes and types in all processes; elsewhere than at the root its values do not matter.</param>
    /// <param name="root">The rank of the process whose values all get.</param>
    /// <returns>The tree of the root. Its derivative is the sum of all cotangents at the root, and zero elsewhere.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rank.</exception>
    /// <exception cref="InvalidOperationException">Another process does something else, or has other shapes or types.</exception>
    /// <exception cref="IOException">A process has ended, or cannot be reached.</exception>
    /// <example><code>model.Slots().Set(world.Broadcast(model.Slots()));</code></example>
    public T Broadcast<T>(T tree, int root = 0)
    {
        if (root < 0 || root >= Size) throw new ArgumentOutOfRangeException(nameof(root), FormattableString.Invariant($"Broadcast: there is no process {root} among {Size}."));
        return Tree.Map(tree, x => BroadcastLeaf(x, root));
    }

    /// <summary>The sum over all processes: y = x₀ + x₁ + … in the order of a fixed binary tree.</summary>
    /// <typeparam name="T">A <see cref="Tree">tree</see>.</typeparam>
    /// <param name="tree">A tree of numbers, of the same structure, shapes and types in all processes.</param>
    /// <returns>The sums, of the same shapes and types, in all processes. The derivative is the sum of all cotangents.</returns>
    /// <exception cref="ArgumentException">There are truth values, which have no sum; Cast them first.</exception>
    /// <exception cref="InvalidOperationException">Another process does something else, or has other shapes or types.</exception>
    /// <exception cref="IOException">A process has ended, or cannot be reached.</exception>
    public T AllReduce<T>(T tree) => Tree.Map(tree, AllReduceLeaf);

    /// <summary>What all processes have, along a new first axis.</summary>
    /// <typeparam name="T">A <see cref="Tree">tree</see>.</typeparam>
    /// <param name="tree">A tree of the same structure, shapes and types in all processes.</param>
    /// <returns>A tree in which what was of shape [...] is of shape [Size, ...], in the order of ranks. The derivative is
    /// <see cref="ReduceScatter"/> of the cotangents.</returns>
    /// <exception cref="InvalidOperationException">Another process does something else, or has other shapes or types.</exception>
    /// <exception cref="IOException">A process has ended, or cannot be reached.</exception>
    public T AllGather<T>(T tree) => Tree.Map(tree, AllGatherLeaf);

    /// <summary>The sum over all processes, of which each gets one part: y = (x₀ + x₁ + …)[Rank].</summary>
    /// <typeparam name="T">A <see cref="Tree">tree</see>.</typeparam>
    /// <param name="tree">A tree of numbers of shapes [Size, ...], the same in all processes.</param>
    /// <returns>A tree of shapes [...]: this process's part of the sum. The derivative is <see cref="AllGather"/> of the cotangents.</returns>
    /// <exception cref="ArgumentException">A first extent is not the number of processes, or there are truth values.</exception>
    /// <exception cref="InvalidOperationException">Another process does something else, or has other shapes or types.</exception>
    /// <exception cref="IOException">A process has ended, or cannot be reached.</exception>
    public T ReduceScatter<T>(T tree) => Tree.Map(tree, ReduceScatterLeaf);

    internal T Wait<T>(Func<T> work) => Begin(work).GetAwaiter().GetResult();

    /// <summary>Starts some work with messages, which goes on while the caller does.</summary>
    internal Task<T> Begin<T>(Func<T> work) => _transport.Run(work);

    internal Collectives Collectives => _collectives;

    internal ITransport Transport => _transport;

    private static Communicator Start()
    {
        if (MpiLibrary.Starter(Environment.GetEnvironmentVariable) is not { } mpi) return new Communicator(new SingleProcess());
        var world = new Communicator(MpiTransport.Start(mpi));
        InstructionSets.Agree(world);
        return world;
    }

    private Tensor AllReduceLeaf(Tensor x) => x.DType.IsDifferentiable ? _allReduce(x) : Reduced(x);

    private Tensor AllGatherLeaf(Tensor x) => x.DType.IsDifferentiable ? _allGather(x) : Gathered(x);

    private Tensor ReduceScatterLeaf(Tensor x) => x.DType.IsDifferentiable ? _reduceScatter(x) : Scattered(x);

    private Tensor BroadcastLeaf(Tensor x, int root) => !x.DType.IsDifferentiable
        ? Sent(x, root)
        : CustomVjp(
            (Tensor a) => (Sent(a, root), []),
            (Tensor[] _, Tensor ct) => AllReduceLeaf(ct) is var sum && Rank == root ? sum : Tensor.ZerosLike(ct),
            (_, v) => BroadcastLeaf(v, root))(x);

    private Tensor Sent(Tensor x, int root)
    {
        string call = Call($"{nameof(Broadcast)} from {root}", x);
        byte[] own = TensorBytes.Of(x, nameof(Broadcast));
        return TensorBytes.ToTensor(Wait(() => _collectives.Broadcast(call, root, own)), x.DType, x.Shape);
    }

    private Tensor Reduced(Tensor x)
    {
        RequireNumbers(x, nameof(AllReduce));
        string call = Call(nameof(AllReduce), x);
        byte[] own = TensorBytes.Of(x, nameof(AllReduce));
        (DType type, int count) = (x.DType, (int)x.Count);
        return TensorBytes.ToTensor(Wait(() => _collectives.Sum(call, type, count, new TreePartition(Size, Size), [own])), type, x.Shape);
    }

    private Tensor Gathered(Tensor x)
    {
        string call = Call(nameof(AllGather), x);
        byte[] own = TensorBytes.Of(x, nameof(AllGather));
        byte[][] all = Wait(() => _collectives.AllGather(call, own));
        return Ops.Stack([.. all.Select(bytes => TensorBytes.ToTensor(bytes, x.DType, x.Shape))]);
    }

    private Tensor Scattered(Tensor x)
    {
        RequireNumbers(x, nameof(ReduceScatter));
        if (x.Rank == 0 || x.Shape[0] != Size)
            throw new ArgumentException(FormattableString.Invariant($"ReduceScatter: a tensor of shape {x.Shape} has not one part for each of {Size} processes; its first extent must be {Size}."));
        string call = Call(nameof(ReduceScatter), x);
        byte[] own = TensorBytes.Of(x, nameof(ReduceScatter));
        DType type = x.DType;
        int[] bounds = [.. Enumerable.Range(0, Size + 1).Select(i => own.Length / Size * i)];
        return TensorBytes.ToTensor(Wait(() => _collectives.SumOfSegment(call, type, bounds, new TreePartition(Size, Size), [own])), type, x.Shape[1..]);
    }

    private static string Call(string operation, Tensor x) => $"{operation} of {x.DType} {x.Shape}";

    private static void RequireNumbers(Tensor x, string operation)
    {
        if (x.DType == DType.Bool) throw new ArgumentException($"{operation}: truth values have no sum; Cast them to a number type first.");
    }
}
