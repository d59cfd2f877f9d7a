using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>A type whose objects have counterparts in each process: their stand-ins are serialized.</summary>
internal sealed class StandInPlan(Type type) : TypePlan(type)
{
    public override void WriteHead(ValueSerializer to, object value) => to.WriteValue(((IRepresented)value).StandIn);

    public override object ReadHead(ValueDeserializer from)
    {
        object counterpart = (
            from.ReadValue() as IStandIn ?? throw ByteReader.Damaged($"{TypeText.Of(Type)} came without its stand-in")
        ).Counterpart();
        return Type.IsInstanceOfType(counterpart)
            ? counterpart
            : throw ByteReader.Damaged($"the stand-in of {TypeText.Of(Type)} stands for another type");
    }
}
