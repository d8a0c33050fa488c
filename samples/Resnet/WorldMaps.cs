using Adjoint.Extras;

using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Tiles of colour maps of planets and moons, with the number of their world.</summary>
internal static class WorldMaps
{
    public const int Tile = 32;

    private const string Folder = "/usr/share/openuniverse/textures";
    private const int Height = 512, Width = 1024;

    public static IReadOnlyList<string> Planets { get; } = ["mercury", "venus", "earth", "mars", "jupiter"];

    public static IReadOnlyList<string> Moons { get; } = ["moon", "io", "europa", "ganymede", "callisto"];

    /// <summary>Tiles of the left halves of the maps, which overlap where the stride is small, and tiles of the right halves, which do not.</summary>
    public static (TensorDataset Left, TensorDataset Right) Load(IReadOnlyList<string> worlds, int stride)
    {
        Tensor[] maps = [.. worlds.Select(Map)];
        return (Tiles(maps, 0, stride), Tiles(maps, Width / 2, Tile));
    }

    // uint8 [3, Height, Width], a degree 2.84 pixels.
    private static Tensor Map(string world)
    {
        string path = Path.Combine(Folder, world + ".jpg");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} is missing. Install it with: apt-get install openuniverse-common");
        Tensor map = Images.Load(path, channels: 3);
        if (map.Shape[1] == Height) return map;
        return Cast(Interpolate(Cast(map[null], DType.Float32), [Height, Width], InterpolationMode.Area)[0], DType.UInt8);
    }

    // Between 60 degrees south and north: further up, maps are stretched.
    private static TensorDataset Tiles(Tensor[] maps, int left, int stride)
    {
        var tiles = new List<Tensor>();
        var labels = new List<long>();
        for (int world = 0; world < maps.Length; world++)
        {
            for (int y = Height / 6; y + Tile <= Height * 5 / 6; y += stride)
            {
                for (int x = left; x + Tile <= left + Width / 2; x += stride)
                {
                    tiles.Add(maps[world][.., y..(y + Tile), x..(x + Tile)]);
                    labels.Add(world);
                }
            }
        }

        return new TensorDataset(Stack(tiles), Tensor.From(labels.ToArray())).Map(static bytes => Cast(bytes, DType.Float32) / 255);
    }
}
