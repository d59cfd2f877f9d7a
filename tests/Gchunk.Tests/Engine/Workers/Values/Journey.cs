using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Takes values to a session that has the code that was sent with them, and nothing else.</summary>
internal sealed class Journey
{
    private readonly ValuePacker packer = new();

    public CodeSession There { get; } = new();

    /// <summary>
    /// Packs a value here and makes it again there: types of the tests are then those of a second copy of their
    /// assembly.
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

    /// <summary>Packs a value there and makes it again here.</summary>
    public static object? Return(object? value) =>
        new ValueUnpacker(CodeSession.Local).Read(
            new ValuePacker { Destination = "the client" }.Pack(value, "the result")
        );

    /// <summary>There and back.</summary>
    public static T Around<T>(T value) => (T)Return(new Journey().Send(value))!;

    /// <summary>Packs and unpacks in this process.</summary>
    public static T Copy<T>(T value) =>
        (T)new ValueUnpacker(CodeSession.Local).Read(new ValuePacker().Pack(value, "the value"))!;
}
