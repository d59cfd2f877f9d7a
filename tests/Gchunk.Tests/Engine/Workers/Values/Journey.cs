using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Sends values to a session that has only the code that was sent with them.</summary>
internal sealed class Journey
{
    private readonly ValuePacker packer = new();

    public CodeSession There { get; } = new();

    /// <summary>
    /// Serializes a value and deserializes it in the session, where the types of the tests are those of a second copy of
    /// their assembly.
    /// </summary>
    public object? Send(object? value, string what = "the value")
    {
        byte[] bytes = packer.Pack(value, what).ToArray();
        foreach (ShippedAssembly assembly in packer.Assemblies)
        {
            if (!There.Has(assembly.ContentHash))
                There.Add(assembly);
        }

        return new ValueUnpacker(There).Read(bytes);
    }

    /// <summary>Serializes a value in the session and deserializes it here.</summary>
    public static object? Return(object? value) =>
        new ValueUnpacker(CodeSession.Local).Read(
            new ValuePacker { Destination = "the client" }.Pack(value, "the result")
        );

    /// <summary>Sends a value to the session and back.</summary>
    public static T Around<T>(T value) => (T)Return(new Journey().Send(value))!;

    /// <summary>Serializes and deserializes in this process.</summary>
    public static T Copy<T>(T value) =>
        (T)new ValueUnpacker(CodeSession.Local).Read(new ValuePacker().Pack(value, "the value"))!;
}
