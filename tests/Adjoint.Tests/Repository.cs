namespace Adjoint.Tests;

/// <summary>Where the tests' own repository lies.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Adjoint.slnx"))) return d.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
