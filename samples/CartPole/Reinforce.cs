namespace Adjoint.Samples;

/// <summary>REINFORCE (Williams, 1992): whole episodes, each step with the discounted rewards that came after it.</summary>
internal sealed class Reinforce(int episodes) : IExperienceSource
{
    public Experience Collect(Agent agent, RandomKey key)
    {
        var (begin, draws) = key.Split();
        var played = Episodes.Play(episodes, begin, (states, step) => agent.Act(states, draws.FoldIn(step)));
        return new Experience(
            CartPole.States([.. played.SelectMany(static e => e.Select(static s => s.State))]),
            Tensor.From(played.SelectMany(static e => e.Select(static s => s.Action)).ToArray()),
            Tensor.From(played.SelectMany(static e => Returns(e.Count)).ToArray()));
    }

    // The sum of n rewards, each discounted once more than the one before, is 1 − γⁿ.
    private static IEnumerable<float> Returns(int steps) => Enumerable.Range(0, steps).Select(i => (float)(1 - Math.Pow(Agent.Discount, steps - i)));
}
