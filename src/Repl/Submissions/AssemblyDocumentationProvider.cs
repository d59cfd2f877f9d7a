using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Submissions;

/// <summary>The documentation file beside an assembly, for the compiler. It is read on first use.</summary>
internal sealed class AssemblyDocumentationProvider(string path) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> members = new(() => Read(path));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AssemblyDocumentationProvider other && other.File == File;

    /// <inheritdoc/>
    public override int GetHashCode() => File.GetHashCode(StringComparison.Ordinal);

    private string File => path;

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(
        string documentationMemberID,
        CultureInfo preferredCulture,
        CancellationToken cancellationToken = default
    ) => members.Value.GetValueOrDefault(documentationMemberID, "");

    // A file that cannot be read means no documentation; completion still works without it.
    private static Dictionary<string, string> Read(string path)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            reader.MoveToContent();
            while (!reader.EOF)
            {
                if (
                    reader is { NodeType: XmlNodeType.Element, Name: "member" }
                    && reader.GetAttribute("name") is { } id
                )
                {
                    found[id] = reader.ReadOuterXml();
                }
                else
                {
                    reader.Read();
                }
            }
        }
        catch (Exception e) when (e is IOException or XmlException or UnauthorizedAccessException) { }
        return found;
    }
}
