using System.Security.Cryptography;

namespace Adjoint.Distributed.Program;

/// <summary>What a process says.</summary>
internal static class Report
{
    /// <summary>Writes a line in one piece, so that those of several processes do not mix.</summary>
    public static void Line(Communicator world, string text)
    {
        Console.Out.Write($"{world.Rank}: {text}\n");
        Console.Out.Flush();
    }

    /// <summary>A text that is the same for the same names, values and bits.</summary>
    public static string BitsOf(params IEnumerable<Slots> slots)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string path, Tensor leaf) in slots.SelectMany(Tree.NamedLeaves))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{path} {leaf.DType} {leaf.Shape}"));
            byte[] bytes = leaf.DType == DType.Float32 ? [.. leaf.ToArray<float>().SelectMany(BitConverter.GetBytes)] : [.. leaf.Cast(DType.Float64).ToArray<double>().SelectMany(BitConverter.GetBytes)];
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
