using System.Diagnostics;
using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr.Stores;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine;

/// <summary>Which temporary files and folders are deleted: those that no writer holds.</summary>
public sealed class LeftoverTests : IDisposable
{
    private const string Script = """
        new DataArray(Rand.Uniform((100_000, 4_000), chunks: (20, 4_000)).Expression, ["y", "x"], name: "noise").ToDataset().ToZarr(Args[0]);
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    // No process has a number beyond the most that Linux gives.
    private string Dead(string name) =>
        At(string.Create(CultureInfo.InvariantCulture, $".{name}.{Environment.MachineName}.{int.MaxValue}-3.tmp"));

    private static void WriteStore(string path) =>
        new DataArray(NDArray.From([4.0, 5.0]), ["x"], name: "new").ToDataset().ToZarr(path);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_store_of_a_running_program_is_kept_and_that_of_a_killed_one_is_deleted(bool isElsewhere)
    {
        string script = folder.Write("script.csx", Script),
            store = At("noise.zarr");
        // To a program in a container of its own, which has the same host name, all other processes seem dead, and it
        // to them.
        string[] container = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];
        if (isElsewhere)
        {
            using Process unshare = Process.Start(container[0], [.. container[1..], "true"]);
            unshare.WaitForExit();
            Assert.SkipWhen(unshare.ExitCode != 0, "no PID namespace can be made");
        }
        string program = Path.Combine(AppContext.BaseDirectory, "gchunk.dll");
        using GchunkProcess process = GchunkProcess.StartFile(
            "/usr/bin/env",
            [.. isElsewhere ? container : [], "dotnet", program, script, store]
        );
        string? partial = null;
        var waited = Stopwatch.StartNew();
        while (partial is null || !File.Exists(Path.Combine(partial, "noise", "0.0")))
        {
            Assert.False(process.HasEnded, "the program ended before it was killed");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), "nothing was written");
            partial ??= Directory.EnumerateDirectories(folder.Path, ".noise.zarr.*.tmp").FirstOrDefault();
            Thread.Yield();
        }
        WriteStore(store);
        Assert.False(process.HasEnded);
        Assert.True(File.Exists(Path.Combine(partial, "noise", "0.0")), "the store of a running program was deleted");
        process.Signal("KILL");
        process.WaitForEnd();
        Assert.True(Directory.Exists(partial));
        // The container ends a moment after the command that made it.
        while (Directory.Exists(partial))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), "the store of a killed program was kept");
            WriteStore(store);
        }
        Assert.Equal([4.0, 5.0], OpenZarr(store)["new"].Compute().ToArray<double>());
    }

    [Fact]
    public void What_is_held_is_kept_whatever_process_its_name_has()
    {
        Directory.CreateDirectory(Dead("held.zarr"));
        Directory.CreateDirectory(Dead("left.zarr"));
        File.WriteAllText(Dead("left.nc"), "half");
        Assert.True(WriterLock.HoldFolder(Dead("held.zarr"), out WriterLock? held));
        using (held)
        using (FileStream file = File.Open(Dead("held.nc"), FileMode.CreateNew))
        {
            Assert.NotNull(held);
            Assert.True(WriterLock.Hold(file.SafeFileHandle));
            Leftovers.SweepFolder(folder.Path);
            Assert.Equal(
                [Dead("held.nc"), Dead("held.zarr")],
                Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal)
            );
        }
        // A process that another test starts has the descriptors, and so the locks, until it is executed.
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    Leftovers.SweepFolder(folder.Path);
                    return Directory.GetFileSystemEntries(folder.Path).Length == 0;
                },
                TimeSpan.FromMinutes(1)
            )
        );
    }

    [Fact]
    public async Task A_writer_whose_name_is_swept_before_it_is_locked_takes_another_name()
    {
        const int Writes = 300;
        using var done = new CancellationTokenSource();
        Task sweeping = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                    Leftovers.SweepFolder(folder.Path);
            },
            TestContext.Current.CancellationToken
        );
        for (int i = 0; i < Writes; i++)
        {
            using (var target = new FolderTarget(At("a.zarr")))
            {
                target.Write(".zgroup", "{}"u8);
                target.Commit();
            }
            AtomicFile.WriteBytes(At("b.txt"), "whole"u8, flush: false);
        }
        await done.CancelAsync();
        await sweeping;
        Assert.Equal([At("a.zarr"), At("b.txt")], Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public void Where_locks_say_nothing_only_what_has_not_changed_for_a_day_is_deleted()
    {
        string where = Directory.CreateDirectory(At("store")).FullName,
            inner = Directory.CreateDirectory(Path.Combine(where, "x")).FullName,
            chunk = Path.Combine(inner, ".0");
        File.WriteAllText(chunk, "half");
        DateTime old = DateTime.UtcNow.AddDays(-2);
        Directory.SetLastWriteTimeUtc(where, old);
        Directory.SetLastWriteTimeUtc(inner, old);
        Assert.False(Leftovers.IsLongUntouched(where, isFolder: true));
        File.SetLastWriteTimeUtc(chunk, old);
        Assert.True(Leftovers.IsLongUntouched(chunk, isFolder: false));
        Assert.True(Leftovers.IsLongUntouched(where, isFolder: true));
        Directory.SetLastWriteTimeUtc(inner, DateTime.UtcNow);
        Assert.False(Leftovers.IsLongUntouched(where, isFolder: true));
    }

    [Fact]
    public void Writers_of_one_name_keep_their_files_and_HDF5_can_lock_them()
    {
        using NetCdfWriter first = NetCdfWriter.Create(At("a.nc"));
        Leftovers.SweepFolder(folder.Path);
        using NetCdfWriter second = NetCdfWriter.Create(At("a.nc"));
        Leftovers.SweepFolder(folder.Path);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
        first.Commit();
        second.Commit();
        Assert.Equal([At("a.nc")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_temporary_folder_that_was_deleted_is_never_made_anew()
    {
        using var target = new FolderTarget(At("out.zarr"));
        target.Write("x/c/0", [1]);
        string pending = Assert.Single(Directory.GetDirectories(folder.Path));
        Directory.Delete(pending, recursive: true);
        foreach (string key in (string[])["x/c/1", "y/0", ".zgroup"])
        {
            string error = Assert.Throws<GchunkException>(() => target.Write(key, [2])).Message;
            Assert.Contains($"the folder {pending} was deleted", error, StringComparison.Ordinal);
        }
        Directory.CreateDirectory(pending);
        string message = Assert.Throws<GchunkException>(target.Commit).Message;
        Assert.Contains($"its temporary folder {pending} was deleted", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out.zarr")));
    }

    [Fact]
    public async Task Writers_in_a_race_with_a_deletion_never_make_the_folder_anew()
    {
        for (int round = 0; round < 20; round++)
        {
            using var target = new FolderTarget(At("out.zarr"));
            string pending = Assert.Single(Directory.GetDirectories(folder.Path));
            using var ready = new Barrier(5);
            Task[] writers =
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(n =>
                        Task.Run(() =>
                        {
                            ready.SignalAndWait();
                            try
                            {
                                for (int i = 0; i < 300; i++)
                                    target.Write($"{n}/{i}/0", [1]);
                            }
                            catch (GchunkException e)
                            {
                                Assert.Contains(pending, e.Message, StringComparison.Ordinal);
                            }
                        })
                    ),
            ];
            ready.SignalAndWait();
            while (Directory.Exists(pending))
            {
                try
                {
                    Directory.Delete(pending, recursive: true);
                }
                catch (IOException)
                { /* a writer was faster */
                }
            }
            await Task.WhenAll(writers);
            Assert.False(Directory.Exists(pending));
            Assert.Throws<GchunkException>(() => target.Write("0/0/0", [1]));
            Assert.Throws<GchunkException>(target.Commit);
        }
    }
}
