namespace Adjoint;

/// <summary>Says when training no longer helps: when a value, such as the loss of examples held out, has not become better for a while.</summary>
/// <param name="patience">How many updates in a row may bring nothing better; with the last of them training should stop.</param>
/// <param name="minimumChange">By how much more than this a value has to be better than the best.</param>
/// <param name="higherIsBetter">Whether higher values are better, as of an accuracy; else lower ones, as of a loss.</param>
/// <exception cref="ArgumentOutOfRangeException">The patience is below 1, or the change below 0.</exception>
/// <example>
/// <code>
/// var stopping = new EarlyStopping(patience: 5);
/// Slots best = Tree.Map(model.Slots(), x => x);
/// for (int epoch = 0; epoch &lt; 100 &amp;&amp; !stopping.ShouldStop; epoch++)
/// {
///     TrainEpoch(model);
///     if (stopping.Update(LossOfHeldOut(model))) best = Tree.Map(model.Slots(), x => x);
/// }
///
/// model.Slots().Set(best);
/// </code>
/// </example>
public sealed class EarlyStopping(int patience, double minimumChange = 0, bool higherIsBetter = false)
{
    private readonly int _patience = Limits.Positive(patience);
    private readonly double _minimumChange = Limits.AtLeast(0, minimumChange);
    private readonly NumberSlot<double> _best = new(higherIsBetter ? double.NegativeInfinity : double.PositiveInfinity, "best");
    private readonly NumberSlot<long> _waited = new(0, "waited");

    /// <summary>The best value so far; before the first the infinity that is worse than every number.</summary>
    public double Best => _best.Number;

    /// <summary>How many updates there were since the best one.</summary>
    public long Waited => _waited.Number;

    /// <summary>Whether as many updates as the patience allows brought nothing better.</summary>
    public bool ShouldStop => Waited >= _patience;

    /// <summary>Takes a value into account.</summary>
    /// <param name="value">The value, mostly of an epoch. NaN is never better.</param>
    /// <returns>Whether it is the best so far: then is the time to keep the parameters.</returns>
    public bool Update(double value)
    {
        double gain = higherIsBetter ? value - Best : Best - value;
        if (!(gain > _minimumChange))
        {
            _waited.Number++;
            return false;
        }

        _best.Number = value;
        _waited.Number = 0;
        return true;
    }

    /// <summary>The slots "best" and "waited", to be saved with those of model and optimizer.</summary>
    /// <returns>Those slots.</returns>
    public Slots Slots() => new(_best, _waited);
}
