namespace Adjoint;

/// <summary>Finds which derivatives of a function can be other than zero: it is recorded, without values, and what it did is gone through once.</summary>
internal static class PatternRecording
{
    /// <param name="name">The transform, for messages.</param>
    /// <param name="function">A function of those that it is differentiated by, and of the others.</param>
    /// <param name="moving">Those that it is differentiated by.</param>
    /// <param name="held">Others, whose values are not to matter either.</param>
    public static SparsityPattern Of(string name, Func<Tensor[], Tensor[], Tensor[]> function, Tensor[] moving, Tensor[] held)
    {
        CompileScope scope = CompileScope.Open();
        try
        {
            Tensor[] standIns = Array.ConvertAll(moving, scope.Placeholder), others = Array.ConvertAll(held, scope.Placeholder);
            using var recording = new CompileRecording(scope);
            recording.Begin();
            Tensor[] outputs = Run(name, () => function(standIns, others));
            var (starts, columns) = scope.Sparsity(
                name, [.. standIns, .. others, .. recording.Read().Select(static s => s.StandIn)], standIns.Length, outputs);
            return new SparsityPattern(checked((int)moving.Sum(static x => x.Count)), Numbers(starts), Numbers(columns));
        }
        finally
        {
            scope.Close();
        }
    }

    private static Tensor[] Run(string name, Func<Tensor[]> function)
    {
        try
        {
            return Located.Run(function);
        }
        catch (ValueDependentException e)
        {
            throw new ValueDependentException($"{name}: the pattern of zeros is that for all values, but the function reads one. {e.Message}", e);
        }
    }

    private static int[] Numbers(Tensor x) => Array.ConvertAll(x.ToArray<long>(), static n => checked((int)n));
}
