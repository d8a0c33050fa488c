namespace Adjoint.Benchmarks;

/// <summary>A figure of Adjoint beside a peer's, measured outside of BenchmarkDotNet; less is better.</summary>
/// <param name="Name">Where the report looks it up.</param>
/// <param name="Unit">"bytes" or "seconds".</param>
/// <param name="Adjoint">Ours.</param>
/// <param name="PeerName">Whose the other figure is.</param>
/// <param name="Peer">Theirs.</param>
internal sealed record Measurement(string Name, string Unit, double Adjoint, string PeerName, double Peer);
