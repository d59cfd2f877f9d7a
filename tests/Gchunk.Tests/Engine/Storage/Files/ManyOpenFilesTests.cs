using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Files;

public sealed class ManyOpenFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-many-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("made_one_record.nc", "", "v")]
    [InlineData("made_text.nc", "model/output", "w")]
    public void Many_open_files_need_few_descriptors(string name, string group, string variable)
    {
        int count = int.Parse(
            Environment.GetEnvironmentVariable("GCHUNK_FILES") ?? "1500",
            CultureInfo.InvariantCulture
        );
        byte[] content = File.ReadAllBytes(TestData.NetCdf(name));
        StoredDataset[] datasets =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    string path = Path.Combine(folder, $"{i}.nc");
                    File.WriteAllBytes(path, content);
                    return NetCdfFile.Open(path, group);
                }),
        ];
        Parallel.ForEach(
            datasets,
            dataset =>
                Assert.Equal(
                    ["4"],
                    ExpectedData.Read(
                        dataset[variable].Array!,
                        new Region(variable == "w" ? [2, 0] : [1, 1], [1, 1], [1, 1])
                    )
                )
        );
        int open = Directory
            .EnumerateFileSystemEntries("/proc/self/fd")
            .Count(fd => new FileInfo(fd).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true);
        Assert.InRange(open, 1, 128);
    }
}
