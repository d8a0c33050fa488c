namespace Adjoint;

/// <summary>An optimizer around another one, which decides when it steps, or what becomes of its steps.</summary>
public abstract class OptimizerWrapper : CompositeOptimizer
{
    private readonly string _name; // of what this one remembers

    private protected OptimizerWrapper(Optimizer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        string name = GetType().Name;
        for (Optimizer? at = inner; at is OptimizerWrapper wrapper; at = wrapper.Inner)
        {
            if (wrapper.GetType() == GetType()) throw new ArgumentException($"{name}: there is one in it already; one is enough.", nameof(inner));
        }

        (Inner, _name) = (inner, char.ToLowerInvariant(name[0]) + name[1..] + ".");
    }

    /// <summary>The optimizer inside.</summary>
    public Optimizer Inner { get; }

    internal override Optimizer RateOwner => Inner.RateOwner;

    internal override IEnumerable<(string Name, Slot Slot)> OwnSlots => Inner.OwnSlots;

    internal override string Settings => $"{Inner.GetType().Name}, {Inner.Settings}";

    internal override bool Trains(DType dtype) => Inner.Trains(dtype);

    /// <summary>What the state calls something that this one remembers.</summary>
    private protected string OwnName(string name) => _name + name;

    /// <summary>The same parameters with what this one remembers, and not the optimizer inside.</summary>
    private protected UpdateLeaves Own(UpdateLeaves leaves) => leaves.Within(_name);
}
