using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Sums of products by Einstein's convention.</summary>
internal static class EinsumRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("einsum, a product of matrices", x => Einsum("ij,jk->ik", x[0], x[1]), [[[2, 3], [3, 2]], [[0, 3], [3, 2]], [[2, 0], [0, 3]]]),
        new("einsum, implied result", x => Einsum("ba,bc", x[0], x[1]), [[[3, 2], [3, 4]]]),
        new("einsum, batched", x => Einsum("bij,bjk->bik", x[0], x[1]), [[[2, 2, 3], [2, 3, 2]]]),
        new("einsum with ellipsis", x => Einsum("...ij,jk...->...ki", x[0], x[1]), [[[2, 2, 3], [3, 2, 2]], [[2, 1, 2, 3], [3, 4, 3]], [[2, 3], [3, 2]]]),
        new("einsum, implied result of ellipsis", x => Einsum("...i,...i", x[0], x[1]), [[[2, 3], [2, 3]], [[3], [2, 3]], [[2, 1, 3], [4, 3]]]),
        new("einsum of a diagonal", x => Einsum("iji->ji", x[0]), [[[3, 2, 3]]]) { HasSecondOrder = false },
        new("einsum of a trace", x => Einsum("ii", x[0]), [[[3, 3]], [[0, 0]]]) { HasSecondOrder = false },
        new("einsum of a long diagonal", x => Einsum("iii,ij->i", x[0], x[1]), [[[2, 2, 2], [2, 3]]]),
        new("einsum, transposed", x => Einsum("ijk->kij", x[0]), [[[2, 3, 4]]]) { HasSecondOrder = false },
        new("einsum, sums", x => Einsum("ij->j", x[0]), [[[2, 3]], [[0, 3]]]) { HasSecondOrder = false },
        new("einsum, outer", x => Einsum("i,jk->kij", x[0], x[1]), [[[2], [3, 2]]]),
        new("einsum of elements", x => Einsum("ij,ij->ij", x[0], x[1]), [[[2, 3], [2, 3]], [[2, 1], [2, 3]]]),
        new("einsum, a factor left out", x => Einsum("ij,k->i", x[0], x[1]), [[[2, 3], [4]]]),
        new("einsum of three", x => Einsum("ij,jk,kl->il", x[0], x[1], x[2]), [[[2, 3], [3, 4], [4, 2]], [[4, 1], [1, 4], [4, 1]]]),
        new("einsum, bilinear", x => Einsum("bi,oij,bj->bo", x[0], x[1], x[2]), [[[2, 3], [2, 3, 4], [2, 4]]]),
        new("einsum of scalars", x => Einsum(",i,->i", x[0], x[1], x[2]), [[[], [3], []]]),
    ];
}
