namespace Gchunk.Repl.Notebooks.Conversion;

/// <summary>A cell of a notebook file.</summary>
/// <param name="IsText">Whether it holds Markdown; otherwise it holds code.</param>
/// <param name="Source">Its text, without a line break at its end.</param>
internal sealed record NotebookCell(bool IsText, string Source);
