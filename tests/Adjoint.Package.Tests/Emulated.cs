namespace Adjoint.Package.Tests;

/// <summary>Programs of other platforms, run on this one by wine and qemu.</summary>
internal static class Emulated
{
    // Debian's cross compiler brings the libraries of its platform.
    private const string ArmLibraries = "/usr/aarch64-linux-gnu";

    /// <summary>Those whose cores the tests look at: this one's, and others that were built before (<c>./build.sh platforms</c>).</summary>
    public static readonly string[] Platforms =
    [
        "linux-x64", .. IsBuilt("linux-arm64", "libadjoint_core.so") ? (string[])["linux-arm64"] : [], .. IsBuilt("win-x64-mingw", "adjoint_core.dll") ? (string[])["win-x64"] : [],
    ];

    /// <summary>Those of them that an emulator runs here.</summary>
    public static IEnumerable<string> Others => Platforms.Where(static p => p != "linux-x64" && Command.Exists(Emulator(p)) && (p != "linux-arm64" || Directory.Exists(ArmLibraries)));

    /// <summary>Runs a program that was published with its runtime.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="folder">Where the program lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="drives">A folder in which wine may keep its drives.</param>
    /// <returns>What it prints.</returns>
    public static string Run(string platform, string folder, string name, string drives) => platform switch
    {
        "win-x64" => Command.Run(folder, "env", "WINEDEBUG=-all", $"WINEPREFIX={drives}", "wine", Path.Combine(folder, name + ".exe")),
        // Under qemu a page is either written or run.
        _ => Command.Run(folder, "env", "DOTNET_EnableWriteXorExecute=0", "qemu-aarch64", "-L", ArmLibraries, Path.Combine(folder, name)),
    };

    private static bool IsBuilt(string preset, string core) => File.Exists(Repository.PathOf("build", preset, core));

    private static string Emulator(string platform) => platform == "win-x64" ? "wine" : "qemu-aarch64";
}
