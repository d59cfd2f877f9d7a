using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>How objects of one type are packed and made again: made once for each type, then used by all.</summary>
/// <remarks>
/// An object has a head, from which it is made, and a body, which fills it. Only the head must come at once: so objects
/// may refer to each other in circles, and chains may be of any
/// length. A value type has a head alone.
/// </remarks>
internal abstract class TypePlan(Type type)
{
    public Type Type { get; } = type;

    /// <summary>Whether there is anything beside the head.</summary>
    public virtual bool HasBody => false;

    /// <summary>Whether no field of the objects can lead to another object.</summary>
    public virtual bool IsLeaf => false;

    public virtual void WriteHead(ValuePacker to, object value) { }

    public virtual object ReadHead(ValueUnpacker from) => throw new NotSupportedException();

    public virtual void WriteBody(ValuePacker to, object value) { }

    public virtual void ReadBody(ValueUnpacker from, object value) { }
}

/// <summary>A type whose objects cannot travel, and why.</summary>
internal sealed class RefusedPlan(Type type, string why) : TypePlan(type)
{
    public override void WriteHead(ValuePacker to, object value) => throw to.Refuse(Type, why);

    public override object ReadHead(ValueUnpacker from) =>
        throw ByteReader.Damaged($"it holds a {Type}, which cannot travel");
}

/// <summary>A type whose objects are made whole from their head.</summary>
internal sealed class HeadPlan<T>(
    Action<ValuePacker, T> write,
    Func<ValueUnpacker, T> read,
    Type? type = null,
    bool leaf = true
) : TypePlan(type ?? typeof(T))
    where T : notnull
{
    public override bool IsLeaf => leaf;

    public override void WriteHead(ValuePacker to, object value) => write(to, (T)value);

    public override object ReadHead(ValueUnpacker from) => read(from);
}
