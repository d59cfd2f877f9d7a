namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>A folder for the pictures of one test.</summary>
public abstract class PlotFolder : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("gchunk-test-").FullName;

    protected string File(string name) => Path.Combine(Folder, name);

    protected static double[] Range(int n, double first = 0, double step = 1) =>
        [.. Enumerable.Range(0, n).Select(i => first + (i * step))];

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
