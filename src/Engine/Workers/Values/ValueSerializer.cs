using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Values.Plans;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Serializes values of any type for another process of the same build, which deserializes them with a
/// <see cref="ValueDeserializer"/>.
/// </summary>
/// <remarks>
/// Objects are serialized field by field, private fields included; shared and circular references are kept. Functions
/// travel with the current values of the variables that they capture. An instance serves one thread at a time.
/// </remarks>
/// <param name="arrays">Carries the elements of large arrays; without it they are in the bytes.</param>
public sealed partial class ValueSerializer(INDArrayCarrier? arrays = null)
{
    // Bodies nest this deep on the stack. Deeper ones are queued and written later.
    private const int MostDepth = 60;

    private readonly Dictionary<object, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(object Value, TypePlan Plan, TravelPath? Path)> later = new();
    private readonly List<NDArray> shared = [];
    private TravelPath? path;
    private string what = "";
    private int depth;
    private bool postpone;

    /// <summary>The receiver, for error messages.</summary>
    public string Destination { get; init; } = "a worker process";

    internal ByteWriter Out { get; } = new();

    internal INDArrayCarrier? Arrays => arrays;

    /// <summary>
    /// The copies that the carrier made for the last value. They must live until the value is deserialized.
    /// </summary>
    internal IReadOnlyList<NDArray> Shared => shared;

    /// <summary>
    /// Writes the bytes of an object outside of the message. False if there is no carrier, or no room.
    /// </summary>
    internal bool TryShare(ReadOnlySpan<byte> bytes, object source)
    {
        if (Arrays?.Share(bytes, source, out UInt128 hash) is not { } copy)
            return false;
        shared.Add(copy);
        Out.WriteBool(true);
        Out.WriteHash(hash);
        Out.WriteCount(Arrays.OffsetOf(copy));
        return true;
    }

    /// <summary>
    /// Writes the address of an array in shared memory, which is kept until the message is no longer needed.
    /// </summary>
    internal bool TryShare(NDArray array)
    {
        if (Arrays?.TryWrite(array, Out) is not { } handle)
            return false;
        shared.Add(handle);
        return true;
    }

    /// <summary>Serializes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">What error messages call it: "the argument 2 of Square".</param>
    /// <returns>The bytes, which are valid until the next call.</returns>
    /// <exception cref="GchunkException">
    /// It refers to something that cannot travel. The message names the variable, or the fields that lead there, and
    /// says why.
    /// </exception>
    public ReadOnlySpan<byte> Serialize(object? value, string what)
    {
        Reset();
        this.what = what;
        WriteValue(value);
        WriteLater();
        WriteCaptures();
        return Out.Written;
    }

    private void Reset()
    {
        Out.Clear();
        numbers.Clear();
        later.Clear();
        shared.Clear();
        (path, depth, postpone) = (null, 0, false);
        ResetTypes();
        ResetCaptures();
    }

    /// <summary>Writes a value of any type.</summary>
    internal void WriteValue(object? value)
    {
        bool behind = postpone;
        postpone = false;
        switch (value)
        {
            case null:
                Out.WriteByte((byte)WireTag.Null);
                break;
            case string text:
                if (IsNew(text))
                {
                    Out.WriteByte((byte)WireTag.String);
                    Out.WriteText(text);
                }
                break;
            case int number:
                Out.WriteByte((byte)WireTag.Int32);
                Out.WriteSigned(number);
                break;
            case double number:
                Out.WriteByte((byte)WireTag.Double);
                Out.WriteRaw(number);
                break;
            case long number:
                Out.WriteByte((byte)WireTag.Int64);
                Out.WriteSigned(number);
                break;
            case bool truth:
                Out.WriteByte((byte)(truth ? WireTag.True : WireTag.False));
                break;
            case ValueType:
                TypePlan plan = TypePlans.Of(value.GetType());
                Out.WriteByte((byte)WireTag.Value);
                WritePlanned(plan);
                plan.WriteHead(this, value);
                break;
            default:
                WriteObject(value, behind);
                break;
        }
    }

    /// <summary>
    /// Writes an object whose body may follow later, so that the object that refers to it can be created first.
    /// </summary>
    internal void WriteHolder(object? value)
    {
        postpone = true;
        WriteValue(value);
    }

    /// <summary>Writes a value of a type that the reader knows: without a tag if that is a value type.</summary>
    internal void WriteSlot(TypePlan? plan, object? value, int index)
    {
        if (plan is null)
        {
            WriteAt(value, index);
        }
        else if (plan.IsLeaf)
        {
            WriteSlot(plan, value);
        }
        else
        {
            TravelPath? holder = path;
            path = new TravelPath(holder, null, index, false);
            WriteSlot(plan, value);
            path = holder;
        }
    }

    /// <summary>Writes an element of a collection.</summary>
    internal void WriteAt(object? value, int index)
    {
        if (value is null or string)
        {
            WriteValue(value);
            return;
        }
        TravelPath? holder = path;
        path = new TravelPath(holder, null, index, false);
        WriteValue(value);
        path = holder;
    }

    /// <summary>Writes the value of a field.</summary>
    internal void WriteField(FieldsPlan.Slot slot, object holder, bool isVariable = false)
    {
        if (slot.Why is not null)
            throw CannotTravel(holder.GetType(), slot.Why);
        object? value = slot.Field.GetValue(holder);
        TypePlan? plan = slot.Plan;
        if (plan is { IsLeaf: true })
            WriteSlot(plan, value);
        else if (value is null or string && plan is null)
            WriteValue(value);
        else
            WriteNamed(slot.Field.Name, isVariable, plan, value);
    }

    internal void WriteNamed(string name, bool isVariable, TypePlan? plan, object? value)
    {
        TravelPath? holder = path;
        path = new TravelPath(holder, name, 0, isVariable);
        WriteSlot(plan, value);
        path = holder;
    }

    private void WriteSlot(TypePlan? plan, object? value)
    {
        if (plan is null)
            WriteValue(value);
        else if (plan is NullablePlan nullable)
            nullable.Write(this, value);
        else
            plan.WriteHead(this, value!);
    }

    private bool IsNew(object value)
    {
        if (numbers.TryAdd(value, numbers.Count))
            return true;
        int number = numbers[value];
        if (number < 0)
            throw CannotTravel(value.GetType(), "it refers to itself");
        Out.WriteByte((byte)WireTag.Again);
        Out.WriteCount(number);
        return false;
    }

    private void WriteObject(object value, bool behind)
    {
        if (!IsNew(value))
            return;
        TypePlan plan = TypePlans.Of(value.GetType());
        int number = numbers.Count - 1;
        bool capture = plan is FieldsPlan { IsCapture: true };
        behind = plan.HasBody && !capture && (behind || depth >= MostDepth);
        Out.WriteByte(
            (byte)(
                capture ? WireTag.Capture
                : behind ? WireTag.Later
                : WireTag.Object
            )
        );
        WritePlanned(plan);
        // Nothing can refer to it until its head is written.
        numbers[value] = -1;
        plan.WriteHead(this, value);
        numbers[value] = number;
        if (plan is FieldsPlan { IsOfUser: true } fields)
            AddCode(fields);
        if (capture)
        {
            AddCapture(value, (FieldsPlan)plan);
        }
        else if (behind)
        {
            later.Enqueue((value, plan, path));
        }
        else if (plan.HasBody)
        {
            depth++;
            plan.WriteBody(this, value);
            depth--;
        }
    }

    private void WriteLater()
    {
        while (later.TryDequeue(out (object Value, TypePlan Plan, TravelPath? Path) next))
        {
            path = next.Path;
            next.Plan.WriteBody(this, next.Value);
        }
    }

    /// <summary>Returns the error for an object at the current path that cannot travel.</summary>
    /// <param name="type">The type of the object.</param>
    /// <param name="why">Why it cannot travel, and what to do instead.</param>
    internal GchunkException CannotTravel(Type type, string why)
    {
        (string place, bool isVariable) = TravelPath.Describe(path);
        string subject =
            place.Length == 0 ? what
            : isVariable ? $"the variable '{place}'"
            : $"'{place}' of {what}";
        return new GchunkException($"{subject} ({TypeText.Of(type)}) cannot travel to {Destination}: {why}");
    }
}
