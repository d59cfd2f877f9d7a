using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A value that was packed for workers, with the images of the assemblies that they need to unpack it.
/// </summary>
internal sealed class PackedCode(byte[] bytes, ShippedAssembly[] assemblies)
{
    /// <summary>The value.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>Packs a value; refuses here, before anything is sent, what cannot travel.</summary>
    public static PackedCode Of(ValuePacker packer, object? value, string what)
    {
        byte[] bytes = packer.Pack(value, what).ToArray();
        return new PackedCode(bytes, [.. packer.Assemblies]);
    }

    /// <summary>Sends a worker the images that it does not have; under the scheduler's lock.</summary>
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
