using Xunit;
using static Gchunk.Tests.Architecture.SourceTree;

namespace Gchunk.Tests.Architecture;

/// <summary>Files and folders stay small enough to be read whole.</summary>
public class SizeTests
{
    // A file has fewer lines than this.
    private const int LineLimit = 400;

    private const int MostFilesInAFolder = 25;

    // Folders with one operation per file: a file is found by the name of its operation.
    private static readonly string[] FoldersOfOperations = ["src/Engine/Kernels/Functions"];

    [Fact]
    public void A_file_stays_short() =>
        Assert.All(
            AllSources.Concat(TestSources),
            file => Assert.InRange(File.ReadLines(Path.Combine(Checkout.Root, file)).Count(), 0, LineLimit - 1)
        );

    [Fact]
    public void A_folder_stays_small()
    {
        var tooLarge = AllSources
            .Concat(TestSources)
            .GroupBy(Folder)
            .Where(folder => folder.Count() > MostFilesInAFolder)
            .Select(folder => folder.Key)
            .Except(FoldersOfOperations);
        Assert.Empty(tooLarge);
    }
}
