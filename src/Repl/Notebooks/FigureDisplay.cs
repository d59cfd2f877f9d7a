using Gchunk.Dsl.Plotting;

namespace Gchunk.Repl.Notebooks;

/// <summary>Shows each figure in the notebook when it is saved.</summary>
internal sealed class FigureDisplay : IDisposable
{
    private const long MostBytes = 32 << 20;
    private readonly KernelOutput output;

    public FigureDisplay(KernelOutput output)
    {
        this.output = output;
        Figure.Saved += Show;
    }

    /// <summary>The picture in a file as a form, or null for a file that a notebook cannot show.</summary>
    public static (string Type, string Content)? Form(string path)
    {
        string? type = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".gif" => "image/gif",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        var file = new FileInfo(path);
        if (type is null || !file.Exists || file.Length > MostBytes)
            return null;
        return (
            type,
            type == "image/svg+xml" ? File.ReadAllText(path) : Convert.ToBase64String(File.ReadAllBytes(path))
        );
    }

    public void Dispose() => Figure.Saved -= Show;

    private void Show(string path)
    {
        if (DrawingFolder.Holds(path))
            return;
        output.Display(new MimeBundle(path) { Forms = Form(path) is { } form ? [form] : [] });
    }
}
