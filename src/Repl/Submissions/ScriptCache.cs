using System.Security.Cryptography;
using System.Text;
using Gchunk.Engine;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// A cache of compiled scripts by content, so that a script that ran before starts without the compiler.
/// </summary>
/// <remarks>
/// A script is compiled again if its text, its path, a script that it loads or the program itself has changed. Only files
/// of this user in a folder that nobody else can write are run, and damaged files are ignored.
/// </remarks>
internal sealed class ScriptCache
{
    private const int MostFiles = 200;
    private const string Mark = "gchunk script 1";

    private readonly string? folder;

    /// <param name="folder">The folder of the cache, or null for none.</param>
    public ScriptCache(string? folder) => this.folder = folder;

    /// <summary>
    /// The user's cache, in the folder given by the XDG base directory specification; null without a home folder.
    /// </summary>
    public static string? DefaultFolder() => UserFolder.Cache is { } cache ? Path.Combine(cache, "scripts") : null;

    /// <summary>Returns the compiled script, or null if it is not in the cache.</summary>
    public (byte[] Image, string EntryType, string EntryMethod)? Find(string code, string path)
    {
        if (folder is null)
            return null;
        try
        {
            string file = FileOf(code, path);
            if (!File.Exists(file) || !UserFolder.Prepare(folder) || !UserFolder.IsOwnFile(file))
                return null;
            using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(file)), Encoding.UTF8);
            if (reader.ReadString() != Mark)
                return null;
            string type = reader.ReadString(),
                method = reader.ReadString();
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                if (
                    !(reader.ReadString() is var loaded && File.Exists(loaded))
                    || reader.ReadString() != Hash(File.ReadAllBytes(loaded))
                )
                {
                    return null;
                }
            }
            string sum = reader.ReadString();
            byte[] image = reader.ReadBytes(checked((int)(reader.BaseStream.Length - reader.BaseStream.Position)));
            return Hash(image) == sum ? (image, type, method) : null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// Adds a compiled script. If the cache cannot be written, nothing is reported, because the script runs anyway.
    /// </summary>
    /// <param name="code">The script's text.</param>
    /// <param name="path">The script's file.</param>
    /// <param name="submission">The compiled script.</param>
    /// <param name="loaded">The scripts that it loads.</param>
    public void Keep(string code, string path, Submission submission, IReadOnlyCollection<string> loaded)
    {
        if (folder is null)
            return;
        try
        {
            if (!UserFolder.Prepare(folder))
                return;
            string file = FileOf(code, path);
            using var content = new MemoryStream();
            using (var writer = new BinaryWriter(content, Encoding.UTF8))
            {
                writer.Write(Mark);
                writer.Write(submission.EntryType);
                writer.Write(submission.EntryMethod);
                writer.Write(loaded.Count);
                foreach (string other in loaded)
                {
                    writer.Write(other);
                    writer.Write(Hash(File.ReadAllBytes(other)));
                }
                writer.Write(Hash(submission.Image));
                writer.Write(submission.Image);
            }
            AtomicFile.WriteBytes(file, content.ToArray(), isPrivate: true, flush: false);
            foreach (
                var old in new DirectoryInfo(folder)
                    .EnumerateFiles()
                    .OrderByDescending(f => f.LastWriteTimeUtc)
                    .Skip(MostFiles)
            )
            {
                old.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GchunkException) { }
    }

    // The version ids of the assemblies identify the build of the program.
    private string FileOf(string code, string path)
    {
        string program = string.Join(
            ',',
            new[]
            {
                typeof(ScriptCache),
                typeof(Ml.KMeans),
                typeof(Dsl.ChunkedArray),
                typeof(Engine.GchunkException),
                typeof(object),
            }.Select(t => t.Assembly.ManifestModule.ModuleVersionId)
        );
        return Path.Combine(folder!, Hash(Encoding.UTF8.GetBytes($"{program}\n{path}\n{code}")) + ".bin");
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
