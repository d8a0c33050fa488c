namespace Adjoint;

/// <summary>
/// Whether a model is trained or evaluated: what <c>model.Forward(x, mode)</c> is given. It is a value; there is no switch that a model
/// would remember. The default is evaluation.
/// </summary>
/// <example>
/// <code>
/// var model = new Sequential { new Linear(2, 8, new RandomKey(0)), Relu, new Dropout(0.5), new Linear(8, 1, new RandomKey(1)) };
/// Tensor y = model.Forward(Tensor.Ones(4, 2), Mode.Train(new RandomKey(2)));   // drops elements by this key
/// Tensor z = model.Forward(Tensor.Ones(4, 2));                                 // drops none
/// </code>
/// </example>
public readonly struct Mode
{
    private Mode(RandomKey? key) => (IsTraining, Key) = (true, key);

    /// <summary>Evaluation: nothing is dropped, and running statistics are used and stay as they are.</summary>
    public static Mode Evaluation => default;

    /// <summary>Whether this is training.</summary>
    public bool IsTraining { get; }

    /// <summary>Where the random numbers of training come from; null where none are needed.</summary>
    public RandomKey? Key { get; }

    /// <summary>Training.</summary>
    /// <param name="key">
    /// Where random numbers come from: another one for each step, such as <c>key.FoldIn(step)</c>. Models that draw none need none.
    /// </param>
    /// <returns>The mode.</returns>
    public static Mode Train(RandomKey? key = null) => new(key);

    /// <summary>The same mode with another key, so that each part of a model draws numbers of its own.</summary>
    /// <param name="number">Another one for each part.</param>
    /// <returns>The mode; evaluation stays what it is.</returns>
    public Mode FoldIn(long number) => Key is null ? this : new(Key.FoldIn(number));

    /// <summary>The key, which has to be there.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says so in the name of a module.</exception>
    internal RandomKey KeyFor(Module module) =>
        Key ?? throw new InvalidOperationException($"{module.Place}: training draws random numbers here; give the mode a key: Mode.Train(key).");
}
