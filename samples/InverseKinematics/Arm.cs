using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// The UR5 arm of Universal Robots: six joints, each a turn about z and then a fixed motion, by the parameters of J. Denavit and R. S. Hartenberg (1955) that its
/// maker publishes.
/// </summary>
internal static class Arm
{
    public const int Joints = 6;

    private static readonly (double Offset, double Length, double Twist)[] Links =
    [
        (0.089159, 0, Math.PI / 2), (0, -0.425, 0), (0, -0.39225, 0), (0.10915, 0, Math.PI / 2), (0.09465, 0, -Math.PI / 2), (0.0823, 0, 0),
    ];

    // A turn about z is linear in the cosine and sine of its angle.
    private static readonly Tensor Fixed = Matrix(0, 0, 1), OfCosine = Matrix(1, 0, 0), OfSine = Matrix(0, 1, 0);

    private static readonly Tensor[] Motions = [.. Links.Select(Motion)];

    /// <summary>Where the hand is and how it is turned: the first three rows of its matrix, for six angles.</summary>
    public static Tensor Pose(Tensor angles)
    {
        Tensor pose = Tensor.Eye(4);
        for (int i = 0; i < Joints; i++)
            pose = MatMul(pose, MatMul(Fixed + Cos(angles[i]) * OfCosine + Sin(angles[i]) * OfSine, Motions[i]));
        return pose[..3];
    }

    private static Tensor Matrix(double cosine, double sine, double rest) =>
        Tensor.From(new double[,] { { cosine, -sine, 0, 0 }, { sine, cosine, 0, 0 }, { 0, 0, rest, 0 }, { 0, 0, 0, rest } });

    private static Tensor Motion((double Offset, double Length, double Twist) link)
    {
        double c = Math.Cos(link.Twist), s = Math.Sin(link.Twist);
        return Tensor.From(new double[,] { { 1, 0, 0, link.Length }, { 0, c, -s, 0 }, { 0, s, c, link.Offset }, { 0, 0, 0, 1 } });
    }
}
