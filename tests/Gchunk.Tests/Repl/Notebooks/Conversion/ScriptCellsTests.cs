using Gchunk.Engine;
using Gchunk.Repl.Notebooks.Conversion;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks.Conversion;

/// <summary>Cells of scripts, and the notebooks made of them.</summary>
public class ScriptCellsTests
{
    [Fact]
    public void Marks_divide_a_script_into_cells_of_code_and_text()
    {
        IReadOnlyList<NotebookCell> cells = ScriptCells.Of(
            "var a = 1;\r\n// %% [markdown]\r\n// # Title\r\n//\r\n//text\r\n// %%\r\n\r\n// %%\n// a comment\nvar b = 2;\n"
        );
        Assert.Equal(
            [new(false, "var a = 1;"), new(true, "# Title\n\ntext"), new(false, "// a comment\nvar b = 2;")],
            cells
        );
    }

    [Theory]
    [InlineData("Print(x);", "x")]
    [InlineData("var x = 1;\nPrint(x + 1); // shown", "var x = 1;\nx + 1 // shown")]
    [InlineData("using (new ProgressBar())\n    Print(x);", "using (new ProgressBar())\n    Print(x);")]
    [InlineData("Print(x, y);", "Print(x, y);")]
    [InlineData("Print($\"{x}\");", "Print($\"{x}\");")]
    [InlineData("Print(\"x\");", "Print(\"x\");")]
    [InlineData("x.Print(x);", "x.Print(x);")]
    [InlineData("Print(x", "Print(x")]
    public void The_value_that_a_cell_prints_last_becomes_its_value(string code, string expected) =>
        Assert.Equal([new(false, expected)], ScriptCells.Of(code));

    [Fact]
    public void A_notebook_is_written_beside_its_script()
    {
        using var folder = new TemporaryFolder();
        string path = NotebookFile.Convert(folder.Write("a.csx", "// %% [markdown]\n// é \"1\"\n// %%\n1;\n2;\n"));
        Assert.Equal(Path.Combine(folder.Path, "a.ipynb"), path);
        Assert.Contains("\"id\": \"cell-2\"", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("    \"é \\\"1\\\"\"\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("    \"1;\\n\",\n    \"2;\"\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.py", "a notebook is made of a script, whose name ends in .csx; got 'a.py'")]
    [InlineData("/nowhere/a.csx", "cannot read '/nowhere/a.csx'")]
    public void A_notebook_is_made_of_nothing_but_a_script(string path, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<GchunkException>(() => NotebookFile.Convert(path)).Message,
            StringComparison.Ordinal
        );
}
