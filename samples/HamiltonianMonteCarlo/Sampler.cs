using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Hamiltonian Monte Carlo (R. M. Neal, "MCMC using Hamiltonian dynamics", 2011), of many chains at once.</summary>
internal sealed class Sampler(Func<Tensor, Tensor> logDensity, int leaps)
{
    private readonly Func<Tensor, Tensor> _slope = Grad(logDensity);

    /// <summary>Draws of each chain, of shape [draws, chains, dimension], and the share of proposals that were taken.</summary>
    public (Tensor Draws, double Acceptance) Run(RandomKey key, Tensor start, int warmUp, int draws)
    {
        // Written for one chain; Vmap runs all of them.
        var move = Vmap((RandomKey k, Tensor q, Tensor stepSize) => Move(k, q, stepSize), inAxes: (0, 0, null));
        double logStep = Math.Log(0.1), acceptance = 0;
        var kept = new List<Tensor>(draws);
        for (int i = 0; i < warmUp + draws; i++)
        {
            (start, Tensor accepted) = move(key.FoldIn(i).Batch(start.Shape[0]), start, Math.Exp(logStep));
            double share = (double)Mean(accepted);
            if (i < warmUp)
            {
                logStep += (share - 0.8) / Math.Sqrt(i + 1); // Robbins and Monro: to where 80 % are taken
                continue;
            }

            acceptance += share / draws;
            kept.Add(start);
        }

        return (Stack(kept), acceptance);
    }

    private (Tensor Next, Tensor Probability) Move(RandomKey key, Tensor q, Tensor stepSize)
    {
        RandomKey[] keys = key.Split(3);
        Tensor momentum = keys[0].Normal([q.Shape[0]], DType.Float64);
        // Steps of another length each time: none fits a period of the motion for long.
        var (end, last) = Leapfrog(q, momentum, stepSize * keys[1].Uniform(0.8, 1.2));
        Tensor gain = logDensity(end) - 0.5 * Sum(Square(last)) - logDensity(q) + 0.5 * Sum(Square(momentum));
        Tensor probability = Where(IsFinite(gain), Exp(Minimum(gain, 0)), 0);
        return (Where(keys[2].Uniform([], DType.Float64) < probability, end, q), probability);
    }

    private (Tensor Q, Tensor P) Leapfrog(Tensor q, Tensor p, Tensor stepSize)
    {
        p += 0.5 * stepSize * _slope(q);
        for (int i = 0; i < leaps; i++)
        {
            q += stepSize * p;
            p += (i == leaps - 1 ? 0.5 : 1) * stepSize * _slope(q);
        }

        return (q, p);
    }
}
