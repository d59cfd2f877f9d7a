using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gchunk.Dsl.Exploring;
using Gchunk.Dsl.Plotting;
using Gchunk.Repl.Web;

namespace Gchunk.Repl.Explorer;

/// <summary>A page that holds its values, scripts and style, and asks nobody for anything.</summary>
internal static class WholePage
{
    // Each after those that it imports.
    private static readonly string[] Modules =
    [
        "explorer-parts.js",
        "explorer-chart.js",
        "explorer-map.js",
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
        string style = PageFiles.Text("explorer.css");
        string policy =
            $"default-src 'none'; img-src data: blob:; script-src 'sha256-{Hash(script)}'; style-src 'sha256-{Hash(style)}'";
        return PageFiles
            .Text("explorer.html")
            .Replace(
                "<link rel=\"stylesheet\" href=\"/assets/explorer.css\">",
                $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<style>{style}</style>",
                StringComparison.Ordinal
            )
            .Replace(
                "<script type=\"module\" src=\"/assets/explorer.js\"></script>",
                $"<script type=\"module\">{script}</script>",
                StringComparison.Ordinal
            );
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
