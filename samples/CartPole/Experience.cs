namespace Adjoint.Samples;

/// <summary>What an agent learns from: states [n, 4], what it did in them, [n], and the discounted rewards that came of it, [n].</summary>
[TensorTree]
internal sealed partial record Experience(Tensor States, Tensor Actions, Tensor Returns);

/// <summary>Lets an agent act by its policy, to learn from what happens.</summary>
internal interface IExperienceSource
{
    Experience Collect(Agent agent, RandomKey key);
}
