using System.Globalization;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Tensors as text. What is expected of arrays was printed by NumPy.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData(new[] { 1f, 2.5f, -3.25f }, "[ 1.    2.5  -3.25]")]
    [InlineData(new[] { 2.5f, 1f }, "[2.5 1. ]")]
    [InlineData(new[] { 0f }, "[0.]")]
    [InlineData(new[] { -0f, 1f }, "[-0.  1.]")]
    [InlineData(new[] { 0.1f, 100f }, "[  0.1 100. ]")]
    [InlineData(new[] { 0.33333334f, 0.6666667f }, "[0.33333334 0.6666667 ]")]
    [InlineData(new[] { 1234.5678f }, "[1234.5677]")]
    [InlineData(new[] { 0.001f, 0.5f }, "[0.001 0.5  ]")]
    public void Floats_line_up_at_the_point(float[] values, string expected) => Assert.Equal(expected, Tensor.From(values).ToString());

    [Theory]
    [InlineData(new[] { 1f, 1000.5f }, "[1.0000e+00 1.0005e+03]")]
    [InlineData(new[] { 1e10f, 1.5e-5f }, "[1.0e+10 1.5e-05]")]
    [InlineData(new[] { -1e-5f, 2e5f }, "[-1.e-05  2.e+05]")]
    [InlineData(new[] { 0f, 1e-5f }, "[0.e+00 1.e-05]")]
    [InlineData(new[] { 1e8f }, "[1.e+08]")]
    [InlineData(new[] { 0.1f, 16777216f }, "[1.0000000e-01 1.6777216e+07]")]
    [InlineData(new[] { float.NaN, 1e10f, float.NegativeInfinity }, "[   nan 1.e+10   -inf]")]
    public void Floats_of_sizes_far_apart_have_exponents(float[] values, string expected) =>
        Assert.Equal(expected, Tensor.From(values).ToString());

    [Theory]
    [InlineData(new[] { 1 / 3.0, 2 / 3.0 }, "[0.33333333 0.66666667]")]
    [InlineData(new[] { 12345678.12345678, 1e6 }, "[12345678.12345678  1000000.        ]")]
    [InlineData(new[] { 1e100, 1.5 }, "[1.0e+100 1.5e+000]")]
    [InlineData(new[] { 1e-310 }, "[1.e-310]")]
    [InlineData(new[] { 0.1 + 0.2 }, "[0.3]")]
    public void Doubles_show_eight_decimals_at_most(double[] values, string expected) =>
        Assert.Equal(expected + " (dtype=Float64)", Tensor.From(values).ToString());

    [Fact]
    public void Values_that_are_not_finite_are_named()
    {
        Assert.Equal("[ nan 1.25]", Tensor.From([float.NaN, 1.25f]).ToString());
        Assert.Equal("[ inf -inf   1.]", Tensor.From([float.PositiveInfinity, float.NegativeInfinity, 1f]).ToString());
        Assert.Equal("[nan nan]", Tensor.From([float.NaN, float.NaN]).ToString());
    }

    [Fact]
    public void Integers_share_a_width() => Assert.Equal("[   1  -20 3000] (dtype=Int32)", Tensor.From([1, -20, 3000]).ToString());

    [Fact]
    public void Long_integers_show_every_digit() =>
        Assert.Equal(
            "[-9223372036854775808  9223372036854775807     9007199254740993] (dtype=Int64)",
            Tensor.From([long.MinValue, long.MaxValue, (1L << 53) + 1]).ToString());

    [Fact]
    public void Truth_values_are_as_wide_as_False()
    {
        Assert.Equal("[ True False] (dtype=Bool)", Tensor.From([true, false]).ToString());
        Assert.Equal("[ True  True] (dtype=Bool)", Tensor.From([true, true]).ToString());
    }

    [Fact]
    public void Matrices_have_a_row_a_line() =>
        Assert.Equal("[[ 1.5   2.  ]\n [ 3.   -4.25]]", Tensor.From([1.5f, 2f, 3f, -4.25f], 2, 2).ToString());

    [Fact]
    public void Blocks_of_three_dimensions_stand_apart() =>
        Assert.Equal(
            "[[[ 0  1]\n  [ 2  3]]\n\n [[ 4  5]\n  [ 6  7]]\n\n [[ 8  9]\n  [10 11]]] (dtype=Int64)",
            Tensor.Arange(12).Reshape(3, 2, 2).ToString());

    [Fact]
    public void Blocks_of_four_dimensions_stand_further_apart() =>
        Assert.Equal("[[[[0]]]\n\n\n [[[1]]]] (dtype=Int64)", Tensor.Arange(2).Reshape(2, 1, 1, 1).ToString());

    [Fact]
    public void Views_print_what_they_show() =>
        Assert.Equal("[[0 3]\n [1 4]\n [2 5]] (dtype=Int64)", Tensor.Arange(6).Reshape(2, 3).T.ToString());

    [Theory]
    [InlineData(2.5f, "2.5")]
    [InlineData(-1f, "-1.0")]
    [InlineData(-0f, "-0.0")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.NegativeInfinity, "-inf")]
    [InlineData(0.1f, "0.1")]
    [InlineData(1 / 3f, "0.33333334")]
    [InlineData(0.0001f, "0.0001")]
    [InlineData(1e-5f, "1e-05")]
    [InlineData(-1.5e-7f, "-1.5e-07")]
    [InlineData(16777216f, "16777216.0")]
    [InlineData(1e16f, "1e+16")]
    [InlineData(3.4028235e38f, "3.4028235e+38")]
    public void Scalars_have_no_brackets(float value, string expected) => Assert.Equal(expected, Tensor.Scalar(value).ToString());

    [Theory]
    [InlineData(1 / 3.0, "0.3333333333333333")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(100, "100.0")]
    [InlineData(123456789012345.0, "123456789012345.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.25e100, "1.25e+100")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(0.00012, "0.00012")]
    public void Scalars_show_the_digits_that_tell_them_from_others(double value, string expected) => Assert.Equal(expected, Tensor.Scalar(value).ToString());

    [Fact]
    public void Scalars_of_other_types_are_as_plain()
    {
        Assert.Equal("7", Tensor.Scalar(7).ToString());
        Assert.Equal("9007199254740993", Tensor.Scalar((1L << 53) + 1).ToString());
        Assert.Equal("True", Tensor.Scalar(true).ToString());
        Assert.Equal("0.1", Tensor.Scalar((Half)0.1).ToString());
        Assert.Equal("65500.0", Tensor.Scalar(Half.MaxValue).ToString());
        Assert.Equal("0.334", Tensor.Scalar((BFloat16)(1 / 3f)).ToString());
        Assert.Equal("(1-2.5j)", Tensor.Scalar(new System.Numerics.Complex(1, -2.5)).ToString());
        Assert.Equal("(nan+infj)", Tensor.Scalar(new System.Numerics.Complex(double.NaN, double.PositiveInfinity)).ToString());
    }

    // ---- formats of numbers ----

    [Fact]
    public void Scalars_take_formats_as_numbers_do()
    {
        Tensor loss = Tensor.Scalar(0.123456f), whole = Tensor.Scalar(255);
        Assert.Equal("0.1235", $"{loss:F4}");
        Assert.Equal("loss 12.3 %, 1.235e-001", $"loss {loss:P1}, {loss:e3}");
        Assert.Equal("    0.12|0.12    ", $"{loss,8:F2}|{loss,-8:F2}");
        Assert.Equal("FF 0255", $"{whole:X} {whole:D4}");
        Assert.Equal("0.12", loss.ToString("F2", CultureInfo.InvariantCulture));
        Assert.Equal("0;12", loss.ToString("F2", new NumberFormatInfo { NumberDecimalSeparator = ";" }));
        Assert.Equal($"{0.1f:R} {(Half)0.1:R}", $"{Tensor.Scalar(0.1f):R} {Tensor.Scalar((Half)0.1):R}");
        Assert.Equal("True", $"{Tensor.Scalar(true):F4}");
        Assert.Equal("0.12+1.00j", $"{Tensor.Scalar(new System.Numerics.Complex(0.123, 1)):F2}");
        Assert.Equal("1.5", $"{Tensor.Scalar((BFloat16)1.5f):F1}");
        Assert.Equal(loss.ToString(), $"{loss}");
        Assert.Equal(loss.ToString(), loss.ToString(null, null));
        Assert.Throws<FormatException>(() => $"{loss:D4}");
    }

    [Fact]
    public void Arrays_take_formats_element_by_element()
    {
        Assert.Equal("[ 1.00 -2.50]", $"{Tensor.From([1f, -2.5f]):F2}");
        Assert.Equal("[[ 1.0 20.0]\n [ 3.0  4.0]]", $"{Tensor.From([1.0, 20, 3, 4], 2, 2):F1}");
        Assert.Equal("[0A FF]", $"{Tensor.From([(byte)10, (byte)255]):X2}");
        Assert.Equal("[]", $"{Tensor.Zeros(0):F2}");
        Assert.Equal("[0.0 0.0 0.0 ... 0.0 0.0 0.0]", $"{Tensor.Zeros(5000):F1}");
    }

    [Fact]
    public void A_format_is_written_in_the_culture_of_numbers() =>
        Cultures.Hostile(static () => Assert.Equal($"{-0.5:F2}", $"{Tensor.Scalar(-0.5):F2}"));

    [Fact]
    public void A_format_fits_its_room_or_says_so()
    {
        Span<char> room = stackalloc char[6];
        Assert.True(Tensor.Scalar(0.5).TryFormat(room, out int written, "F4", null));
        Assert.Equal("0.5000", room[..written].ToString());
        Assert.False(Tensor.Scalar(0.5).TryFormat(room, out written, "F5", null));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Formats_of_tensors_without_values_say_what_is_known()
    {
        Tensor gone = Tensor.Ones(2);
        gone.Dispose();
        Assert.Equal("Tensor (disposed)", $"{gone:F4}");
        string text = "";
        _ = Autodiff.Vmap((Tensor x) =>
        {
            text = $"{x:F4}";
            return x;
        })(Tensor.Ones(2));
        Assert.Contains("symbolic", text, StringComparison.Ordinal);
    }

    // ---- debuggers and notebooks ----

    [Fact]
    public void A_debugger_shows_type_shape_and_elements()
    {
        var display = (System.Diagnostics.DebuggerDisplayAttribute)Attribute.GetCustomAttribute(typeof(Tensor), typeof(System.Diagnostics.DebuggerDisplayAttribute))!;
        Assert.Equal("{DebuggerText,nq}", display.Value);
        Assert.Equal("Float32 [2, 2]: [[1. 2.]  [3. 4.]]", Shown(Tensor.From([1f, 2f, 3f, 4f], 2, 2)));
        Assert.Equal("Float64 []: 0.5", Shown(Tensor.Scalar(0.5)));
        Assert.Equal("Int32 [0, 3]: []", Shown(Tensor.Zeros([0, 3], DType.Int32)));
        Tensor gone = Tensor.Ones(2);
        gone.Dispose();
        Assert.Equal("Tensor (disposed)", Shown(gone));

        static object? Shown(Tensor x) =>
            typeof(Tensor).GetProperty("DebuggerText", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(x);
    }

    // As Microsoft.DotNet.Interactive.Formatting finds and calls them.
    [Fact]
    public void Notebooks_find_formatters_by_the_names_they_look_for()
    {
        Assert.Equal("[1. 2.]", Formatted(Tensor.From([1f, 2f]), "text/plain"));
        Assert.Equal("<div>Float32 [2]<pre>[1. 2.]</pre></div>", Formatted(Tensor.From([1f, 2f]), "text/html"));
        Assert.Equal("[2]", Formatted(Tensor.From([1f, 2f]).Shape, "text/plain"));

        static string Formatted(object value, string mimeType)
        {
            Attribute attribute = Attribute.GetCustomAttributes(value.GetType()).Single(static a => a.GetType().Name == "TypeFormatterSourceAttribute");
            var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
            var mimeTypes = (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
            Assert.Contains(mimeType, mimeTypes);
            var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source), null)!;
            object formatter = formatters.Single(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)! == mimeType);
            using var writer = new StringWriter();
            Assert.Equal(false, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [new object(), writer]));
            Assert.Equal(true, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer]));
            return writer.ToString();
        }
    }

    [Fact]
    public void Empty_tensors_show_their_shape()
    {
        Assert.Equal("[] (shape [0])", Tensor.Zeros(0).ToString());
        Assert.Equal("[] (shape [3, 0], dtype=Int32)", Tensor.Zeros([3, 0], DType.Int32).ToString());
    }

    [Fact]
    public void Thousand_elements_are_shown_in_full() => Assert.DoesNotContain("...", Tensor.Arange(1000).ToString());

    [Fact]
    public void Long_vectors_show_three_at_each_end() =>
        Assert.Equal("[   0    1    2 ... 9997 9998 9999] (dtype=Int64)", Tensor.Arange(10_000).ToString());

    [Fact]
    public void Width_comes_from_what_is_shown() =>
        Assert.Equal("[0. 0. 0. ... 0. 0. 0.]", Tensor.Zeros(2000).With(12345.678f, 1000).ToString());

    [Fact]
    public void Long_matrices_show_three_of_rows_and_columns() =>
        Assert.Equal(
            "[[   0    1    2 ...   97   98   99]\n [ 100  101  102 ...  197  198  199]\n [ 200  201  202 ...  297  298  299]\n ...\n"
            + " [9700 9701 9702 ... 9797 9798 9799]\n [9800 9801 9802 ... 9897 9898 9899]\n [9900 9901 9902 ... 9997 9998 9999]] (dtype=Int64)",
            Tensor.Arange(10_000).Reshape(100, 100).ToString());

    [Fact]
    public void Short_dimensions_of_long_tensors_are_shown_in_full() =>
        Assert.Equal("[[   0    1]\n [   2    3]\n [   4    5]\n ...\n [1994 1995]\n [1996 1997]\n [1998 1999]] (dtype=Int64)",
            Tensor.Arange(2000).Reshape(1000, 2).ToString());

    [Fact]
    public void Only_what_is_shown_is_computed() =>
        Assert.Equal("[1. 1. 1. ... 1. 1. 1.]", Tensor.Ones(1L << 50).ToString());

    [Fact]
    public void Culture_does_not_matter() => Cultures.Hostile(static () =>
    {
        Assert.Equal("[-1.5]", Tensor.From([-1.5f]).ToString());
        Assert.Equal("[-1.e-09]", Tensor.From([-1e-9f]).ToString());
        Assert.Equal("[-1] (dtype=Int64)", Tensor.From([-1L]).ToString());
        Assert.Equal("-1.5", Tensor.Scalar(-1.5f).ToString());
        Assert.Equal("-1e-09", Tensor.Scalar(-1e-9).ToString());
        Assert.Equal("-1", Tensor.Scalar(-1).ToString());
    });

    [Fact]
    public void Disposed_tensors_say_so()
    {
        Tensor x = Tensor.Ones(2);
        x.Dispose();
        Assert.Equal("Tensor (disposed)", x.ToString());
    }

    [Fact]
    public void Escaped_tensors_say_so()
    {
        Tensor x;
        using (new TensorScope()) x = Tensor.Ones(2) + 1;
        Assert.Contains("ended", x.ToString());
    }

    [Fact]
    public void Followed_tensors_show_their_values()
    {
        string? text = null;
        Autodiff.Grad((Tensor x) =>
        {
            text = (x * 2).ToString();
            return x;
        })(Tensor.From([1f, 2f]));
        Assert.Equal("[2. 4.]", text);
    }

    [Fact]
    public void Entries_between_brackets_print_as_they_are_written()
    {
        Assert.Equal("-2", ((TensorIndex)(^2)).ToString());
        Assert.Equal("1::2", TensorIndex.Slice(1, null, 2).ToString().Replace(":2:2", "::2", StringComparison.Ordinal));
        Assert.Equal("..", TensorIndex.All.ToString());
    }

    [Fact]
    public void Parameters_print_name_type_and_shape()
    {
        var p = new Parameter(Tensor.Ones(2, 3), "w") { IsFrozen = true };
        Assert.Equal("w (Float32, [2, 3], frozen)", p.ToString());
    }
}
