using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Adjoint.Samples;

/// <summary>A request with the output that is expected of it, whole or as a summary.</summary>
internal sealed record Recorded(string Module, string Function, string Description, JsonNode Input, JsonNode? Expected, JsonNode? Summary);

/// <summary>Requests in files: a JSON object per line. Large inputs are told by how they are made.</summary>
internal static class Recordings
{
    /// <summary>All requests of a folder's files, those of one eval together.</summary>
    public static IEnumerable<Recorded> In(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!file.Contains(".jsonl", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("session", StringComparison.Ordinal)) continue;
            foreach (string line in Lines(file))
                foreach (Recorded request in Requests(JsonNode.Parse(line)!, folder))
                    yield return request;
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        using Stream stream = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    // One request a function: several share an input.
    private static IEnumerable<Recorded> Requests(JsonNode line, string folder)
    {
        JsonNode request = line["request"]!, input = WrittenOut(request["input"]!, folder);
        string module = request["module"]!.GetValue<string>(), description = request["description"]?.GetValue<string>() ?? "";
        if (request["function"] is JsonArray functions)
        {
            foreach (string function in functions.Select(static f => f!.GetValue<string>()))
                yield return new(module, function, description, input, line["expected"]![function], null);
        }
        else
        {
            yield return new(module, request["function"]!.GetValue<string>(), description, input, line["expected"], line["expected_summary"]);
        }
    }

    // Rules are objects with one key that begins with a dollar sign.
    private static JsonNode WrittenOut(JsonNode input, string folder)
    {
        if (input is not JsonObject members) return input;
        foreach (string name in members.Select(static m => m.Key).ToArray())
        {
            JsonNode? value = members[name];
            if (value is JsonObject rule && rule["$mt19937"] is { } drawn) members[name] = Drawn(drawn);
            else if (value is JsonObject bits && bits["$bits"] is JsonArray codes) members[name] = Bits(codes, bits["width"]!.GetValue<int>());
            else if (value is JsonValue text && text.TryGetValue(out string? file) && file.StartsWith('$')) members[name] = JsonNode.Parse(string.Concat(Lines(Path.Combine(folder, file[1..]))));
            else if (value is JsonObject inner) WrittenOut(inner, folder);
        }

        if (members["centroids"] is JsonObject last && last["$last_rows_of_points"] is { } count)
        {
            var points = (JsonArray)members["points"]!;
            members["centroids"] = new JsonArray([.. points.TakeLast(count.GetValue<int>()).Select(static p => p!.DeepClone())]);
        }

        return input;
    }

    private static JsonArray Drawn(JsonNode rule)
    {
        var random = new MersenneTwister((uint)rule["seed"]!.GetValue<int>());
        for (int i = rule["skip"]?.GetValue<int>() ?? 0; i > 0; i--)
            _ = random.NextDouble();
        double[] values = [.. Enumerable.Range(0, rule["count"]!.GetValue<int>()).Select(_ => random.NextDouble())];
        if (rule["shape"] is not JsonArray shape) return Numbers(values);
        return new JsonArray([.. values.Chunk(shape[1]!.GetValue<int>()).Select(static row => (JsonNode)Numbers(row))]);
    }

    private static JsonArray Numbers(double[] values) => new([.. values.Select(static v => (JsonNode)JsonValue.Create(v))]);

    private static JsonArray Bits(JsonArray codes, int width) => new([.. codes.Select(c =>
    {
        int code = c!.GetValue<int>();
        return (JsonNode)Numbers([.. Enumerable.Range(0, width).Select(b => (double)(code >> (width - 1 - b) & 1))]);
    })]);
}

/// <summary>NumPy's random numbers of old. M. Matsumoto and T. Nishimura, "Mersenne twister", 1998.</summary>
internal sealed class MersenneTwister
{
    private const int Length = 624, Distance = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++)
            _state[i] = 1812433253u * (_state[i - 1] ^ _state[i - 1] >> 30) + i;
    }

    /// <summary>A number in [0, 1) of 53 random bits.</summary>
    public double NextDouble() => ((Next() >> 5) * 67108864.0 + (Next() >> 6)) / 9007199254740992.0;

    private uint Next()
    {
        if (_next == Length) Refill();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c5680u;
        y ^= y << 15 & 0xefc60000u;
        return y ^ y >> 18;
    }

    private void Refill()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = _state[i] & 0x80000000u | _state[(i + 1) % Length] & 0x7fffffffu;
            _state[i] = _state[(i + Distance) % Length] ^ y >> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
        }

        _next = 0;
    }
}
