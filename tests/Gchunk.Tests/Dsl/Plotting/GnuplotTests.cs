using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Drawing;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

public class GnuplotTests : PlotFolder
{
    [Fact]
    public void Without_gnuplot_the_error_says_how_to_install_it() =>
        GridPlotTests.Says(
            () => Gnuplot.Run(new GnuplotScript(Folder, default), default, "gnuplot-that-is-not-there"),
            "apt-get install gnuplot-nox",
            "gnuplot-that-is-not-there"
        );

    [Fact]
    public void Gnuplots_own_complaint_is_passed_on()
    {
        var script = new GnuplotScript(Folder, default);
        script.Line($"plot {"no-such-file"} using 1:2");
        GridPlotTests.Says(() => Gnuplot.Run(script, default), "gnuplot failed", "no-such-file");
    }

    [Fact]
    public void A_cancelled_run_is_killed()
    {
        var script = new GnuplotScript(Folder, default);
        script.Line($"set print {"started"}; print 1; unset print; pause 5");
        script.Line($"set print {"finished"}; print 1");
        using var cancel = new CancellationTokenSource();
        using var watcher = new FileSystemWatcher(Folder) { EnableRaisingEvents = true };
        watcher.Created += (_, e) =>
        {
            if (e.Name == "started")
                cancel.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Gnuplot.Run(script, cancel.Token));
        Assert.True(System.IO.File.Exists(File("started")));
        Assert.False(System.IO.File.Exists(File("finished")));
    }

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("", "''")]
    [InlineData("it's", "'it'.\"\\047\".'s'")]
    [InlineData("'", "\"\\047\"")]
    [InlineData("''a'", "\"\\047\".\"\\047\".'a'.\"\\047\"")]
    [InlineData("a\nset output 'x'\r\0", "'a set output '.\"\\047\".'x'.\"\\047\".'  '")]
    [InlineData("\\n \"`id`\" @x", "'\\n \"`id`\" @x'")]
    public void Text_is_quoted_so_that_it_stays_text(string text, string expected)
    {
        Assert.Equal(expected, GnuplotScript.Quote(text));
        Assert.Equal("set title " + expected, GnuplotScript.Format($"set title {text}"));
    }

    [Fact]
    public void Gnuplot_reads_any_text_as_it_is()
    {
        string[] texts = [.. Texts(seed: 1).Take(2000)];
        var script = new GnuplotScript(Folder, default);
        // Macros that would be expanded.
        script.Line($"{"a = 'A'; b = 'B'; foo = 'expanded'":L}");
        script.Line($"set print {"out"}");
        foreach (string text in texts)
            script.Line($"print {text}");
        script.Line($"unset print");
        Gnuplot.Run(script, default);
        Assert.Equal(texts, System.IO.File.ReadAllLines(File("out")));
        Assert.False(System.IO.File.Exists(File("ran")));
    }

    [Fact]
    public void Titles_labels_units_categories_and_file_names_are_drawn_as_they_are()
    {
        foreach (string text in Texts(seed: 2).Where(t => t.Trim() == t && t.Length is > 0 and < 20).Take(60))
        {
            string path = File(text.Replace("/", "", StringComparison.Ordinal) + ".svg");
            new LinePlot
            {
                X = new PlotAxis(Range(2), "x" + text) { Names = ["n" + text, text] },
                Values = Range(2),
                Label = "y" + text,
                Title = text,
            }.Save(path);
            string drawn = System.Net.WebUtility.HtmlDecode(System.IO.File.ReadAllText(path));
            Assert.Equal(2, drawn.Split($">{text}<").Length - 1); // the title and a tick
            foreach (string mark in (string[])["x", "n", "y"])
                Assert.Contains($">{mark}{text}<", drawn);
        }
        Assert.False(System.IO.File.Exists(File("ran")));
    }

    // Texts of what means something to gnuplot.
    private static IEnumerable<string> Texts(int seed)
    {
        string[] parts =
        [
            "'",
            "\"",
            "\\",
            "@",
            "@foo",
            "^",
            "_",
            "{",
            "}",
            "$",
            "$foo",
            "`",
            "`touch ran`",
            "$(touch ran)",
            "%",
            "%d",
            "%%",
            "#",
            ";",
            ",",
            ".",
            "/",
            "~",
            "&",
            "|",
            "\\n",
            "\\047",
            "a",
            "b",
            " ",
            "°",
            "漢",
            "system('touch ran')",
        ];
        var random = new Random(seed);
        foreach (string part in parts)
            yield return part;
        while (true)
            yield return string.Concat(random.GetItems(parts, random.Next(1, 9)));
    }

    [Theory]
    [InlineData(0, 10, "0,2,4,6,8,10")]
    [InlineData(-0.31, 0.29, "-0.3,-0.2,-0.1,0.0,0.1,0.2")]
    [InlineData(2e6, 6e6, "2e6,3e6,4e6,5e6,6e6")]
    [InlineData(0, 6e-5, "0,1e-5,2e-5,3e-5,4e-5,5e-5,6e-5")]
    [InlineData(1999.5, 2003.2, "2000,2001,2002,2003")]
    public void Ticks_stand_at_round_numbers(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(",", Ticks.Numbers(new Interval(low, high), 6).Select(t => t.Label)));

    [Theory]
    [InlineData(-73, "73°W")]
    [InlineData(287.5, "72.5°W")]
    [InlineData(0, "0°")]
    [InlineData(180, "180°")]
    [InlineData(15, "15°E")]
    public void Longitudes_are_named_by_the_nearer_way_round(double degrees, string expected) =>
        Assert.Equal(expected, Ticks.Longitude(degrees));
}
