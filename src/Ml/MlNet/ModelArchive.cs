using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Ml.MlNet;

/// <summary>
/// Checks a model of ML.NET before ML.NET reads it. Each part of one names the assembly and the loader that make it, and
/// ML.NET would load any assembly: only those of ML.NET are let through, and no code of users.
/// </summary>
internal static class ModelArchive
{
    /// <summary>The entry that gchunk adds to the archive; ML.NET ignores it.</summary>
    public const string DetailsEntry = "gchunk.json";

    // "ML MODEL": see Microsoft.ML.Core/Data/ModelHeader.cs.
    private const ulong Signature = 0x4C45444F4D004C4D;
    private const int HeaderBytes = 256,
        LoaderOffset = 0x50,
        LoaderBytes = 48,
        AssemblyOffset = 0x90,
        AssemblyCountOffset = 0x98;

    private static readonly string[] Assemblies =
    [
        "Microsoft.ML.Core",
        "Microsoft.ML.Data",
        "Microsoft.ML.Transforms",
        "Microsoft.ML.StandardTrainers",
        "Microsoft.ML.KMeansClustering",
        "Microsoft.ML.PCA",
        "Microsoft.ML.FastTree",
        "Microsoft.ML.LightGbm",
        "Microsoft.ML.CpuMath",
        "Microsoft.ML.DataView",
    ];

    // The loaders that load the user's assemblies or files by a name in the model.
    private static readonly string[] Refused = ["CustomTransformer", "OnnxTransform", "TensorFlowTransform"];

    /// <summary>Checks a model and returns the details that gchunk stored in it, or null.</summary>
    /// <param name="model">The bytes of the archive.</param>
    /// <param name="name">The name of the file, for messages.</param>
    /// <exception cref="GchunkException">It is not a model, is damaged or too large, or names other code.</exception>
    public static ModelDetails? Check(byte[] model, string name)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(model, writable: false), ZipArchiveMode.Read);
            long limit = Math.Min(int.MaxValue, (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 4),
                total = 0;
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                total += entry.Length;
                if (total > limit || total < 0)
                {
                    throw new GchunkException(
                        $"{name} unpacks to more than {MemoryBudget.Format(limit)}, a quarter of the memory limit; raise it (--memory) if the model is that large"
                    );
                }
            }

            ModelDetails? details = null;
            bool found = false;
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                byte[] content = Read(entry, name);
                if (entry.FullName == DetailsEntry)
                    details = ModelDetails.Parse(content, name);
                else
                    found |= CheckEntry(content, name);
            }
            return found ? details : throw new GchunkException($"{name} is a .zip file, but not a model of ML.NET");
        }
        catch (InvalidDataException e)
        {
            throw new GchunkException(
                $"{name} is not a model of ML.NET, or is damaged: it is not a .zip file that can be read: {e.Message}",
                e
            );
        }
    }

    /// <summary>Adds the details to an archive.</summary>
    public static byte[] Add(byte[] model, ModelDetails details)
    {
        var stream = new MemoryStream();
        stream.Write(model);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(DetailsEntry).Open();
            entry.Write(details.ToJson());
        }
        return stream.ToArray();
    }

    // The length that the archive states is not believed. ML.NET does not compare checksums, and a damaged tree may make
    // it search for ever.
    private static byte[] Read(ZipArchiveEntry entry, string name)
    {
        using Stream stream = entry.Open();
        var content = new byte[entry.Length];
        int read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        if (read < content.Length || stream.ReadByte() >= 0)
            throw new GchunkException($"{name} is damaged: the length of {entry.FullName} in it is wrong");
        if (Crc32.HashToUInt32(content) != entry.Crc32)
            throw new GchunkException($"{name} is damaged: the checksum of {entry.FullName} in it is wrong");
        return content;
    }

    // A part may lie within another, so every place that begins like one is checked.
    private static bool CheckEntry(ReadOnlySpan<byte> content, string name)
    {
        Span<byte> mark = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(mark, Signature);
        bool found = false;
        for (int at = 0; content[at..].IndexOf(mark) is var next and >= 0; at += next + 1)
        {
            CheckPart(content[(at + next)..], name);
            found = true;
        }
        return found;
    }

    private static void CheckPart(ReadOnlySpan<byte> part, string name)
    {
        if (part.Length < HeaderBytes)
            throw new GchunkException($"{name} is damaged: a part of the model is cut off");
        string loaders = Encoding.Latin1.GetString(part.Slice(LoaderOffset, LoaderBytes));
        if (Refused.FirstOrDefault(r => loaders.Contains(r, StringComparison.OrdinalIgnoreCase)) is { } refused)
        {
            throw new GchunkException(
                $"{name} has a part that would load other code or files ({refused}); only models of the trainers and transforms of ML.NET can be loaded"
            );
        }

        long at = BinaryPrimitives.ReadInt64LittleEndian(part[AssemblyOffset..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(part[AssemblyCountOffset..]);
        if (at == 0 && count == 0)
            return;
        if (at < HeaderBytes || count > 4096 || at > part.Length - count)
            throw new GchunkException($"{name} is damaged: a part of the model is cut off");
        string assembly = Encoding.Unicode.GetString(part.Slice((int)at, (int)count));
        if (!Assemblies.Contains(assembly.Split(',')[0].Trim(), StringComparer.Ordinal))
        {
            throw new GchunkException(
                $"{name} has a part of the assembly '{assembly}'; only models of the trainers and transforms of ML.NET can be loaded"
            );
        }
    }
}
