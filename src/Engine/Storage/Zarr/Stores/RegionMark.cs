using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>The positions from one to before another.</summary>
/// <param name="Start">The first position.</param>
/// <param name="Stop">The position after the last.</param>
internal readonly record struct Positions(long Start, long Stop)
{
    /// <summary>True if the other positions are among these.</summary>
    public bool Covers(Positions other) => Start <= other.Start && other.Stop <= Stop;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}..{Stop}");
}

/// <summary>What a write over a region replaces.</summary>
/// <param name="Group">The path of the group in the store.</param>
/// <param name="Region">The positions by dimension, as the user gave them.</param>
/// <param name="Variables">The positions along each axis, by variable.</param>
internal sealed record RegionWrite(
    string Group,
    IReadOnlyList<(string Dim, Positions Positions)> Region,
    IReadOnlyDictionary<string, Positions[]> Variables
)
{
    /// <summary>True if this write replaces all that another one does.</summary>
    public bool Covers(RegionWrite other) =>
        Group == other.Group
        && other.Variables.All(v =>
            Variables.TryGetValue(v.Key, out Positions[]? own)
            && own.Length == v.Value.Length
            && own.Zip(v.Value).All(pair => pair.First.Covers(pair.Second))
        );

    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(", ", Region.Select(r => $"{r.Dim} {r.Positions}"))} of {string.Join(", ", Variables.Keys.Select(v => $"'{v}'"))}";
}

/// <summary>
/// The mark of a write over a region: a hidden file in the store from before the first chunk is replaced until all are.
/// The writer holds its lock. A mark without a writer says that the region may hold old and new values.
/// </summary>
internal sealed class RegionMark : IDisposable
{
    private const string Begin = ".gchunk-region-",
        End = ".json";
    private const int LargestFile = 1 << 20;

    private readonly FileStream held;

    private RegionMark(FileStream held, string path) => (this.held, Path) = (held, path);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Marks a write.</summary>
    /// <exception cref="GchunkException">The store cannot be written to.</exception>
    public static RegionMark Set(string store, RegionWrite write)
    {
        const int MostAttempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(store, $"{Begin}{Guid.NewGuid():N}{End}"),
                temporary = Leftovers.NameFor(path);
            FileStream? file = null;
            try
            {
                // The mark appears with its lock.
                file = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.ReadWrite,
                    FileShare.ReadWrite | FileShare.Delete,
                    bufferSize: 0
                );
                if (WriterLock.AreSeenByAll(store) && !WriterLock.Hold(file.SafeFileHandle))
                    throw new FileNotFoundException("another writer deletes it", temporary);
                file.Write(ToJson(write));
                File.Move(temporary, path);
                // It is there before the first chunk is replaced, also after a loss of power.
                DiskSync.All(store);
                return new RegionMark(file, path);
            }
            // Another writer took it for a leftover before it was locked.
            catch (FileNotFoundException) when (attempt < MostAttempts)
            {
                file?.Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                file?.Dispose();
                if (Directory.Exists(store))
                    File.Delete(temporary);
                throw new GchunkException($"cannot write to {store}: {e.Message}", e);
            }
        }
    }

    /// <summary>
    /// Returns the marks of a store, with what is known of their writers. Those that cannot be read have no write.
    /// </summary>
    public static IReadOnlyList<(string Path, RegionWrite? Write, WriterState State)> Find(string store)
    {
        var found = new List<(string, RegionWrite?, WriterState)>();
        try
        {
            foreach (string path in Directory.EnumerateFiles(store, $"{Begin}*{End}"))
            {
                WriterState state = WriterLock.Take(path, isFolder: false, out WriterLock? taken);
                taken?.Dispose();
                RegionWrite? write = Read(path);
                // A writer that has just finished removes its mark.
                if (write is not null || File.Exists(path))
                    found.Add((path, write, state));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* what cannot be listed has no marks that matter to the reader */
        }
        return found;
    }

    /// <summary>Says which regions of a group were not written completely.</summary>
    public static void Warn(string store, string group)
    {
        foreach ((string path, RegionWrite? write, WriterState state) in Find(store))
        {
            if (state == WriterState.Alive || (write is not null && write.Group != group))
                continue;
            Notice.Tell(
                write is null
                    ? $"{store}: a write over a region did not finish, and its mark {System.IO.Path.GetFileName(path)} cannot be read; write the region again, then delete the mark"
                : state == WriterState.Dead ? $"{store}: {MayBeMixed(write)}"
                : $"{store}: {MayBeMixed(write)}, unless another program is still writing it"
            );
        }
    }

    /// <summary>Returns what a write that did not finish leaves, for messages.</summary>
    public static string MayBeMixed(RegionWrite write) =>
        $"{write} may hold old and new values, because writing it did not finish; the same ToZarr with resume: true finishes it";

    /// <summary>Removes the mark of this write, and those of unfinished writes whose region was replaced by it.</summary>
    public void Clear(RegionWrite write)
    {
        string store = System.IO.Path.GetDirectoryName(Path)!;
        Remove(Path);
        Forget(store, write.Covers);
    }

    /// <summary>Removes the marks of unfinished writes that no longer matter.</summary>
    public static void Forget(string store, Predicate<RegionWrite> isReplaced)
    {
        foreach ((string path, RegionWrite? write, WriterState state) in Find(store))
        {
            if (state != WriterState.Alive && write is not null && isReplaced(write))
                Remove(path);
        }
    }

    /// <summary>Releases the lock; a mark that was not cleared remains.</summary>
    public void Dispose() => held.Dispose();

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"all is written, but {path} cannot be deleted: {e.Message}", e);
        }
    }

    private static byte[] ToJson(RegionWrite write) =>
        ZarrJson.Write(
            new JsonObject
            {
                ["group"] = write.Group,
                ["region"] = new JsonObject(write.Region.Select(r => KeyValuePair.Create(r.Dim, Json(r.Positions)))),
                ["variables"] = new JsonObject(
                    write.Variables.Select(v =>
                        KeyValuePair.Create(v.Key, (JsonNode?)new JsonArray([.. v.Value.Select(Json)]))
                    )
                ),
                ["process"] = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Environment.ProcessId} on {Environment.MachineName}"
                ),
            }
        );

    private static JsonNode? Json(Positions positions) => new JsonArray(positions.Start, positions.Stop);

    private static RegionWrite? Read(string path)
    {
        try
        {
            JsonElement all = ZarrJson.Parse(RegularFile.ReadAll(path, LargestFile), path);
            return new RegionWrite(
                all.GetProperty("group").GetString()!,
                [.. all.GetProperty("region").EnumerateObject().Select(r => (r.Name, ToPositions(r.Value)))],
                all.GetProperty("variables")
                    .EnumerateObject()
                    .ToDictionary(v => v.Name, v => v.Value.EnumerateArray().Select(ToPositions).ToArray())
            );
        }
        catch (Exception e)
            when (e
                    is GchunkException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or IndexOutOfRangeException
                        or ArgumentException
            )
        {
            return null;
        }
    }

    private static Positions ToPositions(JsonElement pair) => new(pair[0].GetInt64(), pair[1].GetInt64());
}
