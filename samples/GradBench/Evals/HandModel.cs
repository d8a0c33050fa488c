using System.Text.Json;

using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A hand: bones that move with one another, and the vertices of its surface, which follow them by weights.</summary>
internal sealed record HandModel(int[] Parents, Tensor BaseRelatives, Tensor InverseBaseAbsolutes, Tensor BasePositions, Tensor Weights, Tensor Triangles, bool IsMirrored)
{
    private const int Fingers = 5, BonesOfFinger = 4;

    public static HandModel From(JsonElement model) => new(
        [.. model.Member("parents").EnumerateArray().Select(static p => p.GetInt32())], model.Tensor("base_relatives"), model.Tensor("inverse_base_absolutes"),
        model.Tensor("base_positions"), model.Tensor("weights"), Cast(model.Tensor("triangles"), DType.Int64), model.Member("is_mirrored").GetBoolean());

    /// <summary>Where the vertices are, [V, 3], in a pose.</summary>
    /// <param name="theta">Turn (3) and place (3) of the hand, and four angles for each finger.</param>
    public Tensor Vertices(Tensor theta)
    {
        Tensor rotations = MatMul(BaseRelatives, Homogeneous(EulerRotations(Angles(theta))));
        var absolutes = new Tensor[Parents.Length];
        for (int bone = 0; bone < absolutes.Length; bone++)
            absolutes[bone] = Parents[bone] < 0 ? rotations[bone] : MatMul(absolutes[Parents[bone]], rotations[bone]);
        Tensor transforms = MatMul(Stack(absolutes), InverseBaseAbsolutes)[.., ..3]; // [B, 3, 4]
        Tensor blended = MatMul(Weights, transforms.Reshape(Parents.Length, 12)).Reshape(-1, 3, 4);
        Tensor positions = MatMul(blended, BasePositions.Reshape(-1, 4, 1)).Reshape(-1, 3);
        if (IsMirrored) positions *= Tensor.From([-1.0, 1, 1]);
        return MatMul(positions, AxisRotation(theta[..3]).T) + theta[3..6];
    }

    // Three for each bone. The first bone of a finger turns around two axes, the next two around one, the last one and the wrist not at all.
    private Tensor Angles(Tensor theta)
    {
        long[] places = new long[3 * Parents.Length];
        Array.Fill(places, theta.Count); // a zero behind them all
        long next = 6;
        for (int finger = 0; finger < Fingers; finger++)
        {
            for (int joint = 0; joint < BonesOfFinger - 1; joint++)
            {
                int bone = 1 + BonesOfFinger * finger + joint + 1;
                places[3 * bone] = next++;
                if (joint == 0) places[3 * bone + 1] = next++;
            }
        }

        return Take(Concat(theta, Tensor.Zeros([1], DType.Float64)), Tensor.From(places)).Reshape(-1, 3);
    }

    // Around x, then z, then y.
    private static Tensor EulerRotations(Tensor angles)
    {
        Tensor sine = Sin(angles), cosine = Cos(angles), one = Tensor.OnesLike(angles[.., 0]), zero = Tensor.ZerosLike(one);
        Tensor Rows(params Tensor[] entries) => Stack(entries, -1).Reshape(-1, 3, 3);
        (Tensor Sine, Tensor Cosine) Of(int axis) => (sine[.., axis], cosine[.., axis]);
        var (sx, cx) = Of(0);
        var (sz, cz) = Of(1);
        var (sy, cy) = Of(2);
        Tensor x = Rows(one, zero, zero, zero, cx, -sx, zero, sx, cx), y = Rows(cy, zero, sy, zero, one, zero, -sy, zero, cy), z = Rows(cz, -sz, zero, sz, cz, zero, zero, zero, one);
        return MatMul(MatMul(z, y), x);
    }

    private static Tensor Homogeneous(Tensor rotations)
    {
        Tensor last = BroadcastTo(Tensor.From([0.0, 0, 0, 1], 1, 1, 4), [rotations.Shape[0], 1, 4]);
        return Concat([Pad(rotations, [(0, 0), (0, 0), (0, 1)]), last], 1);
    }

    // O. Rodrigues' formula: a turn around an axis by its length.
    private static Tensor AxisRotation(Tensor r)
    {
        Tensor angle = Sqrt(Sum(r * r)), axis = r / angle, zero = Tensor.ZerosLike(angle);
        Tensor cross = Stack([zero, -axis[2], axis[1], axis[2], zero, -axis[0], -axis[1], axis[0], zero]).Reshape(3, 3);
        return Cos(angle) * Tensor.Eye(3, dtype: DType.Float64) + Sin(angle) * cross + (1 - Cos(angle)) * (axis.Reshape(3, 1) * axis);
    }
}
