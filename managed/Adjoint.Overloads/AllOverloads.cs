namespace Adjoint.Overloads;

/// <summary>All generated files.</summary>
internal static class AllOverloads
{
    /// <param name="facade">Where managed/Adjoint is: the methods follow from what stands there.</param>
    public static IEnumerable<(string Name, string Text)> Files(string facade)
    {
        IEnumerable<(string Name, string Text)> transforms = [.. OverloadWriter.Files(), .. TensorOverloadWriter.Files(), .. MatrixOverloadWriter.Files(), .. SparseOverloadWriter.Files(), .. TreeOverloadWriter.Files(), CompileOverloadWriter.Methods];
        (string, string)[] methods = [.. MethodWriter.Files(facade)];
        return
        [
            .. transforms.Select(static f => ($"Autodiff/Generated/{f.Name}", f.Text)), .. methods,
            ($"Compilation/Generated/{CompileOverloadWriter.Classes.Name}", CompileOverloadWriter.Classes.Text), ArrayOverloadWriter.File(facade, methods),
        ];
    }
}
