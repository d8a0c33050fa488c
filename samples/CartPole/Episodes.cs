namespace Adjoint.Samples;

/// <summary>Whole episodes.</summary>
internal static class Episodes
{
    /// <summary>Plays episodes side by side, so that a network sees all their states at once.</summary>
    /// <param name="count">How many.</param>
    /// <param name="key">Determines where they begin.</param>
    /// <param name="act">The actions for the states of those that are not over, and the number of the step.</param>
    /// <returns>The states and actions of each.</returns>
    public static List<(CartPole State, long Action)>[] Play(int count, RandomKey key, Func<Tensor, int, Tensor> act)
    {
        CartPole[] carts = CartPole.Begin(count, key);
        List<(CartPole State, long Action)>[] episodes = [.. carts.Select(static _ => new List<(CartPole, long)>())];
        for (int step = 0; step < CartPole.Limit; step++)
        {
            int[] running = [.. Enumerable.Range(0, count).Where(i => !carts[i].HasFallen)];
            if (running.Length == 0) break;
            long[] actions = act(CartPole.States([.. running.Select(i => carts[i])]), step).ToArray<long>();
            foreach (var (i, action) in running.Zip(actions))
            {
                episodes[i].Add((carts[i], action));
                carts[i] = carts[i].Push(isRight: action == 1);
            }
        }

        return episodes;
    }

    /// <summary>How many steps the pole stays upright, on the average of some episodes, if the agent does what it thinks best.</summary>
    public static double MeanLength(Agent agent, int count, RandomKey key) =>
        Play(count, key, (states, _) => agent.ActBest(states)).Average(static e => e.Count);
}
