using System.Runtime.CompilerServices;

namespace Gchunk.Tests.Engine.Storage;

/// <summary>The paths of the files in tests/data.</summary>
internal static class TestData
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../data"));

    public static string NetCdf(string name) => Path.Combine(Folder, "netcdf", name);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
