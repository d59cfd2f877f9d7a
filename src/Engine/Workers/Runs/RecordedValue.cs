using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>
/// A value in a record, with the names of the records of the code that it needs, so that a process can read it in which
/// that code was never loaded.
/// </summary>
internal static class RecordedValue
{
    /// <summary>Writes a value and its code.</summary>
    /// <param name="records">The records.</param>
    /// <param name="value">The value.</param>
    /// <param name="what">What error messages call it.</param>
    /// <returns>The name of the record.</returns>
    /// <exception cref="GchunkException">It cannot travel, or the records cannot be written.</exception>
    public static string Write(ContentRecords records, object? value, string what) =>
        Add(records, Prepare(value, what));

    /// <summary>Writes what <see cref="Prepare"/> returned.</summary>
    /// <returns>The name of the record of the value.</returns>
    /// <exception cref="GchunkException">The records cannot be written.</exception>
    public static string Add(ContentRecords records, IReadOnlyList<ReadOnlyMemory<byte>> prepared)
    {
        string name = "";
        foreach (ReadOnlyMemory<byte> content in prepared)
            name = records.Add(content.Span);
        return name;
    }

    /// <summary>Returns the contents of the records of a value and its code, that of the value last.</summary>
    /// <exception cref="GchunkException">It cannot travel.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Prepare(object? value, string what)
    {
        var contents = new List<ReadOnlyMemory<byte>>();
        var serializer = new ValueSerializer { Destination = "another process" };
        ReadOnlySpan<byte> bytes = serializer.Serialize(value, what);
        var record = new ByteWriter();
        record.WriteCount(serializer.Assemblies.Count);
        foreach (ShippedAssembly assembly in serializer.Assemblies)
        {
            record.WriteHash(assembly.ContentHash);
            record.WriteText(assembly.Name);
            record.WriteText(Name(assembly.Image));
            record.WriteText(Name(assembly.Symbols));
            foreach (ICollection<string> paths in LibrariesOf(assembly))
            {
                record.WriteCount(paths.Count);
                foreach (string path in paths)
                    record.WriteText(path);
            }
        }
        record.WriteBlob(bytes);
        contents.Add(record.Written.ToArray());
        return contents;

        string Name(ReadOnlyMemory<byte> content)
        {
            contents.Add(content);
            return ContentRecords.NameOf(content.Span);
        }
    }

    /// <summary>Reads a value.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">The name of its record.</param>
    /// <param name="isOwn">True to use the code of this process where it has all of it, as a client does.</param>
    /// <exception cref="GchunkException">A record is gone or damaged.</exception>
    public static unsafe object? Read(ContentRecords records, string name, bool isOwn)
    {
        byte[] record = records.Read(name);
        try
        {
            fixed (byte* start = record)
            {
                var reader = new ByteReader(start, record.Length);
                CodeSession code = ReadCode(ref reader, records, isOwn);
                return new ValueDeserializer(code).Deserialize(reader.ReadBlob());
            }
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new GchunkException($"the record {name} of a run cannot be read: {e.Message}", e);
        }
    }

    // Objects of a library must be of its types in this process, if it is loaded here.
    private static CodeSession ReadCode(ref ByteReader reader, ContentRecords records, bool isOwn)
    {
        var session = new CodeSession();
        for (int n = reader.ReadCount(16); n > 0; n--)
        {
            UInt128 hash = reader.ReadHash();
            string name = reader.ReadText(),
                image = reader.ReadText(),
                symbols = reader.ReadText();
            isOwn = isOwn && AssemblyImages.Find(hash) is not null;
            session.Add(hash, name, records.Read(image), records.Read(symbols));
            for (int m = reader.ReadCount(1); m > 0; m--)
                session.Libraries.AddAssembly(reader.ReadText());
            for (int m = reader.ReadCount(1); m > 0; m--)
                session.Libraries.AddNative(reader.ReadText());
        }
        return isOwn ? CodeSession.Local : session;
    }

    private static ICollection<string>[] LibrariesOf(ShippedAssembly assembly) =>
        assembly.Libraries is { } libraries
            ? [libraries.Assemblies, libraries.Native]
            :
            [
                [],
                [],
            ];
}
