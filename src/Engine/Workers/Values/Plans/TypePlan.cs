using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// The way to serialize and deserialize the objects of one type. There is one instance for each type.
/// </summary>
/// <remarks>
/// An object has a head, from which it is created, and a body, which fills it. Only the head must be written at once,
/// so that objects may refer to each other in circles and chains may be of any length. A value type has only a head.
/// </remarks>
internal abstract class TypePlan(Type type)
{
    public Type Type { get; } = type;

    /// <summary>True if objects have a body.</summary>
    public virtual bool HasBody => false;

    /// <summary>True if the objects cannot refer to other objects.</summary>
    public virtual bool IsLeaf => false;

    public virtual void WriteHead(ValueSerializer to, object value) { }

    public virtual object ReadHead(ValueDeserializer from) => throw new NotSupportedException();

    public virtual void WriteBody(ValueSerializer to, object value) { }

    public virtual void ReadBody(ValueDeserializer from, object value) { }
}

/// <summary>A type whose objects cannot travel.</summary>
internal sealed class RefusedPlan(Type type, string why) : TypePlan(type)
{
    public override void WriteHead(ValueSerializer to, object value) => throw to.CannotTravel(Type, why);

    public override object ReadHead(ValueDeserializer from) =>
        throw ByteReader.Damaged($"it contains a {Type}, which cannot travel");
}

/// <summary>A type whose objects have only a head.</summary>
internal sealed class HeadPlan<T>(
    Action<ValueSerializer, T> write,
    Func<ValueDeserializer, T> read,
    Type? type = null,
    bool leaf = true
) : TypePlan(type ?? typeof(T))
    where T : notnull
{
    public override bool IsLeaf => leaf;

    public override void WriteHead(ValueSerializer to, object value) => write(to, (T)value);

    public override object ReadHead(ValueDeserializer from) => read(from);
}
