using Adjoint.Samples;

// Networks that solve differential equations, held against the exact solutions.
bool isShort = args.Contains("--short");
int named = Array.IndexOf(args, "--equation");
Equation[] equations = (named < 0 ? "all" : args.ElementAtOrDefault(named + 1)) switch
{
    "all" => [Equation.Heat, Equation.Burgers],
    "heat" => [Equation.Heat],
    "burgers" => [Equation.Burgers],
    _ => throw new ArgumentException("--equation is heat or burgers."),
};
bool reached = true;
foreach (Equation equation in equations)
{
    bool isHeat = equation == Equation.Heat;
    Settings settings = (isShort, isHeat) switch
    {
        (true, true) => new(Layers: 2, Width: 12, Points: 256, AdamSteps: 200, LbfgsSteps: 150, Bound: 5e-3),
        (true, false) => new(Layers: 3, Width: 16, Points: 512, AdamSteps: 200, LbfgsSteps: 300, Bound: 0.2),
        (false, true) => new(Layers: 3, Width: 20, Points: 1024, AdamSteps: 500, LbfgsSteps: 1000, Bound: 1e-4),
        (false, false) => new(Layers: 4, Width: 24, Points: 4096, AdamSteps: 1000, LbfgsSteps: 4000, Bound: 1e-2),
    };
    double error = Training.Run(equation, settings);
    Console.WriteLine($"{equation.Name}: relative L2 error {error:E2} (at most {settings.Bound:G2})");
    reached &= error <= settings.Bound;
}

return reached ? 0 : 1;
