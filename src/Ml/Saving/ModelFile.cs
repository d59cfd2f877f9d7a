using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Npy;

namespace Gchunk.Ml.Saving;

/// <summary>The file of an estimator: a zip archive of model.json and .npy arrays.</summary>
internal static class ModelFile
{
    /// <summary>The newest version of the format, which is written. Older ones are read.</summary>
    public const int Version = 1;

    private const string Format = "gchunk model";
    private const string Document = "model.json";
    private const string Checksum = "model.sha256";
    private const int MostDocumentBytes = 64 << 20;
    private const int MostEntries = 100_000;

    // The depth of parts within parts; a pipeline has three.
    private const int Deepest = 16;

    /// <summary>Writes the state of an estimator, whole or not at all.</summary>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public static void Write(string path, ModelState state)
    {
        using AtomicFile file = AtomicFile.Create(path);
        try
        {
            using FileStream stream = new(file.TemporaryPath, FileMode.Open, FileAccess.Write);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
            int arrays = 0;
            JsonObject model = WriteState(archive, state, ref arrays);
            var document = new JsonObject
            {
                ["format"] = Format,
                ["version"] = Version,
                ["model"] = model,
            };
            byte[] text = Encoding.UTF8.GetBytes(
                document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, MaxDepth = 64 })
            );
            WriteEntry(archive, Document, text);
            WriteEntry(archive, Checksum, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text))));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write {path}: {e.Message}{file.WhyFull()}", e);
        }
        file.Commit();
    }

    private static JsonObject WriteState(ZipArchive archive, ModelState state, ref int count)
    {
        var arrays = new JsonObject();
        foreach (var (name, array) in state.Arrays)
        {
            string entry = $"arrays/{count++}.npy";
            using Stream stream = archive.CreateEntry(entry, CompressionLevel.Fastest).Open();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] header = NpyHeader.Write(array.DType, array.Shape);
            stream.Write(header);
            hash.AppendData(header);
            foreach (ReadOnlyMemory<byte> part in Parts(array))
            {
                stream.Write(part.Span);
                hash.AppendData(part.Span);
            }

            arrays[name] = new JsonObject
            {
                ["entry"] = entry,
                ["sha256"] = Convert.ToHexStringLower(hash.GetHashAndReset()),
            };
        }
        var parts = new JsonArray();
        foreach (ModelState part in state.Parts)
            parts.Add(WriteState(archive, part, ref count));
        return new JsonObject
        {
            ["type"] = state.Type,
            ["values"] = state.Values.DeepClone(),
            ["arrays"] = arrays,
            ["parts"] = parts,
        };
    }

    private static unsafe IEnumerable<ReadOnlyMemory<byte>> Parts(NDArray array)
    {
        const int Most = 1 << 20;
        var buffer = new byte[Most];
        for (long at = 0; at < array.NBytes; at += Most)
        {
            int length = (int)Math.Min(Most, array.NBytes - at);
            Copy(array, at, buffer.AsSpan(0, length));
            yield return buffer.AsMemory(0, length);
        }
    }

    private static unsafe void Copy(NDArray array, long at, Span<byte> to)
    {
        new ReadOnlySpan<byte>(array.Pointer + at, to.Length).CopyTo(to);
        GC.KeepAlive(array);
    }

    private static void WriteEntry(ZipArchive archive, string name, byte[] content)
    {
        using Stream stream = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
        stream.Write(content);
    }

    /// <summary>Reads a file and makes an estimator of its state.</summary>
    /// <exception cref="GchunkException">
    /// There is no such file, it is no model, is damaged or too large, or was written by a newer gchunk.
    /// </exception>
    public static IEstimator Read(string path, Func<ModelState, IEstimator> make)
    {
        if (!File.Exists(path))
            throw new GchunkException($"there is no file {path}");
        RegularFile.Demand(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using ZipArchive archive = Open(path, stream);
            return make(ReadDocument(archive));
        }
        catch (GchunkException e)
        {
            throw new GchunkException($"{path} cannot be loaded: {e.Message}", e);
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of(path, e);
        }
    }

    private static ZipArchive Open(string path, FileStream stream)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return archive.Entries.Count <= MostEntries
                ? archive
                : throw new GchunkException($"it has {archive.Entries.Count} entries; at most {MostEntries} are read");
        }
        catch (InvalidDataException e)
        {
            throw new GchunkException(
                $"it is no zip archive, or is cut off ({Path.GetFileName(path)} has {stream.Length} bytes)",
                e
            );
        }
    }

    private static ModelState ReadDocument(ZipArchive archive)
    {
        byte[] text = ReadEntry(archive, Document, MostDocumentBytes);
        using JsonDocument parsed = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
        if (JsonObject.Create(parsed.RootElement) is not { } document || AsText(document["format"]) != Format)
            throw new GchunkException($"{Document} is not that of a model of gchunk");
        int version =
            document["version"] is JsonValue value && value.TryGetValue(out int number)
                ? number
                : throw new GchunkException($"{Document} has no version");
        if (version > Version)
        {
            throw new GchunkException(
                $"it was written by a newer gchunk (version {version} of the format; this gchunk reads up to {Version}); update gchunk"
            );
        }

        string expected = Encoding.ASCII.GetString(ReadEntry(archive, Checksum, 1024));
        if (expected != Convert.ToHexStringLower(SHA256.HashData(text)))
            throw new GchunkException($"it is damaged: {Document} differs from its checksum");
        long budget = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        return ReadState(archive, document["model"], ref budget, 0);
    }

    private static ModelState ReadState(ZipArchive archive, JsonNode? node, ref long budget, int depth)
    {
        if (node is not JsonObject model || AsText(model["type"]) is not { } type || depth > Deepest)
            throw new GchunkException($"{Document} does not describe an estimator");
        var state = new ModelState(type);
        foreach (var (name, value) in model["values"] as JsonObject ?? [])
            state.Set(name, value?.DeepClone());
        foreach (var (name, value) in model["arrays"] as JsonObject ?? [])
        {
            if (
                value is not JsonObject entry
                || AsText(entry["entry"]) is not { } file
                || AsText(entry["sha256"]) is not { } hash
            )
            {
                throw new GchunkException($"{Document} does not say where the array '{VisibleText.Of(name)}' is");
            }

            state.Set(name, ReadArray(archive, file, hash, ref budget));
        }
        foreach (JsonNode? part in model["parts"] as JsonArray ?? [])
            state.Parts.Add(ReadState(archive, part, ref budget, depth + 1));
        return state;
    }

    private static unsafe NDArray ReadArray(ZipArchive archive, string file, string sha256, ref long budget)
    {
        ZipArchiveEntry entry = Entry(archive, file);
        using Stream stream = entry.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] start = ReadExactly(stream, (int)Math.Min(NpyHeader.Prefix, entry.Length), file);
        int length = NpyHeader.LengthOf(file, start);
        byte[] whole = [.. start, .. ReadExactly(stream, Math.Max(0, length - start.Length), file)];
        NpyHeader header = NpyHeader.Parse(file, whole, entry.Length);
        if (header.BigEndian || header.IsFortran || header.IsHalf)
            throw new GchunkException($"{file} is not in the form that gchunk writes: C order, little-endian");
        long bytes = checked(header.Shape.Size * header.DType.Size);
        budget -= bytes;
        if (budget < 0)
            throw new GchunkException($"its arrays need more memory than is free; {file} alone has {bytes:N0} bytes");
        hash.AppendData(whole);
        NDArray array = NDArray.Allocate(header.Shape, header.DType);
        for (long at = 0; at < bytes; )
        {
            var part = new Span<byte>(array.Pointer + at, (int)Math.Min(1 << 20, bytes - at));
            int read = stream.Read(part);
            if (read == 0)
                throw new GchunkException($"it is damaged: {file} ends at byte {at} of {bytes}");
            hash.AppendData(part[..read]);
            at += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == sha256
            ? array
            : throw new GchunkException($"it is damaged: {file} differs from its checksum");
    }

    private static byte[] ReadEntry(ZipArchive archive, string name, int most)
    {
        ZipArchiveEntry entry = Entry(archive, name);
        if (entry.Length > most)
            throw new GchunkException($"{name} has {entry.Length:N0} bytes; at most {most:N0} are read");
        using Stream stream = entry.Open();
        return ReadExactly(stream, (int)entry.Length, name);
    }

    private static ZipArchiveEntry Entry(ZipArchive archive, string name) =>
        archive.GetEntry(name)
        ?? throw new GchunkException(
            $"it has no entry {VisibleText.Of(name)}, so that it is no model of gchunk, or damaged"
        );

    private static byte[] ReadExactly(Stream stream, int count, string name)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new GchunkException($"it is damaged: {name} is cut off");
    }

    private static string? AsText(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
