using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// An exception: its message, stack trace (as text), data, inner exception, and the fields that its class adds.
/// </summary>
internal sealed class ExceptionPlan : TypePlan
{
    private static readonly FieldInfo Message = Field("_message"),
        Inner = Field("_innerException");

    private readonly FieldsPlan.Slot[] own;

    // Cancellation tokens and tasks mean nothing in another process.
    public ExceptionPlan(Type type)
        : base(type) =>
        own = [
            .. FieldsPlan
                .FieldsOf(type, typeof(Exception))
                .Where(f => f.FieldType != typeof(CancellationToken) && f.FieldType != typeof(Task))
                .Select(f => new FieldsPlan.Slot(f)),
        ];

    public override bool HasBody => true;

    public override object ReadHead(ValueDeserializer from) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteBody(ValueSerializer to, object value)
    {
        var exception = (Exception)value;
        to.WriteValue(Message.GetValue(exception));
        to.WriteValue(exception.StackTrace);
        to.WriteValue(exception.Source);
        to.WriteValue(exception.HelpLink);
        to.Out.WriteSigned(exception.HResult);
        DictionaryEntry[] data =
        [
            .. exception
                .Data.Cast<DictionaryEntry>()
                .Where(e => IsSimple(e.Key) && (e.Value is null || IsSimple(e.Value))),
        ];
        to.Out.WriteCount(data.Length);
        foreach (DictionaryEntry entry in data)
        {
            to.WriteValue(entry.Key);
            to.WriteValue(entry.Value);
        }
        to.WriteNamed("InnerException", false, null, exception.InnerException);
        foreach (FieldsPlan.Slot slot in own)
            to.WriteField(slot, exception);
    }

    public override void ReadBody(ValueDeserializer from, object value)
    {
        var exception = (Exception)value;
        Message.SetValue(exception, from.ReadValue());
        if (from.ReadValue() is string { Length: > 0 } trace)
            ExceptionDispatchInfo.SetRemoteStackTrace(exception, trace);
        exception.Source = from.ReadValue() as string;
        exception.HelpLink = from.ReadValue() as string;
        exception.HResult = checked((int)from.In.ReadSigned());
        for (int i = from.In.ReadCount(2); i > 0; i--)
        {
            object? key = from.ReadValue(),
                its = from.ReadValue();
            exception.Data[key ?? ""] = its;
        }
        Inner.SetValue(exception, from.ReadValue());
        foreach (FieldsPlan.Slot slot in own)
            slot.Field.SetValue(exception, from.ReadSlot(slot.Plan));
    }

    private static bool IsSimple(object value) =>
        value is string or ValueType && (value is string || ObjectMemory.IsPlain(value.GetType()));

    private static FieldInfo Field(string name) =>
        typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
