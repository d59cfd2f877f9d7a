using System.Reflection;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values.Plans;

namespace Gchunk.Engine.Workers.Values;

public sealed partial class ValueSerializer
{
    private readonly HashSet<FieldKey> reached = [];
    private readonly List<FieldInfo> statics = [];
    private readonly List<Captured> captures = [];
    private readonly HashSet<object> scanned = new(ReferenceEqualityComparer.Instance);

    private void ResetCaptures()
    {
        reached.Clear();
        statics.Clear();
        captures.Clear();
        scanned.Clear();
    }

    /// <summary>Adds user code that will run in the other process, with the variables that it uses.</summary>
    internal void AddCode(MethodBase method)
    {
        if (!PresentAssemblies.Contains(method.Module.Assembly) && scanned.Add(method))
            Add(CapturedCode.ReachOf(method));
    }

    // Any method of an object may be called. Those of a class with captured variables are called only by the functions
    // that are sent, which are added one by one.
    private void AddCode(FieldsPlan plan)
    {
        if (!plan.IsCapture && scanned.Add(plan.Type))
            Add(CapturedCode.ReachOf(plan.Type));
    }

    internal void AddReached(FieldInfo field)
    {
        if (!PresentAssemblies.Contains(field.Module.Assembly))
            reached.Add(new FieldKey(field));
    }

    private void Add(CodeReach reach)
    {
        reached.UnionWith(reach.Fields);
        foreach (FieldInfo field in reach.Statics)
        {
            if (!statics.Contains(field))
                statics.Add(field);
        }
    }

    private void AddCapture(object value, FieldsPlan plan) =>
        captures.Add(new Captured(value, plan, path, new bool[plan.Slots.Length]));

    // The value of a variable may contain functions that use further variables, so this repeats until none is added.
    private void WriteCaptures()
    {
        int writtenStatics = 0;
        for (bool more = true; more; )
        {
            more = false;
            for (int c = 0; c < captures.Count; c++)
            {
                Captured capture = captures[c];
                for (int f = 0; f < capture.Sent.Length; f++)
                {
                    FieldsPlan.Slot slot = capture.Plan.Slots[f];
                    if (capture.Sent[f] || !reached.Contains(slot.Key))
                        continue;
                    (capture.Sent[f], more) = (true, true);
                    Out.WriteByte(1);
                    Out.WriteCount(c);
                    Out.WriteCount(f);
                    path = capture.Path;
                    WriteField(slot, capture.Value, isVariable: true);
                    WriteLater();
                }
            }
            for (; writtenStatics < statics.Count; writtenStatics++)
            {
                FieldInfo field = statics[writtenStatics];
                more = true;
                Out.WriteByte(2);
                WriteField(field);
                path = null;
                WriteNamed(field.Name, isVariable: true, null, field.GetValue(null));
                WriteLater();
            }
        }
        Out.WriteByte(0);
    }

    private readonly record struct Captured(object Value, FieldsPlan Plan, TravelPath? Path, bool[] Sent);
}
