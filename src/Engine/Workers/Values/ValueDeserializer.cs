using System.Reflection;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values.Plans;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Deserializes values that a <see cref="ValueSerializer"/> serialized. An instance serves one thread at a time.
/// </summary>
/// <param name="code">
/// The user's code: that of the session in a worker, <see cref="CodeSession.Local"/> in the client.
/// </param>
/// <param name="arrays">Carries the elements of large arrays; the counterpart of the serializer's.</param>
public sealed partial class ValueDeserializer(CodeSession code, INDArrayCarrier? arrays = null)
{
    private readonly List<object?> objects = [];
    private readonly Queue<(object Value, TypePlan Plan)> later = new();
    private readonly List<(object Value, FieldsPlan Plan)> captures = [];
    private readonly List<Action> endings = [];
    private readonly List<(FieldInfo Field, object? Value)> statics = [];
    private int depth;

    // A field rather than a property, because reading advances it.
    internal ByteReader In;

    internal INDArrayCarrier? Arrays => arrays;

    internal CodeSession Code => code;

    /// <summary>Deserializes a value.</summary>
    /// <exception cref="InvalidDataException">
    /// The bytes are truncated or damaged, or they need code that is missing.
    /// </exception>
    public object? Deserialize(ReadOnlySpan<byte> from) => Deserialize(from, out _);

    /// <summary>Deserializes a value from the start of some bytes.</summary>
    /// <param name="from">The bytes.</param>
    /// <param name="consumed">The number of bytes that the value took.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes are truncated or damaged, or they need code that is missing.
    /// </exception>
    public unsafe object? Deserialize(ReadOnlySpan<byte> from, out int consumed)
    {
        Reset();
        fixed (byte* start = from)
        {
            In = new ByteReader(start, from.Length);
            try
            {
                object? value = ReadValue();
                ReadLater();
                ReadCaptures();
                // Inner collections come before the ones that contain them.
                foreach (Action ending in endings)
                    ending();
                // A result must not change the client's own static variables.
                if (!code.IsLocal)
                {
                    foreach ((FieldInfo field, object? its) in statics)
                        field.SetValue(null, its);
                }

                consumed = In.Position;
                return value;
            }
            // Damaged bytes can fail in any way, for example with a type that does not exist.
            catch (Exception e) when (e is not (InvalidDataException or GchunkException or OutOfMemoryException))
            {
                throw new InvalidDataException(ByteReader.Damaged(ExceptionText.MessageOf(e)).Message, e);
            }
            finally
            {
                In = default;
                Reset();
            }
        }
    }

    private void Reset()
    {
        objects.Clear();
        later.Clear();
        captures.Clear();
        endings.Clear();
        statics.Clear();
        depth = 0;
        ResetTypes();
    }

    /// <summary>Registers an action for when all objects are filled, such as one that needs their hash codes.</summary>
    internal void AtEnd(Action ending) => endings.Add(ending);

    /// <summary>Reads a value of any type.</summary>
    internal object? ReadValue()
    {
        var tag = (WireTag)In.ReadByte();
        switch (tag)
        {
            case WireTag.Null:
                return null;
            case WireTag.Again:
                int number = In.ReadCount();
                return number < objects.Count && objects[number] is { } known
                    ? known
                    : throw ByteReader.Damaged("a reference to an object is out of range");
            case WireTag.False:
                return false;
            case WireTag.True:
                return true;
            case WireTag.Int32:
                return checked((int)In.ReadSigned());
            case WireTag.Int64:
                return In.ReadSigned();
            case WireTag.Double:
                return In.ReadRaw<double>();
            case WireTag.String:
                string text = In.ReadText();
                objects.Add(text);
                return text;
            case WireTag.Value:
                TypePlan plan = ReadPlanned();
                if (!plan.Type.IsValueType || plan is NullablePlan)
                    throw ByteReader.Damaged($"{plan.Type} is not a value type");
                return ReadNested(plan);
            case WireTag.Object or WireTag.Later or WireTag.Capture:
                return ReadObject(tag);
            default:
                throw ByteReader.Damaged($"{(byte)tag} is not a value tag");
        }
    }

    // Only damaged bytes nest deeper than this.
    private object ReadNested(TypePlan plan)
    {
        if (++depth > 1000)
            throw ByteReader.Damaged("values are nested too deeply");
        object made = plan.ReadHead(this);
        depth--;
        return made;
    }

    private object ReadObject(WireTag tag)
    {
        int number = objects.Count;
        objects.Add(null);
        TypePlan plan = ReadPlanned();
        if (plan.Type.IsValueType)
            throw ByteReader.Damaged($"{plan.Type} is not a class");
        object made = ReadNested(plan);
        objects[number] = made;
        if (tag == WireTag.Capture)
        {
            captures.Add(
                (made, plan as FieldsPlan ?? throw ByteReader.Damaged($"{plan.Type} does not hold captured variables"))
            );
        }
        else if (tag == WireTag.Later)
        {
            later.Enqueue((made, plan));
        }
        else if (plan.HasBody)
        {
            if (++depth > 1000)
                throw ByteReader.Damaged("values are nested too deeply");
            plan.ReadBody(this, made);
            depth--;
        }
        return made;
    }

    /// <summary>Reads a value written by <see cref="ValueSerializer.WriteSlot(TypePlan?, object?, int)"/>.</summary>
    internal object? ReadSlot(TypePlan? plan) =>
        plan is null ? ReadValue()
        : plan is NullablePlan nullable ? nullable.Read(this)
        : ReadNested(plan);

    private void ReadLater()
    {
        while (later.TryDequeue(out (object Value, TypePlan Plan) next))
            next.Plan.ReadBody(this, next.Value);
    }

    private void ReadCaptures()
    {
        for (byte kind; (kind = In.ReadByte()) != 0; )
        {
            if (kind == 1)
            {
                int capture = In.ReadCount(),
                    field = In.ReadCount();
                if (capture >= captures.Count || field >= captures[capture].Plan.Slots.Length)
                    throw ByteReader.Damaged("a reference to a variable is out of range");
                FieldsPlan.Slot slot = captures[capture].Plan.Slots[field];
                slot.Field.SetValue(captures[capture].Value, ReadSlot(slot.Plan));
            }
            else
            {
                FieldInfo field = ReadField();
                statics.Add((field, ReadValue()));
            }
            ReadLater();
        }
    }
}
