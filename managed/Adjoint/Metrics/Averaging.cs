namespace Adjoint;

/// <summary>How the scores of classes become one: scikit-learn's <c>average</c>.</summary>
public enum Averaging
{
    /// <summary>The score of class 1 of two.</summary>
    Binary,

    /// <summary>The mean over the classes that occur among labels or predictions.</summary>
    Macro,

    /// <summary>The score of all decisions together; where each example has one class this is the accuracy.</summary>
    Micro,

    /// <summary>The mean weighted by how often each class occurs among the labels.</summary>
    Weighted,

    /// <summary>None: a score for each class.</summary>
    None,
}
