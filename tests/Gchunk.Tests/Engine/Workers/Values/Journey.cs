using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Sends values to a session that has only the code that was sent with them.</summary>
internal sealed class Journey
{
    private readonly ValueSerializer serializer = new();

    public CodeSession There { get; } = new();

    /// <summary>
    /// Serializes a value and deserializes it in the session, where the types of the tests are those of a second copy
    /// of their assembly.
    /// </summary>
    public object? Send(object? value, string what = "the value")
    {
        byte[] bytes = serializer.Serialize(value, what).ToArray();
        foreach (ShippedAssembly assembly in serializer.Assemblies)
        {
            if (!There.Has(assembly.ContentHash))
                There.Add(assembly);
        }

        return new ValueDeserializer(There).Deserialize(bytes);
    }

    /// <summary>Serializes a value in the session and deserializes it here.</summary>
    public static object? Return(object? value) =>
        new ValueDeserializer(CodeSession.Local).Deserialize(
            new ValueSerializer { Destination = "the client" }.Serialize(value, "the result")
        );

    /// <summary>Sends a value to the session and back.</summary>
    public static T Around<T>(T value) => (T)Return(new Journey().Send(value))!;

    /// <summary>Serializes and deserializes in this process.</summary>
    public static T Copy<T>(T value) =>
        (T)new ValueDeserializer(CodeSession.Local).Deserialize(new ValueSerializer().Serialize(value, "the value"))!;
}
