using Gchunk.Dsl;
using Gchunk.Dsl.Files.Open;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Tests.Dsl.Labels;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Manifests;

/// <summary>
/// A manifest must never return bytes that a file does not hold. Its purpose is that files need not be opened again.
/// </summary>
public sealed partial class ManifestTests : IDisposable
{
    // A manifest does not keep files that were just written. With this clock, the files of the tests are old enough.
    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-manifest-").FullName;
    private readonly ManifestCache cache;
    private readonly PartMemory memory = new(0);

    public ManifestTests() =>
        cache = new ManifestCache(Path.Combine(folder, "cache", "manifests"))
        {
            Clock = new Later(TimeSpan.FromMinutes(1)),
        };

    public void Dispose()
    {
        memory.Dispose();
        ManifestCache.Flush(TimeSpan.FromMinutes(1));
        Directory.Delete(folder, recursive: true);
    }

    // File sets that are combined by coordinates (no dimension), and others that are concatenated along a new
    // dimension.
    public static TheoryData<string, string> Sets =>
        new()
        {
            { "labelled/day_2001*.nc", "" },
            { "netcdf/dt_global*.nc", "" },
            { "netcdf/made_cdf1.nc", "run" },
            { "netcdf/made_cdf2.nc", "run" },
            { "netcdf/made_cdf5.nc", "run" },
            { "netcdf/made_packed.nc", "run" },
            { "netcdf/made_text.nc", "run" },
            { "netcdf/vlstr_type.nc", "run" },
            { "netcdf/meteo_data.nc", "run" },
        };

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_second_opening_gives_the_same_data_set_and_reads_no_file(string pattern, string dim)
    {
        string[] files = Copies(pattern);
        string plain = Describe(Open(files, null, dim));
        Assert.Equal(plain, Describe(OpenAndKeep(files, dim)));
        Assert.Equal(plain, Describe(Open(files, cache, dim)));

        // Now the files hold only zeros, and the manifest still has the bytes of the original files. So reading
        // anything from a file is an error.
        using (Manifest original = Manifest.TryOpen(cache.PathOf(files))!)
        {
            var moved = new List<(string, FileStamp, byte[])>();
            foreach (ManifestEntry entry in original.Entries)
            {
                File.WriteAllBytes(entry.Path, new byte[entry.Stamp.Length]);
                moved.Add((entry.Path, FileStamp.Of(entry.Path)!.Value, original.ReadBytes(entry)!));
            }
            Assert.Equal(files.Order(), moved.Select(m => m.Item1).Order());
            Manifest.Write(cache.PathOf(files), moved);
        }
        Assert.Throws<GchunkException>(() => Open(files, null, dim));
        Assert.Equal(Labels(plain), Labels(Describe(Open(files, cache, dim), values: false)));

        static string Labels(string description) =>
            description[..description.IndexOf("\n\n", StringComparison.Ordinal)];
    }

    [Fact]
    public void The_bytes_kept_of_a_file_with_large_metadata_are_limited()
    {
        string[] files = Copies("netcdf/made_kinds.nc");
        string plain = Describe(OpenAndKeep(files, "run"), values: false);
        Assert.InRange(
            new FileInfo(cache.PathOf(files)).Length,
            KnownBytes.MostBytes,
            files.Length * (KnownBytes.MostBytes + 1000)
        );
        Assert.Equal(plain, Describe(Open(files, cache, "run"), values: false));
        Assert.Equal(2, Read(files));
    }

    [Fact]
    public void A_file_that_has_changed_is_read_again()
    {
        string[] files = Copies("netcdf/made_cdf1.nc");
        byte[] first = File.ReadAllBytes(files[0]),
            second = [.. first];
        "changed"u8.CopyTo(second.AsSpan(first.AsSpan().IndexOf("classic"u8)));
        Assert.Equal("classic cdf1", Title());
        DateTime time = File.GetLastWriteTimeUtc(files[0]);
        // The length stays, the time changes.
        Later(() => File.WriteAllBytes(files[0], second));
        Assert.Equal("changed cdf1", Title());
        // The time is set back to the one in the manifest.
        File.SetLastWriteTimeUtc(files[0], time);
        Assert.Equal("changed cdf1", Title());
        Later(() => File.WriteAllBytes(files[0], first));
        File.SetLastWriteTimeUtc(files[0], time);
        Assert.Equal("classic cdf1", Title());
        // Another file of the same length and time replaces it.
        Later(() => File.WriteAllBytes(files[0] + ".new", second));
        File.SetLastWriteTimeUtc(files[0] + ".new", time);
        File.Move(files[0] + ".new", files[0], overwrite: true);
        Assert.Equal("changed cdf1", Title());
        // The length changes.
        File.WriteAllBytes(files[0], [.. first, 0, 0, 0, 0]);
        Assert.Equal("classic cdf1", Title());

        string? Title() => OpenAndKeep(files, "run").Attrs.Text("title");

        // Waits until the clock of the file system, which counts in milliseconds, has advanced. Users wait longer,
        // because a manifest does not keep files that were just written.
        void Later(Action write)
        {
            string probe = Path.Combine(folder, "probe");
            long now = FileStamp.Of(files[0])!.Value.Changed;
            do File.WriteAllText(probe, "");
            while (FileStamp.Of(probe)!.Value.Changed <= now);
            write();
        }
    }

    [Fact]
    public void A_file_that_gchunk_overwrites_is_read_again()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        OpenAndKeep(files);
        Dataset day = Prelude.OpenDataset(LabelledData.File("day_200101.nc"));
        // Of a classic file the length does not depend on the order in which blocks are written.
        day.Isel("time", ..30).ToNetCdf(files[0], format: "NETCDF3_64BIT_OFFSET");
        Assert.Equal("time: 89, lat: 5, lon: 6, nv: 2", OpenAndKeep(files).Sizes.ToString());
        // The length stays, and the time is set back.
        DateTime time = File.GetLastWriteTimeUtc(files[0]);
        long length = new FileInfo(files[0]).Length;
        day.Isel("time", 1..31).ToNetCdf(files[0], format: "NETCDF3_64BIT_OFFSET");
        Assert.Equal(length, new FileInfo(files[0]).Length);
        File.SetLastWriteTimeUtc(files[0], time);
        Assert.StartsWith("2001-01-02 ", OpenAndKeep(files).Coords["time"].Index!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_gchunk_appends_to_is_read_again()
    {
        string[] files = Copies("labelled/day_20010[12].nc");
        OpenAndKeep(files);
        Dataset third = Prelude.OpenDataset(LabelledData.File("day_200103.nc")).Drop("lat_bnds");
        string growing = files[1];
        Prelude.OpenDataset(LabelledData.File("day_200102.nc")).Drop("lat_bnds").ToNetCdf(growing, unlimited: ["time"]);
        Assert.Equal(59, OpenAndKeep(files).Sizes["time"]);
        third.AppendToNetCdf(growing, "time");
        Assert.Equal(90, OpenAndKeep(files).Sizes["time"]);
        Assert.Equal(Describe(Open(files, null)), Describe(Open(files, cache)));
    }

    [Fact]
    public void A_file_that_was_just_written_is_not_kept()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        ManifestCache now = cache with { Clock = TimeProvider.System };
        OpenAndKeep(files, with: now);
        Assert.False(Directory.Exists(cache.Folder));
        OpenAndKeep(files);
        File.SetLastWriteTimeUtc(files[1], DateTime.UtcNow + TimeSpan.FromDays(1));
        using ManifestSession opening = cache.Open(files);
        Assert.NotNull(opening.Find(files[0]));
        Assert.Null(opening.Find(files[1]));
    }

    [Fact]
    public void A_file_that_changes_after_it_was_opened_by_a_manifest_is_an_error()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        OpenAndKeep(files);
        Dataset ds = Open(files, cache);
        File.WriteAllBytes(files[1], File.ReadAllBytes(LabelledData.File("noleap.nc")));
        Assert.Contains("has changed since it was opened", LabelledData.Error(() => ds["t"].Sum().Scalar()));
        File.Delete(files[1]);
        Assert.Contains($"no such file: {files[1]}", LabelledData.Error(() => Open(files, cache)));
    }

    [Fact]
    public void A_damaged_manifest_does_not_change_the_data_set()
    {
        string[] files = Copies("netcdf/made_cdf1.nc");
        string plain = Describe(Open(files, null, "run"), values: false);
        OpenAndKeep(files, "run");
        string path = cache.PathOf(files);
        byte[] whole = File.ReadAllBytes(path);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << at % 8);
            Check(damaged, at);
        }
        for (int length = 0; length < whole.Length; length++)
            Check(whole[..length], length);
        Check([.. whole, 0], whole.Length);

        // All files are looked up. A damaged manifest may still have entries for some of them, but never for the one
        // whose entry is damaged.
        void Check(byte[] content, int at)
        {
            File.WriteAllBytes(path, content);
            using Manifest? manifest = Manifest.TryOpen(path);
            int found = manifest is null
                ? 0
                : files.Count(f => manifest.Find(f, FileStamp.Of(f)!.Value, memory) is not null);
            Assert.True(found < files.Length, $"nothing was noticed of the damage at {at}");
            if (at % 97 == 0)
                Assert.Equal(plain, Describe(Open(files, cache with { Folder = cache.Folder }, "run"), values: false));
            ManifestCache.Flush(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void Parts_outside_the_file_are_ignored()
    {
        string[] files = Copies("labelled/day_20010[12].nc");
        FileStamp stamp = FileStamp.Of(files[0])!.Value;
        byte[] good = Manifest.Pack([memory.Copy(stamp.Length - 4, new byte[4])]);
        Assert.NotNull(Find(good));
        Assert.Null(Find(Manifest.Pack([memory.Copy(stamp.Length - 3, new byte[4])])));
        Assert.Null(Find(Manifest.Pack([memory.Copy(-1, new byte[4])])));
        Assert.Null(Find([]));
        Assert.Null(Find([1, 0, 0]));
        Assert.Null(Find([.. good, 0]));
        Assert.Null(Find([255, 255, 255, 127]));
        Assert.Null(Find([0, 0, 0, 128]));
        Assert.Empty(Find([0, 0, 0, 0])!);

        FilePart[]? Find(byte[] bytes)
        {
            Directory.CreateDirectory(cache.Folder);
            string path = cache.PathOf(files);
            File.WriteAllBytes(path, []);
            Manifest.Write(path, [(files[0], stamp, bytes)]);
            using Manifest manifest = Manifest.TryOpen(path)!;
            return manifest.Find(files[0], stamp, memory);
        }
    }

    [Fact]
    public void Parts_are_joined_where_they_overlap_or_touch()
    {
        FilePart[] parts =
        [
            memory.Copy(10, [1, 2, 3]),
            memory.Copy(0, [9]),
            memory.Copy(12, [3, 4]),
            memory.Copy(14, [5]),
            memory.Copy(11, [2]),
        ];
        byte[] packed = Manifest.Pack(parts);
        Assert.Equal(
            [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4, 5],
            packed
        );
    }

    [Fact]
    public void A_growing_set_of_files_keeps_its_manifest_and_new_files_are_added()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        OpenAndKeep(files[..2]);
        using (ManifestSession opening = cache.Open(files))
        {
            DatasetOpener.OpenMany(files, new OpenOptions(), cache);
            Assert.Equal([true, true, false], files.Select(f => opening.Find(f)!.Close().Count > 0));
        }
        OpenAndKeep(files[1..]);
        OpenAndKeep(files[..2]);
        Assert.Single(Directory.GetFiles(cache.Folder));
        using ManifestSession last = cache.Open(files);
        Assert.All(files, f => Assert.NotEmpty(last.Find(f)!.Close()));
    }

    [Fact]
    public void The_size_of_all_manifests_is_limited_and_the_least_recently_used_is_deleted_first()
    {
        OpenAndKeep(Copies("labelled/day_20010[12].nc", "set"));
        string unused = Directory.GetFiles(cache.Folder).Single();
        long each = new FileInfo(unused).Length;
        File.SetLastWriteTimeUtc(unused, DateTime.UtcNow.AddDays(-1));
        ManifestCache small = cache with { MostFolderBytes = each * 7 / 2 };
        var paths = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            string[] files = Copies("labelled/day_20010[12].nc", $"set{i}");
            small = small with { Clock = new Later(TimeSpan.FromDays(i + 1)) };
            OpenAndKeep(files, with: small);
            string path = small.PathOf(files);
            Assert.True(File.Exists(path));
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(i - 10));
            paths.Add(path);
        }
        Assert.Equal(paths[2..], Directory.GetFiles(cache.Folder).OrderBy(paths.IndexOf));
    }

    [Fact]
    public void The_size_of_a_manifest_is_limited()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        OpenAndKeep(files);
        long whole = new FileInfo(cache.PathOf(files)).Length;
        File.Delete(cache.PathOf(files));
        ManifestCache small = cache with { MostBytes = whole / 2 };
        string plain = Describe(Open(files, null));
        Assert.Equal(plain, Describe(OpenAndKeep(files, with: small)));
        string path = small.PathOf(files);
        Assert.InRange(new FileInfo(path).Length, 1, whole / 2 + 2000);
        for (int i = 0; i < 3; i++)
            Assert.Equal(plain, Describe(OpenAndKeep(files, with: small)));
        Assert.InRange(new FileInfo(path).Length, 1, whole / 2 + 2000);
    }

    [Fact]
    public void Files_are_opened_even_if_no_manifest_can_be_written()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        File.WriteAllText(Path.Combine(folder, "cache"), "not a folder");
        string plain = Describe(Open(files, null));
        for (int i = 0; i < 2; i++)
            Assert.Equal(plain, Describe(OpenAndKeep(files)));
    }

    [Fact]
    public void A_temporary_file_of_a_killed_process_is_not_read_and_is_deleted()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        OpenAndKeep(files);
        string path = cache.PathOf(files),
            name = Path.GetFileName(path);
        byte[] whole = File.ReadAllBytes(path);
        // No process has this ID: it is above the largest that Linux gives.
        string left = Path.Combine(cache.Folder, $".{name}.{Environment.MachineName}.{int.MaxValue}-1.tmp");
        File.WriteAllBytes(left, whole[..(whole.Length / 2)]);
        Assert.Equal(0, Read(files));
        File.SetLastWriteTimeUtc(files[0], DateTime.UtcNow.AddDays(-1));
        OpenAndKeep(files);
        Assert.Equal([path], Directory.GetFiles(cache.Folder));
    }
}
