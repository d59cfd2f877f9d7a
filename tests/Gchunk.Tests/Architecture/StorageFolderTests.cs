using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Architecture;

/// <summary>The folders of src/Engine/Storage have an order, so that no two of them use each other.</summary>
public partial class StorageFolderTests
{
    // Each folder uses only those before it, and the files of src/Engine/Storage itself.
    private static readonly string[] Folders =
    [
        "Files",
        "Codecs",
        "Chunks",
        "Cf",
        "Manifests",
        "Hdf5",
        "NetCdf",
        "Parquet",
        "Zarr",
        "Npy",
        "GeoTiff",
        "Grib",
        "Dap",
    ];

    private static string Root => Path.Combine(Checkout.Root, "src", "Engine", "Storage");

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Assert.Equal(Folders.Order(), Directory.EnumerateDirectories(Root).Select(f => Path.GetFileName(f)).Order());

    [Fact]
    public void A_storage_folder_leans_only_on_folders_before_it()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Root, file);
            // The files of src/Engine/Storage itself use no folder.
            var own = Array.IndexOf(Folders, name.Split('/')[0]);
            foreach (Match use in FolderName().Matches(Comment().Replace(File.ReadAllText(file), "")))
            {
                if (Array.IndexOf(Folders, use.Groups["folder"].Value) > own)
                {
                    wrong.Add($"{name} uses {use.Value}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\bGchunk\.Engine\.Storage\.(?<folder>[A-Z]\w+)\b")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
