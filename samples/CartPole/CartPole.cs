namespace Adjoint.Samples;

/// <summary>
/// A pole on a cart that is pushed to the left or to the right: the equations and limits of Gymnasium's CartPole-v1, which are those of
/// Barto, Sutton and Anderson (1983).
/// </summary>
/// <param name="X">Where the cart is, in metres from the middle.</param>
/// <param name="Velocity">How fast the cart moves.</param>
/// <param name="Angle">How far the pole leans, in radians.</param>
/// <param name="Rotation">How fast the pole turns.</param>
internal readonly record struct CartPole(double X, double Velocity, double Angle, double Rotation)
{
    /// <summary>After so many pushes an episode is over.</summary>
    public const int Limit = 500;

    private const double Gravity = 9.8, CartMass = 1, PoleMass = 0.1, HalfLength = 0.5, Force = 10, Step = 0.02;

    /// <summary>Whether the pole leans by more than 12 degrees, or the cart is more than 2.4 metres off.</summary>
    public bool HasFallen => Math.Abs(X) > 2.4 || Math.Abs(Angle) > 12 * Math.PI / 180;

    /// <summary>Carts at the beginning of an episode: every number is drawn from −0.05 to 0.05.</summary>
    public static CartPole[] Begin(int count, RandomKey key)
    {
        double[] u = key.Uniform([4 * count], DType.Float64).ToArray<double>();
        double At(int place) => 0.1 * u[place] - 0.05;
        return [.. Enumerable.Range(0, count).Select(i => new CartPole(At(4 * i), At(4 * i + 1), At(4 * i + 2), At(4 * i + 3)))];
    }

    /// <summary>What a network is shown of carts: their four numbers, [carts, 4].</summary>
    public static Tensor States(IReadOnlyCollection<CartPole> carts) =>
        Tensor.From(carts.SelectMany(static c => new[] { (float)c.X, (float)c.Velocity, (float)c.Angle, (float)c.Rotation }).ToArray(), carts.Count, 4);

    /// <summary>A fiftieth of a second later.</summary>
    /// <param name="isRight">Whether the cart is pushed to the right.</param>
    public CartPole Push(bool isRight)
    {
        const double mass = CartMass + PoleMass;
        var (sin, cos) = Math.SinCos(Angle);
        double thrust = ((isRight ? Force : -Force) + PoleMass * HalfLength * Rotation * Rotation * sin) / mass;
        double turning = (Gravity * sin - cos * thrust) / (HalfLength * (4.0 / 3 - PoleMass * cos * cos / mass));
        double acceleration = thrust - PoleMass * HalfLength * turning * cos / mass;
        return new CartPole(X + Step * Velocity, Velocity + Step * acceleration, Angle + Step * Rotation, Rotation + Step * turning);
    }
}
