using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks.Conversion;

/// <summary>Makes notebooks of scripts, in the notebook format 4.5.</summary>
internal static class NotebookFile
{
    private const string ScriptEnding = ".csx";
    private const long MostBytes = 16 << 20;

    // As Jupyter itself writes notebooks.
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the notebook of a script beside it, and returns its path.</summary>
    /// <exception cref="GchunkException">The script cannot be read, or the notebook cannot be written.</exception>
    public static string Convert(string script)
    {
        if (!script.EndsWith(ScriptEnding, StringComparison.OrdinalIgnoreCase))
        {
            throw new GchunkException(
                $"a notebook is made of a script, whose name ends in {ScriptEnding}; got '{script}'"
            );
        }
        string text;
        try
        {
            if (new FileInfo(script).Length > MostBytes)
                throw new GchunkException($"'{script}' has more than {MostBytes >> 20} MiB, so that it is no script");
            text = File.ReadAllText(script);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot read '{script}': {e.Message}", e);
        }
        string path = Path.ChangeExtension(script, ".ipynb");
        AtomicFile.WriteText(path, Of(ScriptCells.Of(text)));
        return path;
    }

    /// <summary>Returns the text of a notebook file. The same cells always give the same text.</summary>
    public static string Of(IReadOnlyList<NotebookCell> cells)
    {
        JsonObject language = KernelInfo.Language();
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select((cell, i) => (JsonNode)Cell(cell, i))]),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                {
                    ["display_name"] = "gchunk",
                    ["language"] = language["name"]!.DeepClone(),
                    ["name"] = "gchunk",
                },
                ["language_info"] = language,
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return notebook.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Cell(NotebookCell cell, int index)
    {
        var json = new JsonObject { ["cell_type"] = cell.IsText ? "markdown" : "code" };
        if (!cell.IsText)
            json["execution_count"] = null;
        json["id"] = string.Create(CultureInfo.InvariantCulture, $"cell-{index + 1}");
        json["metadata"] = new JsonObject();
        if (!cell.IsText)
            json["outputs"] = new JsonArray();
        string[] lines = cell.Source.Split('\n');
        json["source"] = new JsonArray([
            .. lines.Select((line, i) => (JsonNode)JsonValue.Create(i < lines.Length - 1 ? line + "\n" : line)),
        ]);
        return json;
    }
}
