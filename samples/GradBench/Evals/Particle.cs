using System.Text.Json;

using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A particle between two charges, of which one is moved so that it hits the ground at a given place. Its acceleration is a derivative, too.</summary>
internal static class Particle
{
    private const double TimeStep = 0.1;

    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        if (Descent.Modes(function) is not var (outer, inner)) return null;
        Tensor start = input.Tensor("w").Reshape(1);
        return Work.Of(() => Descent.ArgMin(w => Square(Crossing(w, inner)), start, outer)[0]);
    }

    // Where it crosses the ground, by Euler's steps.
    private static Tensor Crossing(Tensor w, Direction direction)
    {
        Tensor charge = Concat(Tensor.From([10.0]), 10 - w), other = Tensor.From([10.0, 0]);
        Func<Tensor, Tensor> force = Descent.Gradient(x => 1 / Norm(x - charge) + 1 / Norm(x - other), direction);
        Tensor x = Tensor.From([0.0, 8]), velocity = Tensor.From([0.75, 0.0]);
        while (true)
        {
            Tensor acceleration = -force(x);
            Tensor next = x + TimeStep * velocity;
            if ((double)next[1] <= 0) return (next - next[1] / velocity[1] * velocity)[0];
            (x, velocity) = (next, velocity + TimeStep * acceleration);
        }
    }
}
