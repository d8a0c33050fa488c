using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Decompositions of matrices, systems of equations and functions of matrices.
public static unsafe partial class Ops
{
    /// <summary>Solves a x = b by LU with partial pivoting.</summary>
    /// <param name="a">Square matrices in the last two dimensions of a stack, complex ones too; integers count as float32.</param>
    /// <param name="b">A vector, or matrices of as many rows as <paramref name="a"/>. Stacks broadcast.</param>
    /// <returns>
    /// x, of the shape of <paramref name="b"/> in the stack of both. Its change is the solution of a dx = db − da x; the factors of a
    /// serve for the derivatives too.
    /// </returns>
    /// <exception cref="ArgumentException">a is not square, or b does not fit it.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is singular.</exception>
    /// <operation formula="a⁻¹ b"
    ///     numpy="np.linalg.solve" jax="jnp.linalg.solve" torch="torch.linalg.solve" mindspore="ops.linalg.solve"/>
    public static Tensor Solve(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_solve(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>The inverse of each matrix.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack, complex ones too; integers count as float32.</param>
    /// <returns>
    /// y = x⁻¹, of the same shape. Its change is dy = −y dx y. To solve equations, <see cref="Solve"/> is faster and more exact.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is singular.</exception>
    /// <operation formula="x⁻¹, of matrices"
    ///     numpy="np.linalg.inv" jax="jnp.linalg.inv" torch="torch.linalg.inv" mindspore="ops.inverse"/>
    public static Tensor Inverse(Tensor x)
    {
        adj_tensor y;
        return Result(adj_inverse(Handle(x), &y), y, x);
    }

    /// <summary>The determinant of each matrix; 1 for one without rows.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack, complex ones too; integers count as float32.</param>
    /// <returns>
    /// A number for each matrix. Its change is Σ C dx, C being the cofactors, which a singular matrix has too; second derivatives, and those of
    /// complex matrices, need an inverse. For large matrices, whose determinants leave the range of numbers, take <see cref="SlogDet"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A derivative that needs an inverse is asked for at a singular matrix.</exception>
    /// <operation formula="det x"
    ///     numpy="np.linalg.det" jax="jnp.linalg.det" torch="torch.linalg.det" mindspore="ops.det"/>
    public static Tensor Det(Tensor x)
    {
        adj_tensor y;
        return Result(adj_det(Handle(x), &y), y, x);
    }

    /// <summary>The sign of the determinant of each matrix, and ln |det x|; 0 and −∞ for a singular one.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack, complex ones too; integers count as float32.</param>
    /// <returns>
    /// Two numbers for each matrix. The logarithm changes by Re trace(x⁻¹ dx). No derivative passes through the sign of a real one; that of a
    /// complex one, det x / |det x|, turns by Im trace(x⁻¹ dx).
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A derivative is asked for at a singular matrix.</exception>
    /// <operation formula="sign and ln |det x|"
    ///     numpy="np.linalg.slogdet" jax="jnp.linalg.slogdet" torch="torch.linalg.slogdet" mindspore="ops.slogdet"/>
    public static (Tensor Sign, Tensor LogAbsDet) SlogDet(Tensor x)
    {
        adj_tensor sign, logarithm;
        adj_status status = adj_slogdet(Handle(x), &sign, &logarithm);
        return (Result(status, sign, x), Result(status, logarithm, x));
    }

    /// <summary>ln det (x + xᵀ)/2 of positive definite matrices, by Cholesky's factor. For others there is <see cref="SlogDet"/>.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// A number for each matrix. Its change is trace(s⁻¹ ds), with s = (x + xᵀ)/2.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is not positive definite.</exception>
    /// <operation formula="ln det x, of positive definite x"
    ///     numpy="–" jax="–" torch="torch.logdet" mindspore="ops.logdet"/>
    public static Tensor LogDet(Tensor x)
    {
        adj_tensor y;
        return Result(adj_logdet(Handle(x), &y), y, x);
    }

    /// <summary>The lower triangular L with L Lᵀ = (x + xᵀ)/2.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// L, of the same shape, with a positive diagonal. Where NumPy and PyTorch read one triangle of x and differentiate by it, both are read here,
    /// and the gradient is symmetric. With s = (x + xᵀ)/2 the change is dL = L Φ(L⁻¹ ds L⁻ᵀ), where Φ takes the lower triangle and half of the diagonal
    /// (I. Murray, arXiv:1602.07527).
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is not positive definite.</exception>
    /// <operation formula="L, where L Lᵀ = (x + xᵀ)/2"
    ///     numpy="np.linalg.cholesky" jax="jnp.linalg.cholesky" torch="torch.linalg.cholesky" mindspore="ops.cholesky"/>
    public static Tensor Cholesky(Tensor x)
    {
        adj_tensor y;
        return Result(adj_cholesky(Handle(x), &y), y, x);
    }

    /// <summary>Solves L Lᵀ x = b, with the factor that <see cref="Cholesky"/> gives.</summary>
    /// <param name="b">A vector, or matrices of as many rows as <paramref name="l"/>. Stacks broadcast.</param>
    /// <param name="l">Lower triangular matrices; what is above the diagonal is not read.</param>
    /// <returns>
    /// x. Its change comes through two triangular systems; what is above the diagonal of l has the gradient 0.
    /// </returns>
    /// <exception cref="ArgumentException">l is not square, or b does not fit it.</exception>
    /// <exception cref="LinearAlgebraException">A diagonal has a zero.</exception>
    /// <operation formula="(L Lᵀ)⁻¹ b"
    ///     numpy="scipy.linalg.cho_solve" jax="jsp.linalg.cho_solve" torch="torch.cholesky_solve" mindspore="ops.cholesky_solve"/>
    public static Tensor CholeskySolve(Tensor b, Tensor l)
    {
        adj_tensor y;
        return Result(adj_cholesky_solve(Handle(b), Handle(l), &y), y, b, l);
    }

    /// <summary>Solves tri(a) x = b, where tri(a) is one triangle of a.</summary>
    /// <param name="a">Square matrices in the last two dimensions of a stack; the other triangle is not read.</param>
    /// <param name="b">A vector, or matrices of as many rows as <paramref name="a"/>. Stacks broadcast.</param>
    /// <param name="upper">Whether the upper triangle counts; else the lower.</param>
    /// <param name="unit">Whether the diagonal counts as ones, and is not read.</param>
    /// <returns>
    /// x. Its change is the solution of tri(a) dx = db − tri(da) x; what is not read has the gradient 0.
    /// </returns>
    /// <exception cref="ArgumentException">a is not square, or b does not fit it.</exception>
    /// <exception cref="LinearAlgebraException">A diagonal has a zero.</exception>
    /// <operation formula="tri(a)⁻¹ b"
    ///     numpy="scipy.linalg.solve_triangular" jax="jsp.linalg.solve_triangular" torch="torch.linalg.solve_triangular" mindspore="ops.solve_triangular"/>
    public static Tensor TriangularSolve(Tensor a, Tensor b, bool upper = false, bool unit = false)
    {
        adj_tensor y;
        return Result(adj_triangular_solve(Handle(a), Handle(b), upper ? 1 : 0, unit ? 1 : 0, &y), y, a, b);
    }

    /// <summary>LU decomposition with partial pivoting: the rows of x in the order of the permutation are L U.</summary>
    /// <param name="x">Matrices m × n in the last two dimensions of a stack, of any shape; integers count as float32.</param>
    /// <returns>
    /// The permutation, as the row of x (int64) that each row of L U is: for one matrix <c>Take(x, Permutation)</c> is L U. L is m × k with ones on its diagonal and
    /// U is k × n, with k = min(m, n). With P dx the permuted change of a square matrix and X = L⁻¹ P dx U⁻¹ it is dL = L tril(X, −1) and dU = triu(X) U.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <exception cref="LinearAlgebraException">Derivatives of a singular matrix, or a matrix with more rows than columns whose first are dependent.</exception>
    /// <operation formula="P x = L U"
    ///     numpy="scipy.linalg.lu" jax="jsp.linalg.lu" torch="torch.linalg.lu" mindspore="ops.lu"/>
    public static (Tensor Permutation, Tensor L, Tensor U) LU(Tensor x)
    {
        adj_tensor permutation, lower, upper;
        adj_status status = adj_lu(Handle(x), &permutation, &lower, &upper);
        return (Result(status, permutation, x), Result(status, lower, x), Result(status, upper, x));
    }

    /// <summary>The reduced QR decomposition, x = Q R.</summary>
    /// <param name="x">Matrices m × n in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// Q, m × k with orthonormal columns, and R, k × n and upper triangular with a diagonal that is not negative, which makes it unique;
    /// k = min(m, n). Derivatives as in S. F. Walter and L. Lehmann (arXiv:1001.1654); they need a positive diagonal.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <exception cref="LinearAlgebraException">Derivatives where columns are linearly dependent.</exception>
    /// <operation formula="x = Q R"
    ///     numpy="np.linalg.qr" jax="jnp.linalg.qr" torch="torch.linalg.qr" mindspore="ops.qr"/>
    public static (Tensor Q, Tensor R) QR(Tensor x)
    {
        adj_tensor q, r;
        adj_status status = adj_qr(Handle(x), &q, &r);
        return (Result(status, q, x), Result(status, r, x));
    }

    /// <summary>The first columns of the product of reflections I − τ v vᵀ.</summary>
    /// <param name="x">Matrices m × n, m ≥ n: each v is a column below the diagonal, with 1 on it and 0 above.</param>
    /// <param name="tau">The factors τ, at most n of them.</param>
    /// <returns>
    /// m × n numbers. Derivatives are those of the products and the triangular system that it is made of.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="Π (I − τ v vᵀ)"
    ///     numpy="scipy.linalg.lapack.dorgqr" jax="jax.lax.linalg.householder_product" torch="torch.linalg.householder_product" mindspore="ops.orgqr"/>
    public static Tensor HouseholderProduct(Tensor x, Tensor tau)
    {
        adj_tensor y;
        return Result(adj_householder_product(Handle(x), Handle(tau), &y), y, x, tau);
    }

    /// <summary>Eigenvalues and eigenvectors of the symmetric matrices (x + xᵀ)/2.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// The values w, ascending, and the vectors as the columns of V, of length 1; of each the element of largest size is positive. With
    /// P = Vᵀ ds V, s = (x + xᵀ)/2, it is dw = diag P and dVᵢⱼ = Σ Vᵢₖ Pₖⱼ / (wⱼ − wₖ). Vectors of equal values are not unique and have no derivative;
    /// there what is divided by zero is left out: derivatives of the values, of functions of all values of a group alike, and along changes that
    /// do not split the group, are right and finite. Equal are values that differ by no more than rounding.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">The iteration does not converge.</exception>
    /// <operation formula="x = V diag(w) Vᵀ"
    ///     numpy="np.linalg.eigh" jax="jnp.linalg.eigh" torch="torch.linalg.eigh" mindspore="ops.eigh"/>
    public static (Tensor Values, Tensor Vectors) Eigh(Tensor x)
    {
        adj_tensor values, vectors;
        adj_status status = adj_eigh(Handle(x), &values, &vectors);
        return (Result(status, values, x), Result(status, vectors, x));
    }

    /// <summary>The eigenvalues of the symmetric matrices (x + xᵀ)/2, ascending.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// n numbers for each matrix. Their change is dw = diag(Vᵀ ds V), with s = (x + xᵀ)/2.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">The iteration does not converge.</exception>
    /// <operation formula="w, where x = V diag(w) Vᵀ"
    ///     numpy="np.linalg.eigvalsh" jax="jnp.linalg.eigvalsh" torch="torch.linalg.eigvalsh" mindspore="ops.eigvalsh"/>
    public static Tensor Eigvalsh(Tensor x) => Eigh(x).Values;

    /// <summary>Eigenvalues and eigenvectors of matrices that need not be symmetric, calculated in double precision.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack, real or complex; integers count as float32.</param>
    /// <returns>
    /// The values w, complex, by their real parts and, where these are equal, by their imaginary parts; and the vectors as the columns of V, of
    /// length 1, the element of largest size of each being real and positive. With P = V⁻¹ dx V it is dw = diag P, and dVᵢⱼ = Σ Vᵢₖ Pₖⱼ / (wⱼ − wₖ)
    /// beside what keeps the length and that element real. Of equal values only the sum has a derivative, and the vectors have none: what is divided
    /// by zero is left out. Where the vectors are dependent, or nearly so, no derivative means anything. For symmetric matrices <see cref="Eigh"/> is
    /// faster and more exact.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">The iteration does not converge.</exception>
    /// <operation formula="x V = V diag(w)"
    ///     numpy="np.linalg.eig" jax="jnp.linalg.eig" torch="torch.linalg.eig" mindspore="–"/>
    public static (Tensor Values, Tensor Vectors) Eig(Tensor x)
    {
        adj_tensor values, vectors;
        adj_status status = adj_eig(Handle(x), &values, &vectors);
        return (Result(status, values, x), Result(status, vectors, x));
    }

    /// <summary>The eigenvalues of matrices that need not be symmetric.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack, real or complex; integers count as float32.</param>
    /// <returns>
    /// n complex numbers for each matrix, in the order that <see cref="Eig"/> has. Their change is dw = diag(V⁻¹ dx V).
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">The iteration does not converge.</exception>
    /// <operation formula="w, where x V = V diag(w)"
    ///     numpy="np.linalg.eigvals" jax="jnp.linalg.eigvals" torch="torch.linalg.eigvals" mindspore="ops.eigvals"/>
    public static Tensor Eigvals(Tensor x) => Eig(x).Values;

    /// <summary>The thin singular value decomposition, x = U diag(s) Vh.</summary>
    /// <param name="x">Matrices m × n in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// U, m × k; s, k numbers, descending; Vh, k × n; k = min(m, n). Of each column of U the element of largest size is positive. Derivatives as in
    /// J. Townsend (2016). Vectors of equal values, and of the value 0, are not unique and have no derivative: what is divided by zero is left out,
    /// as in <see cref="Eigh"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <exception cref="LinearAlgebraException">The iteration does not converge.</exception>
    /// <operation formula="x = U diag(s) Vᵀ"
    ///     numpy="np.linalg.svd" jax="jnp.linalg.svd" torch="torch.linalg.svd" mindspore="ops.svd"/>
    public static (Tensor U, Tensor S, Tensor Vh) Svd(Tensor x)
    {
        adj_tensor u, s, vh;
        adj_status status = adj_svd(Handle(x), &u, &s, &vh);
        return (Result(status, u, x), Result(status, s, x), Result(status, vh, x));
    }

    /// <summary>The singular values, descending.</summary>
    /// <param name="x">Matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// min(m, n) numbers for each matrix. Their change is ds = diag(Uᵀ dx V).
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <exception cref="LinearAlgebraException">The iteration does not converge.</exception>
    /// <operation formula="s, where x = U diag(s) Vᵀ"
    ///     numpy="np.linalg.svdvals" jax="jnp.linalg.svdvals" torch="torch.linalg.svdvals" mindspore="ops.svd"/>
    public static Tensor Svdvals(Tensor x) => Svd(x).S;

    /// <summary>The pseudo-inverse of Moore and Penrose (pinv).</summary>
    /// <param name="x">Matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <param name="tolerance">Singular values up to so much of the largest count as 0. Negative: the longer extent times the distance of numbers near 1.</param>
    /// <returns>
    /// y, n × m for matrices m × n. While the rank stays, dy = −y dx y + y yᵀ dxᵀ (1 − x y) + (1 − y x) dxᵀ yᵀ y (G. H. Golub and V. Pereyra, 1973).
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <operation formula="x⁺"
    ///     numpy="np.linalg.pinv" jax="jnp.linalg.pinv" torch="torch.linalg.pinv" mindspore="ops.pinv"/>
    public static Tensor PseudoInverse(Tensor x, double tolerance = -1)
    {
        adj_tensor y;
        return Result(adj_pseudo_inverse(Handle(x), tolerance, &y), y, x);
    }

    /// <summary>The x for which ‖a x − b‖ is least (lstsq), by QR.</summary>
    /// <param name="a">Matrices m × n of full column rank, m ≥ n, in the last two dimensions of a stack.</param>
    /// <param name="b">A vector of m elements, or matrices of m rows. Stacks broadcast.</param>
    /// <returns>
    /// x. Derivatives are those of <see cref="QR"/> and of the triangular system.
    /// </returns>
    /// <exception cref="ArgumentException">a has fewer rows than columns, or b does not fit it.</exception>
    /// <exception cref="LinearAlgebraException">The columns of a matrix are linearly dependent.</exception>
    /// <operation native="lstsq" formula="a⁺ b, of full column rank"
    ///     numpy="np.linalg.lstsq" jax="jnp.linalg.lstsq" torch="torch.linalg.lstsq" mindspore="ops.lstsq"/>
    public static Tensor LeastSquares(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_lstsq(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>The exponential of each matrix, by scaling, a Padé approximant and squaring.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// eˣ, of the same shape. Its change along e is the upper right part of exp [[x, e], [0, x]] (A. H. Al-Mohy and N. J. Higham, 2009).
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <operation formula="eˣ, of matrices"
    ///     numpy="scipy.linalg.expm" jax="jsp.linalg.expm" torch="torch.linalg.matrix_exp" mindspore="ops.matrix_exp"/>
    public static Tensor MatrixExp(Tensor x)
    {
        adj_tensor y;
        return Result(adj_matrix_exp(Handle(x), &y), y, x);
    }

    /// <summary>The derivative of the exponential at x along a change of it.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <param name="change">The change, of the same shape.</param>
    /// <returns>
    /// ∫₀¹ e^(t x) change e^((1 − t) x) dt, of the same shape; linear in the change, and itself differentiable by both.
    /// </returns>
    /// <exception cref="ArgumentException">The operands are no square matrices of one shape.</exception>
    /// <operation formula="d exp(x) along a change"
    ///     numpy="scipy.linalg.expm_frechet" jax="jsp.linalg.expm_frechet" torch="–" mindspore="–"/>
    public static Tensor MatrixExpFrechet(Tensor x, Tensor change)
    {
        adj_tensor y;
        return Result(adj_matrix_exp_frechet(Handle(x), Handle(change), &y), y, x, change);
    }

    /// <summary>The exponential of a matrix times a vector or matrices.</summary>
    /// <param name="a">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <param name="x">A vector or matrices, as in <see cref="MatMul"/>.</param>
    /// <returns>
    /// eᵃ x. Its change is d(eᵃ) x + eᵃ dx.
    /// </returns>
    /// <exception cref="ArgumentException">a is not square, or x does not fit it.</exception>
    /// <operation formula="eᵃ x"
    ///     numpy="scipy.sparse.linalg.expm_multiply" jax="–" torch="–" mindspore="–"/>
    public static Tensor MatrixExpAction(Tensor a, Tensor x) => MatMul(MatrixExp(a), x);

    /// <summary>The principal logarithm of each matrix, calculated in double precision.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// y with eʸ = x, of the same shape. Its change along e is the upper right part of ln [[x, e], [0, x]].
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A matrix has an eigenvalue that is zero or negative.</exception>
    /// <operation formula="ln x, of matrices"
    ///     numpy="scipy.linalg.logm" jax="–" torch="–" mindspore="–"/>
    public static Tensor MatrixLog(Tensor x)
    {
        adj_tensor y;
        return Result(adj_matrix_log(Handle(x), &y), y, x);
    }

    /// <summary>The principal square root of each matrix, calculated in double precision.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <returns>
    /// y with y y = x, of the same shape. Its change is the solution of y dy + dy y = dx.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">A matrix has a negative eigenvalue, or a zero without a root.</exception>
    /// <operation formula="√x, of matrices"
    ///     numpy="scipy.linalg.sqrtm" jax="jsp.linalg.sqrtm" torch="–" mindspore="–"/>
    public static Tensor MatrixSqrt(Tensor x)
    {
        adj_tensor y;
        return Result(adj_matrix_sqrt(Handle(x), &y), y, x);
    }

    /// <summary>Solves Sylvester's equation a x + x b = c, in double precision.</summary>
    /// <param name="a">Matrices m × m in the last two dimensions of a stack.</param>
    /// <param name="b">Matrices n × n. Stacks broadcast.</param>
    /// <param name="c">Matrices m × n.</param>
    /// <returns>
    /// x. Its change is the solution of a dx + dx b = dc − da x − x db.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="LinearAlgebraException">An eigenvalue of a is the negative of one of b.</exception>
    /// <operation formula="x, where a x + x b = c"
    ///     numpy="scipy.linalg.solve_sylvester" jax="jsp.linalg.solve_sylvester" torch="–" mindspore="–"/>
    public static Tensor Sylvester(Tensor a, Tensor b, Tensor c)
    {
        adj_tensor y;
        return Result(adj_sylvester(Handle(a), Handle(b), Handle(c), &y), y, (ReadOnlySpan<Tensor?>)[a, b, c]);
    }

    /// <summary>Solves Lyapunov's equation a x + x aᵀ = q, in double precision.</summary>
    /// <param name="a">Square matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <param name="q">Matrices of the same size. Stacks broadcast.</param>
    /// <returns>
    /// x. Its change is the solution of a dx + dx aᵀ = dq − da x − x daᵀ.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="LinearAlgebraException">An eigenvalue of a is the negative of another, or zero.</exception>
    /// <operation formula="x, where a x + x aᵀ = q"
    ///     numpy="scipy.linalg.solve_continuous_lyapunov" jax="–" torch="–" mindspore="–"/>
    public static Tensor Lyapunov(Tensor a, Tensor q)
    {
        _ = (Handle(a), Handle(q));
        if (a.Rank < 2) throw new ArgumentException($"Lyapunov: takes a matrix or a stack of them, not shape {a.ShapeText}.");
        return Sylvester(a, SwapAxes(a, -1, -2), q);
    }
}
