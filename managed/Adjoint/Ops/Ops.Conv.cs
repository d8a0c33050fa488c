using System.Runtime.CompilerServices;

using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Convolutions of images in one to three dimensions.
public static unsafe partial class Ops
{
    /// <summary>The convolution of signals, as neural networks have it (a cross-correlation, the kernel is not turned around).</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal.</param>
    /// <param name="weight">Shape [out, channels / groups, kernel].</param>
    /// <param name="bias">Shape [out], added to each channel of the result; none if null.</param>
    /// <param name="stride">How far the kernel moves from result to result; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the signal at its ends.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <returns>
    /// y, of shape [n, out, ⌊(length + padding − dilation (kernel − 1) − 1) / stride⌋ + 1], padding being that of both ends. Being
    /// linear in each, its change is that of x convolved with the weight, plus x convolved with the change of the weight.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the kernel reaches beyond the padded signal.</exception>
    /// <operation native="conv" formula="Σ x[n, c, q s + k d − p] w[o, c, k] + b[o]"
    ///     numpy="np.correlate" jax="lax.conv_general_dilated" torch="F.conv1d" mindspore="ops.conv1d"/>
    public static Tensor Conv1D(
        Tensor x, Tensor weight, Tensor? bias = null, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default,
        long groups = 1) =>
        Convolved(1, x, weight, bias, stride, padding, dilation, groups);

    /// <summary>The convolution of images, as neural networks have it (a cross-correlation, the kernel is not turned around).</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image.</param>
    /// <param name="weight">Shape [out, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">Shape [out], added to each channel of the result; none if null.</param>
    /// <param name="stride">How far the kernel moves from result to result; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the image at each side.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights; as many as channels make
    /// a convolution of each channel by itself.</param>
    /// <returns>
    /// y, of shape [n, out, ...] with extents ⌊(extent + padding − dilation (kernel − 1) − 1) / stride⌋ + 1, padding being that of both
    /// sides. Being linear in each, its change is that of x convolved with the weight, plus x convolved with the change of the weight.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the kernel reaches beyond the padded image.</exception>
    /// <operation native="conv" formula="Σ x[n, c, q s + k d − p] w[o, c, k] + b[o]"
    ///     numpy="–" jax="lax.conv_general_dilated" torch="F.conv2d" mindspore="ops.conv2d"/>
    public static Tensor Conv2D(
        Tensor x, Tensor weight, Tensor? bias = null, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default,
        long groups = 1) =>
        Convolved(2, x, weight, bias, stride, padding, dilation, groups);

    /// <summary>The convolution of volumes, as neural networks have it (a cross-correlation, the kernel is not turned around).</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume.</param>
    /// <param name="weight">Shape [out, channels / groups, kernel depth, kernel height, kernel width].</param>
    /// <param name="bias">Shape [out], added to each channel of the result; none if null.</param>
    /// <param name="stride">How far the kernel moves from result to result; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the volume at each side.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <returns>
    /// y, of shape [n, out, ...] with extents ⌊(extent + padding − dilation (kernel − 1) − 1) / stride⌋ + 1, padding being that of both
    /// sides. Being linear in each, its change is that of x convolved with the weight, plus x convolved with the change of the weight.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the kernel reaches beyond the padded volume.</exception>
    /// <operation native="conv" formula="Σ x[n, c, q s + k d − p] w[o, c, k] + b[o]"
    ///     numpy="–" jax="lax.conv_general_dilated" torch="F.conv3d" mindspore="ops.conv3d"/>
    public static Tensor Conv3D(
        Tensor x, Tensor weight, Tensor? bias = null, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default,
        long groups = 1) =>
        Convolved(3, x, weight, bias, stride, padding, dilation, groups);

    /// <summary>The transposed convolution of signals: what <see cref="Conv1D"/> does to cotangents of its result.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal.</param>
    /// <param name="weight">Shape [channels, out / groups, kernel].</param>
    /// <param name="bias">Shape [out], added to each channel of the result; none if null.</param>
    /// <param name="stride">How far the kernel moves in the result from element to element of x; 1 if left out.</param>
    /// <param name="padding">How many elements are cut off the ends of the result.</param>
    /// <param name="outputPadding">How much longer the result is, at its end; less than the stride or the dilation.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <returns>
    /// y, of shape [n, out, (length − 1) stride − padding + dilation (kernel − 1) + 1 + outputPadding], padding being that of both ends.
    /// It is linear in x and in the weight.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or <paramref name="padding"/> is <see cref="WindowPadding.Same"/>.</exception>
    /// <operation native="conv_transpose" formula="y[n, o, i s + k d − p] += x[n, c, i] w[c, o, k]"
    ///     numpy="–" jax="lax.conv_transpose" torch="F.conv_transpose1d" mindspore="nn.Conv1dTranspose"/>
    public static Tensor ConvTranspose1D(
        Tensor x, Tensor weight, Tensor? bias = null, PerAxis stride = default, WindowPadding padding = default, PerAxis outputPadding = default,
        PerAxis dilation = default, long groups = 1) =>
        ConvolvedBack(1, x, weight, bias, stride, padding, outputPadding, dilation, groups);

    /// <summary>The transposed convolution of images: what <see cref="Conv2D"/> does to cotangents of its result.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image.</param>
    /// <param name="weight">Shape [channels, out / groups, kernel height, kernel width].</param>
    /// <param name="bias">Shape [out], added to each channel of the result; none if null.</param>
    /// <param name="stride">How far the kernel moves in the result from element to element of x; 1 if left out.</param>
    /// <param name="padding">How many elements are cut off each side of the result.</param>
    /// <param name="outputPadding">How much larger the result is, at the end of its axes; less than the stride or the dilation.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <returns>
    /// y, of shape [n, out, ...] with extents (extent − 1) stride − padding + dilation (kernel − 1) + 1 + outputPadding, padding being that
    /// of both sides. It is linear in x and in the weight.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or <paramref name="padding"/> is <see cref="WindowPadding.Same"/>.</exception>
    /// <operation native="conv_transpose" formula="y[n, o, i s + k d − p] += x[n, c, i] w[c, o, k]"
    ///     numpy="–" jax="lax.conv_transpose" torch="F.conv_transpose2d" mindspore="nn.Conv2dTranspose"/>
    public static Tensor ConvTranspose2D(
        Tensor x, Tensor weight, Tensor? bias = null, PerAxis stride = default, WindowPadding padding = default, PerAxis outputPadding = default,
        PerAxis dilation = default, long groups = 1) =>
        ConvolvedBack(2, x, weight, bias, stride, padding, outputPadding, dilation, groups);

    /// <summary>The transposed convolution of volumes: what <see cref="Conv3D"/> does to cotangents of its result.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume.</param>
    /// <param name="weight">Shape [channels, out / groups, kernel depth, kernel height, kernel width].</param>
    /// <param name="bias">Shape [out], added to each channel of the result; none if null.</param>
    /// <param name="stride">How far the kernel moves in the result from element to element of x; 1 if left out.</param>
    /// <param name="padding">How many elements are cut off each side of the result.</param>
    /// <param name="outputPadding">How much larger the result is, at the end of its axes; less than the stride or the dilation.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <returns>
    /// y, of shape [n, out, ...] with extents (extent − 1) stride − padding + dilation (kernel − 1) + 1 + outputPadding, padding being that
    /// of both sides. It is linear in x and in the weight.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or <paramref name="padding"/> is <see cref="WindowPadding.Same"/>.</exception>
    /// <operation native="conv_transpose" formula="y[n, o, i s + k d − p] += x[n, c, i] w[c, o, k]"
    ///     numpy="–" jax="lax.conv_transpose" torch="F.conv_transpose3d" mindspore="nn.Conv3dTranspose"/>
    public static Tensor ConvTranspose3D(
        Tensor x, Tensor weight, Tensor? bias = null, PerAxis stride = default, WindowPadding padding = default, PerAxis outputPadding = default,
        PerAxis dilation = default, long groups = 1) =>
        ConvolvedBack(3, x, weight, bias, stride, padding, outputPadding, dilation, groups);

    private static Tensor Convolved(
        int axes, Tensor x, Tensor weight, Tensor? bias, PerAxis stride, WindowPadding padding, PerAxis dilation, long groups,
        [CallerMemberName] string operation = "")
    {
        adj_tensor y;
        long* strides = stackalloc long[PerAxis.Most], pairs = stackalloc long[2 * PerAxis.Most], dilations = stackalloc long[PerAxis.Most];
        adj_status status = adj_conv(
            Handle(x, operation), Handle(weight, operation), Tensor.HandleIfAny(bias), stride.List(strides, axes, 1, operation, nameof(stride)),
            padding.Pairs(pairs, axes, operation), dilation.List(dilations, axes, 1, operation, nameof(dilation)), axes, groups, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, weight, bias], operation);
    }

    private static Tensor ConvolvedBack(
        int axes, Tensor x, Tensor weight, Tensor? bias, PerAxis stride, WindowPadding padding, PerAxis outputPadding, PerAxis dilation, long groups,
        [CallerMemberName] string operation = "")
    {
        if (padding.IsSame)
            throw new ArgumentException($"{operation}: many results have the shape of x when padded to the same; give padding and outputPadding.", nameof(padding));
        adj_tensor y;
        long* strides = stackalloc long[PerAxis.Most], pairs = stackalloc long[2 * PerAxis.Most], dilations = stackalloc long[PerAxis.Most];
        long* more = stackalloc long[PerAxis.Most];
        adj_status status = adj_conv_transpose(
            Handle(x, operation), Handle(weight, operation), Tensor.HandleIfAny(bias), stride.List(strides, axes, 1, operation, nameof(stride)),
            padding.Pairs(pairs, axes, operation), outputPadding.List(more, axes, 0, operation, nameof(outputPadding)),
            dilation.List(dilations, axes, 1, operation, nameof(dilation)), axes, groups, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, weight, bias], operation);
    }
}
