using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Angles of a robot's joints for many poses of its hand at once.
DType.Default = DType.Float64;
bool isShort = args.Contains("--short");
int count = isShort ? 500 : 10_000, rounds = isShort ? 6 : 12;
var (targetKey, startKey) = new RandomKey(3).Split();
Tensor targets = Vmap((Tensor q) => Arm.Pose(q))(targetKey.Uniform(-Math.PI, Math.PI, [count, Arm.Joints]));

// The targets that were missed are tried again from other angles.
var distance = Vmap((q, target) => Sqrt(Sum(Square(Residuals(q, target)))));
Tensor angles = Tensor.Zeros(count, Arm.Joints), reached = Tensor.Zeros(count, DType.Bool);
for (int round = 0; round < rounds && !(bool)All(reached); round++)
{
    Tensor missed = !reached;
    angles = angles.With(Solutions(startKey.FoldIn(round), targets[missed]), missed);
    reached = distance(angles, targets) < 1e-6;
    Console.WriteLine($"after {round + 1} starts: {Share(reached):P2} reached");
}

double share = Share(reached);
Tensor miss = Abs(Vmap(Residuals)(angles, targets).Reshape(count, 3, 4)[reached]);
Console.WriteLine($"largest error of those: {1000 * (double)Max(miss[.., .., 3]):E1} mm, {(double)Max(miss[.., .., ..3]):E1} in the entries of the rotation");

// One of them by the library's own method, with limits to the joints.
Tensor near = 0.9 * (Remainder(angles[0] + Math.PI, 2 * Math.PI) - Math.PI);
var limited = Minimize.LevenbergMarquardt(q => Residuals(q, targets[0]), near, lower: Tensor.Scalar(-Math.PI), upper: Tensor.Scalar(Math.PI));
Console.WriteLine($"the first by Minimize, within ±180°: {limited}");

double bound = isShort ? 0.98 : 0.995;
Console.WriteLine($"targets reached to 1e-6 m: {share:P2} (at least {bound:P1})");
return share >= bound ? 0 : 1;

static double Share(Tensor reached) => (double)Mean(Cast(reached, DType.Float64));

// The difference of two poses: metres, and entries of the rotation.
static Tensor Residuals(Tensor q, Tensor target) => Flatten(Arm.Pose(q) - target);

// The method is written for one target; Vmap runs it for all.
static Tensor Solutions(RandomKey key, Tensor targets)
{
    var descend = Vmap(Descend);
    Tensor q = key.Uniform(-Math.PI, Math.PI, [targets.Shape[0], Arm.Joints]);
    for (int step = 0; step < 40; step++)
        q = descend(q, targets);
    return q;
}

// A step of damped least squares, whose damping falls with the error (T. Sugihara, "Solvability-unconcerned inverse kinematics by the Levenberg-Marquardt
// method", 2011): far away it is careful, and near a solution it is Newton's.
static Tensor Descend(Tensor q, Tensor target)
{
    Tensor residuals = Residuals(q, target), jacobian = JacFwd((Tensor x) => Residuals(x, target))(q);
    Tensor damping = 0.05 * Sum(Square(residuals)) + 1e-9;
    Tensor normal = MatMul(Transpose(jacobian), jacobian) + damping * Tensor.Eye(Arm.Joints);
    return q - Solve(normal, MatMul(Transpose(jacobian), residuals));
}
