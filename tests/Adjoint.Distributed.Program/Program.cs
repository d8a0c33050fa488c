using Adjoint;
using Adjoint.Distributed;
using Adjoint.Distributed.Program;

// What tests have several processes do. Each says what it found in lines that begin with its rank.
if (args[0] == "late") Console.Out.Write(Tensor.Scalar(1f).Shape); // the core is loaded before all have agreed
Communicator world = Communicator.World;
switch (args[0])
{
    case "collectives": Collective.All(world); break;
    case "train": TrainingRun.Go(world, args[1..]); break;
    case "differ": world.AllReduce(Tensor.Zeros(2 + world.Rank)); break;
    case "lose": Loss.OfAProcess(world, lost: int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)); break;
    case "leave": Loss.OfAnEarlyOne(world); break;
    case "scaling": Scaling.Measure(world); break;
    case "signals": Loss.OfNothing(world); break;
    case "target" or "late": Report.Line(world, InstructionSet.Current); break;
    default: throw new ArgumentException($"There is nothing called {args[0]} to do.");
}
