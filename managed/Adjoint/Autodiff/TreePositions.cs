namespace Adjoint;

/// <summary>Which of the arguments of a function of trees it is differentiated by.</summary>
internal sealed class TreePositions
{
    private readonly string _name;
    private readonly int[] _positions;

    /// <param name="name">The transform, for messages.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="types">The types of all arguments. The gradients are given as those of the first ones, so at the positions must be such.</param>
    public TreePositions(string name, int[] positions, Type[] types)
    {
        _name = name;
        _positions = Derivatives.CheckPositions(name, types.Length, positions);
        for (int i = 0; i < positions.Length; i++)
        {
            if (types[positions[i]] != types[i])
                throw new ArgumentException(
                    $"{name}: position {positions[i]} holds a {NoTensor.Named(types[positions[i]])} where the type of the gradient says {NoTensor.Named(types[i])}, "
                    + "that of the first arguments. Let the function take first what it is differentiated by.",
                    nameof(positions));
        }
    }

    /// <summary>The arguments of a call.</summary>
    public Call Of(params object?[] arguments) => new(_name, _positions, arguments);

    /// <summary>A call with some of its arguments followed.</summary>
    public sealed class Call
    {
        private readonly int[] _positions;
        private readonly object?[] _all;
        private readonly TreeArguments _arguments;
        private readonly TreeArgument<object>[] _followed;

        internal Call(string name, int[] positions, object?[] all)
        {
            _positions = positions;
            _all = all;
            _arguments = new TreeArguments(name);
            _followed = [.. positions.Select(p => _arguments.Add(all[p]!, ArgumentName.Of(p)))];
        }

        public Tensor[] Leaves => _arguments.Leaves;

        /// <summary>What a function gives for the arguments with these leaves in the followed ones.</summary>
        public TOut In<TOut>(Tensor[] leaves, Func<object?[], TOut> function)
        {
            object?[] all = [.. _all];
            for (int i = 0; i < _followed.Length; i++)
                all[_positions[i]] = _followed[i].In(leaves);
            return function(all);
        }

        /// <summary>The gradient by a followed argument.</summary>
        public object Gradient(int i, Tensor[] gradients) => _followed[i].GradientIn(gradients);
    }
}
