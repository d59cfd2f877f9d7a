using System.Runtime.CompilerServices;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

// The forms of Delay with arguments are generated.
public static partial class Prelude
{
    /// <summary>Makes a function without arguments whose calls run only in <c>Compute</c>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public static Func<Delayed<TResult>> Delay<TResult>(
        Func<TResult> function,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        var user = UserFunction.Of(function, text);
        CallInvoker invoker = static (f, _) => ((Func<TResult>)f)();
        return () => new Delayed<TResult>(new FunctionCall(user, invoker, []));
    }

    /// <summary>Collects delayed values in one delayed list.</summary>
    public static Delayed<IReadOnlyList<T>> Collect<T>(IEnumerable<Delayed<T>> parts) =>
        new(new ListCall<T>([.. parts.Select(p => p.Call)]));

    /// <summary>Computes several delayed values together, and the calls that they share once.</summary>
    /// <exception cref="Engine.UserFunctionException">A function threw.</exception>
    [OverloadResolutionPriority(1)]
    public static T[] Compute<T>(IEnumerable<Delayed<T>> values) =>
        [.. Computation.Compute([.. values.Select(v => v.Call)]).Select(v => (T)v!)];

    /// <summary>Computes several delayed values of any types together, and the calls that they share once.</summary>
    /// <exception cref="Engine.UserFunctionException">A function threw.</exception>
    public static object?[] Compute(params Delayed[] values) => Computation.Compute([.. values.Select(v => v.Call)]);
}
