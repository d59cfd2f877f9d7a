using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A value serialized for workers, with the images of the assemblies that deserializing it needs. A large one is in this
/// process's shared memory, once for all workers.
/// </summary>
internal sealed class SerializedValue : IDisposable
{
    private readonly byte[] bytes;
    private readonly long offset;
    private readonly long length;
    private readonly NDArray[] shared;
    private readonly ShippedAssembly[] assemblies;

    private SerializedValue(byte[] bytes, long offset, long length, NDArray[] shared, ShippedAssembly[] assemblies) =>
        (this.bytes, this.offset, this.length, this.shared, this.assemblies) = (
            bytes,
            offset,
            length,
            shared,
            assemblies
        );

    /// <summary>Serializes a value.</summary>
    /// <exception cref="GchunkException">It cannot travel; nothing has been sent.</exception>
    public static SerializedValue Of(ValueSerializer serializer, object? value, string what)
    {
        ReadOnlySpan<byte> serialized = serializer.Serialize(value, what);
        NDArray[] shared = [.. serializer.Shared];
        ShippedAssembly[] assemblies = [.. serializer.Assemblies];
        if (
            serialized.Length >= INDArrayCarrier.LeastBytes
            && serializer.Arrays is { } arrays
            && arrays.Share(serialized, null, out _) is { } whole
        )
        {
            return new SerializedValue([], arrays.OffsetOf(whole), serialized.Length, [.. shared, whole], assemblies);
        }

        return new SerializedValue(serialized.ToArray(), -1, serialized.Length, shared, assemblies);
    }

    /// <summary>Writes the value, or where it is.</summary>
    public void Write(MessageWriter message)
    {
        message.WriteBool(offset >= 0);
        if (offset < 0)
        {
            message.WriteBlob(bytes);
            return;
        }
        message.WriteCount(offset);
        message.WriteCount(length);
    }

    /// <summary>Writes the value itself, and the hashes of the images that it needs, in a worker's message.</summary>
    public void WriteWhole(MessageWriter message)
    {
        message.WriteBlob(bytes);
        message.WriteCount(assemblies.Length);
        foreach (ShippedAssembly assembly in assemblies)
            message.WriteHash(assembly.ContentHash);
    }

    /// <summary>Reads what <see cref="WriteWhole"/> wrote. A large value goes to shared memory.</summary>
    public static SerializedValue ReadWhole(ref ByteReader message, ClientArrays? arrays)
    {
        ReadOnlySpan<byte> value = message.ReadBlob();
        var known = new List<ShippedAssembly>();
        bool lacks = false;
        for (int n = message.ReadCount(16); n > 0; n--)
        {
            if (AssemblyImages.Find(message.ReadHash()) is { } assembly)
                known.Add(AssemblyImages.Of(assembly));
            else
                lacks = true;
        }
        NDArray? whole = value.Length >= INDArrayCarrier.LeastBytes ? arrays?.Share(value, null, out _) : null;
        return whole is null
            ? new SerializedValue(value.ToArray(), -1, value.Length, [], [.. known]) { LacksCode = lacks }
            : new SerializedValue([], arrays!.OffsetOf(whole), value.Length, [whole], [.. known]) { LacksCode = lacks };
    }

    /// <summary>True if it needs code that this process does not have.</summary>
    public bool LacksCode { get; private init; }

    /// <summary>Sends a worker the images and the lists of libraries that it does not have. Called under the scheduler's lock.</summary>
    public void SendCode(WorkerState worker)
    {
        foreach (ShippedAssembly assembly in assemblies)
        {
            if (assembly.Libraries is { } libraries)
                SendLibraries(libraries, worker);
            if (!worker.Code.Add(assembly.ContentHash))
                continue;
            var message = new MessageWriter(MessageKind.Code);
            message.WriteHash(assembly.ContentHash);
            message.WriteText(assembly.Name);
            message.WriteBlob(assembly.Image.Span);
            message.WriteBlob(assembly.Symbols.Span);
            worker.Link.Send(message);
        }
    }

    private static void SendLibraries(LibraryFiles libraries, WorkerState worker)
    {
        int count = libraries.Count;
        if (worker.Libraries.GetValueOrDefault(libraries) == count)
            return;
        worker.Libraries[libraries] = count;
        var message = new MessageWriter(MessageKind.Libraries);
        foreach (ICollection<string> paths in new[] { libraries.Assemblies, libraries.Native })
        {
            message.WriteCount(paths.Count);
            foreach (string path in paths)
                message.WriteText(path);
        }
        worker.Link.Send(message);
    }

    /// <summary>Deserializes a value that is not in shared memory.</summary>
    public object? Deserialize() => new ValueDeserializer(CodeSession.Local).Deserialize(bytes);

    /// <summary>Frees the shared memory, when no worker reads the value any more.</summary>
    public void Dispose()
    {
        foreach (NDArray array in shared)
            array.Dispose();
    }
}
