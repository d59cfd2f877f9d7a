using System.Text.Json.Nodes;

namespace Gchunk.Repl.Notebooks;

/// <summary>What a kernel says about itself.</summary>
internal static class KernelInfo
{
    public static JsonObject Content() =>
        new()
        {
            ["status"] = "ok",
            ["protocol_version"] = WireFormat.Version,
            ["implementation"] = "gchunk",
            ["implementation_version"] = CommandLine.Version,
            ["language_info"] = Language(),
            ["banner"] = $"gchunk {CommandLine.Version}: lazy chunked arrays and labelled data sets, in C#",
            ["help_links"] = new JsonArray(),
            ["debugger"] = false,
        };

    /// <summary>What editors know of the language.</summary>
    public static JsonObject Language() =>
        new()
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".csx",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        };
}
