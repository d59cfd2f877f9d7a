using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// A type of which some objects are the same in every process and go by their name; the others go otherwise.
/// </summary>
/// <param name="type">The type.</param>
/// <param name="nameOf">The name of a shared object; null for others.</param>
/// <param name="find">The shared object with a name; null where there is none.</param>
internal sealed class SharedPlan(Type type, Func<object, string?> nameOf, Func<string, object?> find) : TypePlan(type)
{
    private readonly FieldsPlan otherwise = new(type);

    public override bool HasBody => true;

    public override void WriteHead(ValuePacker to, object value)
    {
        string name = nameOf(value) ?? "";
        to.Out.WriteText(name);
        if (name.Length == 0)
            otherwise.WriteHead(to, value);
    }

    public override object ReadHead(ValueUnpacker from)
    {
        string name = from.In.ReadText();
        return name.Length == 0
            ? otherwise.ReadHead(from)
            : find(name) ?? throw ByteReader.Damaged($"there is no {TypeText.Of(Type)} named {name}");
    }

    public override void WriteBody(ValuePacker to, object value)
    {
        if (nameOf(value) is null)
            otherwise.WriteBody(to, value);
    }

    public override void ReadBody(ValueUnpacker from, object value)
    {
        if (nameOf(value) is null)
            otherwise.ReadBody(from, value);
    }
}
