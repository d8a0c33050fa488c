using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// Advantage actor-critic (Mnih et al., 2016): some steps of many carts that start anew when they fall. What comes after the last step
/// the critic estimates; between it and rewards alone λ mediates (Sutton and Barto, 2018, chapter 12).
/// </summary>
internal sealed class ActorCritic(int carts, int steps, RandomKey key) : IExperienceSource
{
    private const double Lambda = 0.95;

    private readonly CartPole[] _carts = CartPole.Begin(carts, key);
    private readonly int[] _ages = new int[carts];

    public Experience Collect(Agent agent, RandomKey key)
    {
        var moves = new Move[steps];
        for (int i = 0; i < steps; i++)
            moves[i] = Step(agent, key.FoldIn(i));
        var returns = new Tensor[steps];
        Tensor next = agent.Values(moves[^1].Next);
        for (int i = steps - 1; i >= 0; i--)
        {
            Tensor value = agent.Values(moves[i].Next);
            Tensor after = Where(moves[i].GoesOn, (1 - Lambda) * value + Lambda * next, value);
            next = returns[i] = Agent.Reward + Agent.Discount * Where(moves[i].HasFallen, 0, after);
        }

        return new Experience(Concat(moves.Select(static m => m.States)), Concat(moves.Select(static m => m.Actions)), Concat(returns));
    }

    private Move Step(Agent agent, RandomKey key)
    {
        Tensor states = CartPole.States(_carts), actions = agent.Act(states, key);
        long[] pushes = actions.ToArray<long>();
        CartPole[] next = [.. _carts.Zip(pushes, static (cart, push) => cart.Push(isRight: push == 1))], anew = CartPole.Begin(_carts.Length, key.FoldIn(0));
        bool[] hasFallen = [.. next.Select(static c => c.HasFallen)], goesOn = new bool[next.Length];
        for (int i = 0; i < next.Length; i++)
        {
            goesOn[i] = !hasFallen[i] && ++_ages[i] < CartPole.Limit;
            _carts[i] = goesOn[i] ? next[i] : anew[i];
            if (!goesOn[i]) _ages[i] = 0;
        }

        return new Move(states, actions, CartPole.States(next), Tensor.From(hasFallen), Tensor.From(goesOn));
    }

    /// <summary>One step of all carts: where they were, what was done, where that led, and whether the episodes end there.</summary>
    private sealed record Move(Tensor States, Tensor Actions, Tensor Next, Tensor HasFallen, Tensor GoesOn);
}
