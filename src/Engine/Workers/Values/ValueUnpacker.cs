using System.Reflection;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>Makes values again from what a <see cref="ValuePacker"/> wrote. Serves one thread at a time.</summary>
/// <param name="code">
/// The user's code: in a worker the session's, in the client <see cref="CodeSession.Local"/>.
/// </param>
/// <param name="arrays">Brings the content of large arrays; the counterpart of the packer's.</param>
public sealed partial class ValueUnpacker(CodeSession code, INDArrayCarrier? arrays = null)
{
    private readonly List<object?> objects = [];
    private readonly Queue<(object Value, TypePlan Plan)> later = new();
    private readonly List<(object Value, FieldsPlan Plan)> captures = [];
    private readonly List<Action> endings = [];
    private readonly List<(FieldInfo Field, object? Value)> statics = [];
    private int depth;

    // A field: to read advances it.
    internal ByteReader In;

    internal INDArrayCarrier? Arrays => arrays;

    internal CodeSession Code => code;

    /// <summary>Makes a value.</summary>
    /// <exception cref="InvalidDataException">
    /// The bytes are truncated or damaged, or they need code that is not here.
    /// </exception>
    public object? Read(ReadOnlySpan<byte> from) => Read(from, out _);

    /// <summary>Makes a value from the first of some bytes.</summary>
    /// <param name="from">The bytes.</param>
    /// <param name="consumed">How many of them the value took.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes are truncated or damaged, or they need code that is not here.
    /// </exception>
    public unsafe object? Read(ReadOnlySpan<byte> from, out int consumed)
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
                // Those inside others were noted first.
                foreach (Action ending in endings)
                    ending();
                // What comes back is a value; the client's own variables stay as they are.
                if (!code.IsLocal)
                {
                    foreach ((FieldInfo field, object? its) in statics)
                        field.SetValue(null, its);
                }

                consumed = In.Position;
                return value;
            }
            // Damaged bytes can fail in any way: a type that is none, a field of another type.
            catch (Exception e) when (e is not (InvalidDataException or GchunkException or OutOfMemoryException))
            {
                throw new InvalidDataException($"a packed value is damaged: {e.Message}", e);
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

    /// <summary>Has something done when all objects are whole: what leans on their equality.</summary>
    internal void AtEnd(Action ending) => endings.Add(ending);

    /// <summary>Reads a value of whatever type.</summary>
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
                    : throw ByteReader.Damaged("an object refers to one that is not there");
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
                    throw ByteReader.Damaged($"{plan.Type} stands where a value must");
                return ReadNested(plan);
            case WireTag.Object or WireTag.Later or WireTag.Capture:
                return ReadObject(tag);
            default:
                throw ByteReader.Damaged($"{(byte)tag} is no kind of value");
        }
    }

    // Writers never nest deeper than this; damaged bytes could.
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
            throw ByteReader.Damaged($"{plan.Type} stands where an object must");
        object made = ReadNested(plan);
        objects[number] = made;
        if (tag == WireTag.Capture)
        {
            captures.Add((made, plan as FieldsPlan ?? throw ByteReader.Damaged($"{plan.Type} captures nothing")));
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

    /// <summary>Reads a value of a known type.</summary>
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
                    throw ByteReader.Damaged("a variable is not there");
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
