using System.Text;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>The text of a header, which turns places in it into lines for messages.</summary>
internal sealed class HeaderText
{
    private readonly string _name;

    /// <param name="name">The header as messages name it.</param>
    /// <param name="path">Where it lies.</param>
    public HeaderText(string name, string path)
    {
        if (!File.Exists(path))
        {
            throw new BindingException($"there is no header {name}");
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (!Ascii.IsValid(bytes))
        {
            throw new BindingException($"{name} is not ASCII, so compilers may read it differently");
        }

        _name = name;
        Text = Encoding.ASCII.GetString(bytes);
    }

    public string Text { get; }

    /// <inheritdoc cref="Locate{T}"/>
    public void Locate(int offset, string declaration, Action translate) => Locate(offset, declaration, () =>
    {
        translate();
        return true;
    });

    /// <summary>Runs what translates a declaration; its failure then says where the declaration is.</summary>
    /// <param name="offset">Where the declaration stands.</param>
    /// <param name="declaration">Its name.</param>
    /// <param name="translate">What translates it.</param>
    public T Locate<T>(int offset, string declaration, Func<T> translate)
    {
        try
        {
            return translate();
        }
        catch (BindingException error) when (!error.IsLocated)
        {
            int line = 1 + Text.AsSpan(0, offset).Count('\n');
            throw new BindingException($"{_name}:{line}: {declaration}: {error.Message}") { IsLocated = true };
        }
    }
}
