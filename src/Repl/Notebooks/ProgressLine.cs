using System.Text;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// The line of a progress bar in a notebook: a display that is replaced, where a terminal would draw over the line.
/// </summary>
internal sealed class ProgressLine(KernelOutput output) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    private string? id;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (value is null)
            return;
        string line = value.Trim('\r', '\n', ' ');
        if (line.Length > 0)
            Show(new MimeBundle(line));
        // The bar of the next run is another one.
        if (value.EndsWith('\n'))
            id = null;
    }

    private void Show(MimeBundle bundle)
    {
        if (id is null)
            id = output.Display(bundle);
        else
            output.Update(bundle, id);
    }
}
