using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// A type with well-known objects that every process has. These are serialized by name, other objects by their fields.
/// </summary>
/// <param name="type">The type.</param>
/// <param name="nameOf">Returns the name of a well-known object; null for others.</param>
/// <param name="find">Returns the well-known object with a name, or null.</param>
internal sealed class SharedPlan(Type type, Func<object, string?> nameOf, Func<string, object?> find) : TypePlan(type)
{
    private readonly FieldsPlan otherwise = new(type);

    public override bool HasBody => true;

    public override void WriteHead(ValueSerializer to, object value)
    {
        string name = nameOf(value) ?? "";
        to.Out.WriteText(name);
        if (name.Length == 0)
            otherwise.WriteHead(to, value);
    }

    public override object ReadHead(ValueDeserializer from)
    {
        string name = from.In.ReadText();
        return name.Length == 0
            ? otherwise.ReadHead(from)
            : find(name) ?? throw ByteReader.Damaged($"there is no {TypeText.Of(Type)} named {name}");
    }

    public override void WriteBody(ValueSerializer to, object value)
    {
        if (nameOf(value) is null)
            otherwise.WriteBody(to, value);
    }

    public override void ReadBody(ValueDeserializer from, object value)
    {
        if (nameOf(value) is null)
            otherwise.ReadBody(from, value);
    }
}
