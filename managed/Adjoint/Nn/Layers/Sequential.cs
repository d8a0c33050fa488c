using System.Collections;

namespace Adjoint;

/// <summary>Modules one behind the other. Functions and recurrent networks may stand between them.</summary>
/// <remarks>In training each module has a key of its own: the mode's, with the module's place folded in.</remarks>
/// <example>
/// <code>
/// var model = new Sequential { new Linear(2, 8, new RandomKey(0)), Relu, new Linear(8, 1, new RandomKey(1)), x => 2 * x };
/// Console.WriteLine(model.Forward(Tensor.Ones(4, 2)).Shape);   // [4, 1]
/// </code>
/// </example>
public sealed partial class Sequential : Module<Tensor, Tensor>, IEnumerable<Module<Tensor, Tensor>>
{
    private readonly List<Module<Tensor, Tensor>> _layers = [];

    /// <summary>Puts modules one behind the other.</summary>
    /// <param name="layers">The modules; functions such as <c>new Function(Ops.Relu)</c> may stand between them.</param>
    public Sequential(params Module<Tensor, Tensor>[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        for (int i = 0; i < layers.Length; i++)
            Add(layers[i] ?? throw new ArgumentNullException(nameof(layers), $"Module {i} of the list is null."));
    }

    /// <summary>The modules, in order.</summary>
    public IReadOnlyList<Module<Tensor, Tensor>> Layers => _layers;

    /// <summary>Appends a module.</summary>
    /// <param name="layer">The module.</param>
    public void Add(Module<Tensor, Tensor> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _layers.Add(layer);
        layer.Around = this;
        HasOtherMembers();
    }

    /// <summary>Appends a function without parameters.</summary>
    /// <param name="function">The function, such as <see cref="Ops.Relu"/>.</param>
    public void Add(Func<Tensor, Tensor> function) => Add(new Function(function));

    /// <summary>Appends a recurrent network, of which the output goes on and the state does not.</summary>
    /// <typeparam name="TState">What the network hands from step to step.</typeparam>
    /// <param name="network">The network; <see cref="RecurrentOutput{TState}"/> takes the last step of it alone.</param>
    public void Add<TState>(Recurrent<TState> network) => Add(new RecurrentOutput<TState>(network));

    /// <summary>Hands the input through all modules.</summary>
    /// <param name="x">What the first module takes.</param>
    /// <returns>The output.</returns>
    public override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Mode mode)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            x = _layers[i].Forward(x, mode.FoldIn(i));
            OutputShapes.Note(_layers[i], x);
        }

        return x;
    }

    /// <inheritdoc/>
    public IEnumerator<Module<Tensor, Tensor>> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // In PyTorch they are members by their numbers.
    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => member["layers.".Length..];
}
