using Xunit;

namespace Gchunk.Tests.Repl;

public class CommandLineTests
{
    [Fact]
    public void Version_and_help_go_to_standard_output()
    {
        var version = GchunkProcess.Run("--version");
        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^gchunk \d+\.\d+\.\d+\n$", version.Output);

        var help = GchunkProcess.Run("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("SCRIPT.csx [ARGS…]", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--versoin" }, "unknown option '--versoin'; did you mean '--version'?")]
    [InlineData(new[] { "-e" }, "-e needs the code to run")]
    [InlineData(new[] { "--watch" }, "--watch needs a script file")]
    [InlineData(new[] { "--watch", "rainfal.csx" }, "no file 'rainfal.csx'; did you mean 'rainfall.csx'?")]
    [InlineData(new[] { "." }, "'.' is a folder")]
    [InlineData(new[] { "nowhere/script.csx" }, "no file 'nowhere/script.csx'; folder 'nowhere' does not exist")]
    [InlineData(new[] { "rainfal.csx" }, "no file 'rainfal.csx'; did you mean 'rainfall.csx'?")]
    public void A_usage_error_says_what_was_given_and_exits_with_2(string[] arguments, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("rainfall.csx", "");
        var ended = GchunkProcess.RunWith("", folder.Path, arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("gchunk: " + message, ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public void The_launcher_works_from_another_folder_and_through_symlinks()
    {
        using var folder = new TemporaryFolder();
        var direct = Path.Combine(folder.Path, "direct");
        var twice = Path.Combine(folder.Path, "twice");
        File.CreateSymbolicLink(direct, Checkout.Launcher);
        File.CreateSymbolicLink(twice, "direct");
        folder.Write("here.txt", "found");
        foreach (var launcher in new[] { direct, twice })
        {
            var ended = GchunkProcess.RunFile(launcher, "", folder.Path, "-e", "File.ReadAllText(\"here.txt\")");
            Assert.Equal((0, "\"found\"\n"), (ended.ExitCode, ended.Output));
        }
    }
}
