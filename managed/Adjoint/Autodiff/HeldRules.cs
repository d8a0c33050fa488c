namespace Adjoint;

/// <summary>The custom rules that something may still call: a scope on whose recording they are.</summary>
internal sealed class HeldRules
{
    private readonly List<Rule> _rules = [];

    public void Add(Rule rule)
    {
        rule.Hold();
        _rules.Add(rule);
    }

    public Rule[] ToArray() => [.. _rules];

    /// <summary>Hands all of them to another holder.</summary>
    public void MoveTo(HeldRules other) => other._rules.AddRange(_rules);

    public void Drop() => _rules.ForEach(static rule => rule.Drop());
}
