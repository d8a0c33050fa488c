namespace Adjoint;

/// <summary>By what the two directions of a Fourier transform of n elements are divided.</summary>
public enum FftScaling
{
    /// <summary>The inverse by n. NumPy calls it backward.</summary>
    Inverse,

    /// <summary>Both by √n, so that lengths are kept. NumPy calls it ortho.</summary>
    Orthonormal,

    /// <summary>The transform by n, its inverse by nothing. NumPy calls it forward.</summary>
    Forward,
}

/// <summary>Which part of a convolution of n and m elements is wanted.</summary>
public enum ConvolveMode
{
    /// <summary>All n + m − 1 sums.</summary>
    Full,

    /// <summary>As many as the first operand has, from the middle.</summary>
    Same,

    /// <summary>Those that nothing is missing in: the shorter operand lies within the longer one.</summary>
    Valid,
}
