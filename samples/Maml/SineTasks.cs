using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Points of curves.</summary>
[TensorTree]
internal sealed partial record Points(Tensor X, Tensor Y);

/// <summary>Sine waves, each with some points to learn from and others to be judged by.</summary>
[TensorTree]
internal sealed partial record SineTasks(Points Support, Points Query)
{
    /// <summary>Draws waves of amplitude 0.1 to 5 and phase 0 to π, and points of each between −5 and 5.</summary>
    public static SineTasks Draw(RandomKey key, long count, long points)
    {
        RandomKey[] keys = key.Split(4);
        Tensor amplitude = keys[0].Uniform(0.1, 5.0, [count, 1, 1]), phase = keys[1].Uniform(0.0, Math.PI, [count, 1, 1]);
        Points Some(RandomKey k)
        {
            Tensor x = k.Uniform(-5.0, 5.0, [count, points, 1]);
            return new Points(x, amplitude * Sin(x - phase));
        }

        return new SineTasks(Some(keys[2]), Some(keys[3]));
    }
}
