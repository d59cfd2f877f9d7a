using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>A value serialized for workers, with the images of the assemblies that deserializing it needs.</summary>
internal sealed class SerializedValue(byte[] bytes, ShippedAssembly[] assemblies)
{
    /// <summary>The bytes of the value.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>Serializes a value.</summary>
    /// <exception cref="GchunkException">It cannot travel; nothing has been sent.</exception>
    public static SerializedValue Of(ValueSerializer serializer, object? value, string what)
    {
        byte[] bytes = serializer.Serialize(value, what).ToArray();
        return new SerializedValue(bytes, [.. serializer.Assemblies]);
    }

    /// <summary>Sends a worker the images that it does not have. Called under the scheduler's lock.</summary>
    public void SendCode(WorkerState worker)
    {
        foreach (ShippedAssembly assembly in assemblies)
        {
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
}
