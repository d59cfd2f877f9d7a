using Gchunk.Repl.Commands;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// The parts of a cell. Commands of one line at its start are parts of their own; the rest is code, or one command that
/// takes code.
/// </summary>
internal static class CellParts
{
    public static IEnumerable<string> Of(string cell)
    {
        string rest = cell.Trim();
        while (rest.Length > 0)
        {
            int end = rest.IndexOf('\n', StringComparison.Ordinal);
            if (
                end < 0
                || CommandTable.Parse(rest[..end]) is not var (name, _)
                || CommandTable.About(name) is { TakesCode: true }
            )
            {
                break;
            }
            yield return rest[..end];
            rest = rest[end..].TrimStart();
        }
        if (rest.Length > 0)
            yield return Prompt.Finish(rest) ?? rest;
    }
}
