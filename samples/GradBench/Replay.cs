using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Adjoint.Samples;

/// <summary>Sends recorded requests to the tool, line by line as the protocol has it, and compares its answers with what is expected.</summary>
internal static class Replay
{
    /// <summary>Whether all answers are right. Says what each takes.</summary>
    /// <param name="folder">Files of requests.</param>
    /// <param name="engine">How functions are run.</param>
    /// <param name="filter">Which evals; all if null.</param>
    public static (int Right, int All, double Largest) Run(string folder, Engine engine, string? filter)
    {
        var tool = new Tool(engine);
        int right = 0, all = 0;
        double largest = 0;
        foreach (Recorded recorded in Recordings.In(folder))
        {
            if (filter is not null && recorded.Module != filter) continue;
            all++;
            long start = Stopwatch.GetTimestamp();
            string said;
            try
            {
                JsonNode answer = JsonNode.Parse(tool.Answer(Request(recorded, all)))!;
                if (!answer["success"]!.GetValue<bool>()) throw new InvalidDataException(answer["error"]!.GetValue<string>());
                JsonNode output = answer["output"]!;
                double difference = recorded.Expected is { } expected ? Validation.Difference(expected, output) : Validation.DifferenceOfSummary(recorded.Summary!, output);
                largest = Math.Max(largest, difference);
                bool isRight = difference <= Validation.Tolerance;
                if (isRight) right++;
                said = string.Create(CultureInfo.InvariantCulture, $"{(isRight ? "right" : "WRONG")} to {difference:E1}");
            }
            catch (Exception e) when (e is InvalidDataException or JsonException)
            {
                said = "WRONG: " + e.Message;
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{recorded.Module,-9} {recorded.Function,-10} {recorded.Description,-32} {said}, {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s"));
        }

        return (right, all, largest);
    }

    /// <summary>A request as the eval would send it, to be done once.</summary>
    public static string Request(Recorded recorded, int id)
    {
        JsonNode input = recorded.Input.DeepClone();
        if (input is JsonObject members)
        {
            members["min_runs"] = 1;
            members["min_seconds"] = 0.0;
        }

        return new JsonObject
        {
            ["id"] = id,
            ["kind"] = "evaluate",
            ["module"] = recorded.Module,
            ["function"] = recorded.Function,
            ["input"] = input,
            ["description"] = recorded.Description,
        }.ToJsonString();
    }
}
