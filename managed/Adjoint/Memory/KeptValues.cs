namespace Adjoint.Memory;

/// <summary>What is kept of a function's first run for its second.</summary>
/// <param name="Values">The values.</param>
/// <param name="Places">Which operations of the run made them.</param>
/// <param name="Operations">How many operations the run had.</param>
internal sealed record KeptValues(Tensor[] Values, long[] Places, long Operations);
