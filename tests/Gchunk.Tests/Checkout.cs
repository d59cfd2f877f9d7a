namespace Gchunk.Tests;

/// <summary>The location of the project on disk, for tests that read its sources or start its program.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Launcher => Path.Combine(Root, "gchunk");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Repl.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Repl.sln above {AppContext.BaseDirectory}");
    }
}
