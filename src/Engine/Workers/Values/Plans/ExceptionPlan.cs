using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// An exception: its message, stack trace (as text), data, inner exception, and the fields that its class adds.
/// </summary>
internal sealed unsafe class ExceptionPlan : TypePlan
{
    // The members of Exception itself: those that override them are user code.
    private static readonly delegate* <Exception, string?> StackTrace =
            (delegate* <Exception, string?>)Member("get_StackTrace"),
        Source = (delegate* <Exception, string?>)Member("get_Source"),
        HelpLink = (delegate* <Exception, string?>)Member("get_HelpLink");

    private static readonly delegate* <Exception, IDictionary> Data = (delegate* <Exception, IDictionary>)Member(
        "get_Data"
    );

    private static readonly delegate* <Exception, string?, void> SetSource =
            (delegate* <Exception, string?, void>)Member("set_Source"),
        SetHelpLink = (delegate* <Exception, string?, void>)Member("set_HelpLink");

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
        to.WriteValue(StackTrace(exception));
        to.WriteValue(Source(exception));
        to.WriteValue(HelpLink(exception));
        to.Out.WriteSigned(exception.HResult);
        DictionaryEntry[] data =
        [
            .. Data(exception)
                .Cast<DictionaryEntry>()
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
        SetSource(exception, from.ReadValue() as string);
        SetHelpLink(exception, from.ReadValue() as string);
        exception.HResult = checked((int)from.In.ReadSigned());
        for (int i = from.In.ReadCount(2); i > 0; i--)
        {
            object? key = from.ReadValue(),
                its = from.ReadValue();
            Data(exception)[key ?? ""] = its;
        }
        Inner.SetValue(exception, from.ReadValue());
        foreach (FieldsPlan.Slot slot in own)
            slot.Field.SetValue(exception, from.ReadSlot(slot.Plan));
    }

    private static bool IsSimple(object value) =>
        value is string or ValueType && (value is string || ObjectMemory.IsPlain(value.GetType()));

    private static void* Member(string name) =>
        (void*)typeof(Exception).GetMethod(name)!.MethodHandle.GetFunctionPointer();

    private static FieldInfo Field(string name) =>
        typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
