using System.Reflection;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// A delegate: its method and its target, which holds the captured variables; one pair for each call of a multicast
/// delegate.
/// </summary>
internal sealed class DelegatePlan(Type type) : TypePlan(type)
{
    public override void WriteHead(ValueSerializer to, object value)
    {
        var function = (Delegate)value;
        if (function.HasSingleTarget)
        {
            to.Out.WriteCount(1);
            WriteOne(to, function);
            return;
        }
        Delegate[] calls = function.GetInvocationList();
        to.Out.WriteCount(calls.Length);
        foreach (Delegate call in calls)
            WriteOne(to, call);
    }

    private static void WriteOne(ValueSerializer to, Delegate function)
    {
        MethodInfo method = function.Method;
        if (method.DeclaringType is null || method.Module.Assembly.IsDynamic)
        {
            throw to.CannotTravel(
                function.GetType(),
                "it is a function that was generated at run time; write it as a lambda or a method"
            );
        }

        to.WriteMethod(method);
        to.AddCode(method);
        to.WriteHolder(function.Target);
    }

    public override object ReadHead(ValueDeserializer from)
    {
        if (Type.IsAbstract || Type.ContainsGenericParameters)
            throw ByteReader.Damaged($"{Type} is not a delegate type");
        int count = from.In.ReadCount(2);
        Delegate? all = null;
        for (int i = 0; i < count; i++)
        {
            if (from.ReadMethod() is not MethodInfo method)
                throw ByteReader.Damaged("a delegate has a constructor for its method");
            if (from.Code.IsLocal && !NamedTypes.MayBeCalled(method.DeclaringType!))
                throw ByteReader.Damaged($"a result has a function of {method.DeclaringType}, which none may call");
            object? target = from.ReadValue();
            Delegate one = target is null ? method.CreateDelegate(Type) : method.CreateDelegate(Type, target);
            all = all is null ? one : Delegate.Combine(all, one);
        }
        return all ?? throw ByteReader.Damaged("a delegate calls nothing");
    }
}
