using System.Globalization;

using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Optimizers;

// A network learns to balance a pole on a cart, by REINFORCE with a baseline and by an actor with a critic.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const double atLeast = 475, target = 490;
string[] algorithms = args.SkipWhile(static a => a != "--algorithm").Skip(1).Take(1).ToArray() is [{ } one] ? [one] : ["reinforce", "actor-critic"];
int runs = args.Contains("--short") ? 1 : 5;

bool isReached = true;
foreach (string algorithm in algorithms)
{
    for (int run = 0; run < runs; run++)
    {
        RandomKey[] keys = new RandomKey(7).FoldIn(run).Split(4);
        var agent = new Agent(keys[0]);
        int updates = algorithm switch
        {
            "reinforce" => Learn(agent, new Reinforce(episodes: 16), new Adam(1e-2), most: 500, keys[1]),
            "actor-critic" => Learn(agent, new ActorCritic(carts: 16, steps: 32, keys[2]), new Adam(3e-3), most: 2000, keys[1]),
            _ => throw new ArgumentException($"There is no algorithm '{algorithm}'; choose reinforce or actor-critic."),
        };
        double length = Episodes.MeanLength(agent, 100, keys[3]);
        isReached &= length >= atLeast;
        Console.WriteLine($"{algorithm}: {length:F1} of {CartPole.Limit} steps upright, mean of 100 episodes after {updates} updates (at least {atLeast})");
    }
}

return isReached ? 0 : 1;

// Until the pole stays upright for long enough.
int Learn(Agent agent, IExperienceSource source, Optimizer rule, int most, RandomKey key)
{
    var gradient = Grad((Experience e) => agent.Loss(e), weights: agent.TrainableParameters());
    Optimizer optimizer = Chain(ClipByGlobalNorm(0.5), rule);
    var (draws, trials) = key.Split();
    for (int i = 1; i <= most; i++)
    {
        optimizer.Update(gradient(source.Collect(agent, draws.FoldIn(i))));
        if (i % 10 != 0) continue;
        double length = Episodes.MeanLength(agent, 50, trials.FoldIn(i));
        if (length >= target) return i;
        if (i % 50 == 0) Console.WriteLine($"  update {i}: {length:F0} steps upright");
    }

    return most;
}
