using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The mode by which a gradient is computed.</summary>
internal enum Direction
{
    Forward,
    Reverse,
}

/// <summary>Minima by steps along the gradient, as in B. A. Pearlmutter and J. M. Siskind, "Using polyvariant union-free flow analysis to compile a higher-order functional-programming language with a first-class derivative operator", 2008: the examples of nested derivatives.</summary>
internal static class Descent
{
    private const double Near = 1e-5;
    private const int StepsToGrow = 10;

    /// <summary>The modes of the outer and of the inner derivative: "rf" is reverse over forward.</summary>
    public static (Direction Outer, Direction Inner)? Modes(string name)
    {
        static Direction? Of(char letter) => letter switch
        {
            'r' => Direction.Reverse,
            'f' => Direction.Forward,
            _ => null,
        };
        return name.Length == 2 && Of(name[0]) is { } outer && Of(name[1]) is { } inner ? (outer, inner) : null;
    }

    public static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> f, Direction direction) => direction == Direction.Reverse ? Grad(f) : JacFwd(f);

    /// <summary>The argument where a function is least, as far as steps lead from a start. They are part of what is differentiated around them.</summary>
    public static Tensor ArgMin(Func<Tensor, Tensor> f, Tensor x, Direction direction)
    {
        Func<Tensor, Tensor> gradient = Gradient(f, direction);
        Tensor value = f(x), slope = gradient(x);
        double rate = 1e-5;
        int steps = 0;
        while ((double)Norm(slope) > Near)
        {
            if (steps == StepsToGrow)
            {
                rate *= 2;
                steps = 0;
                continue;
            }

            Tensor next = x - rate * slope;
            if ((double)Norm(x - next) <= Near) return x;
            Tensor there = f(next);
            if ((double)there < (double)value)
            {
                (x, value, slope) = (next, there, gradient(next));
                steps++;
            }
            else
            {
                rate /= 2;
                steps = 0;
            }
        }

        return x;
    }
}
