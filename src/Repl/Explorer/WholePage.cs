using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gchunk.Dsl.Exploring;
using Gchunk.Dsl.Plotting;
using Gchunk.Repl.Web;

namespace Gchunk.Repl.Explorer;

/// <summary>A page that holds its values, scripts and style, and asks nobody for anything.</summary>
internal static partial class WholePage
{
    // Each after those that it imports.
    private static readonly string[] Modules =
    [
        "explorer-parts.js",
        "explorer-axes.js",
        "explorer-chart.js",
        "explorer-colors.js",
        "explorer-link.js",
        "explorer-map.js",
        "explorer-screen.js",
        "explorer-sliders.js",
        "explorer-view.js",
        "explorer-file.js",
    ];

    /// <summary>Returns the page.</summary>
    /// <param name="arrays">The arrays to choose from; all their values are computed.</param>
    public static string Of(ExploredArray[] arrays)
    {
        var data = new
        {
            info = ExplorerInfo.Of([arrays]),
            planes = arrays.Select(Planes),
            colors = ColorMap.Names.ToDictionary(n => n, ExplorerInfo.Colors),
            coast = Coastlines.World,
        };
        // The serializer escapes <, > and &, so that no text can end the script.
        string json = JsonSerializer.Serialize(data, ExplorerInfo.Json);
        string script = $"const DATA = {json};\n{string.Join('\n', Modules.Select(Script))}";
        var styles = new List<string>();
        var scripts = new List<string>();
        string page = Links()
            .Replace(
                PageFiles.Text("explorer.html"),
                link =>
                    link.Groups["style"] is { Success: true } style
                        ? Inline("<style>", PageFiles.Text(style.Value), "</style>", styles)
                    : link.Groups["script"] is { Success: true } library
                        ? Inline("<script>", PageFiles.Text(library.Value), "</script>", scripts)
                    : Inline("<script type=\"module\">", script, "</script>", scripts)
            );
        string policy =
            $"default-src 'none'; img-src data: blob:; script-src {string.Join(' ', scripts)}; style-src {string.Join(' ', styles)}";
        return page.Replace(
            "<link rel=\"icon\"",
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<link rel=\"icon\"",
            StringComparison.Ordinal
        );
    }

    // The page's styles, libraries and modules, by their addresses on the server.
    [GeneratedRegex(
        """<link rel="stylesheet" href="/assets/(?<style>[^"]*)">|<script src="/assets/(?<script>[^"]*)"></script>|<script type="module" src="[^"]*"></script>""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Links();

    private static string Inline(string start, string text, string end, List<string> hashes)
    {
        hashes.Add($"'sha256-{Hash(text)}'");
        return start + text + end;
    }

    private static object Planes(ExploredArray array)
    {
        using var values = Engine.Execution.Computation.Compute(
            array.Plain.Transpose([.. array.Others, array.Y, array.X]).Expression
        );
        float[] numbers = values.ToArray<float>();
        var y = Enumerable.Range(0, (int)array.Array.Sizes[array.Y]);
        var x = Enumerable.Range(0, (int)array.Array.Sizes[array.X]);
        return new
        {
            values = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan())),
            code = array.Code,
            ylabels = y.Select(p => array.Label(array.Y, p)),
            xlabels = x.Select(p => array.Label(array.X, p)),
            labels = array.Others.Select(d =>
                Enumerable.Range(0, (int)array.Array.Sizes[d]).Select(p => array.Label(d, p))
            ),
        };
    }

    // Modules inside a page cannot import each other, so they become one.
    private static string Script(string name) =>
        string.Join(
            '\n',
            PageFiles
                .Text(name)
                .Split('\n')
                .Where(line => !line.StartsWith("import ", StringComparison.Ordinal))
                .Select(line => line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line)
        );

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
