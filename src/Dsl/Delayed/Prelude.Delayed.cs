using System.Runtime.CompilerServices;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

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

    /// <summary>
    /// Makes a function of one argument whose calls run only in <c>Compute</c>. An argument is a value or a delayed
    /// value.
    /// </summary>
    /// <param name="function">The function: <c>Delay&lt;int, int&gt;(x => x * x)</c>.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public static Func<Delayed<T>, Delayed<TResult>> Delay<T, TResult>(
        Func<T, TResult> function,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        var user = UserFunction.Of(function, text);
        CallInvoker invoker = static (f, a) => ((Func<T, TResult>)f)((T)a[0]!);
        return a => new Delayed<TResult>(new FunctionCall(user, invoker, [a.Call]));
    }

    /// <summary>
    /// Makes a function of two arguments whose calls run only in <c>Compute</c>. An argument is a value or a delayed
    /// value.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public static Func<Delayed<T1>, Delayed<T2>, Delayed<TResult>> Delay<T1, T2, TResult>(
        Func<T1, T2, TResult> function,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        var user = UserFunction.Of(function, text);
        CallInvoker invoker = static (f, a) => ((Func<T1, T2, TResult>)f)((T1)a[0]!, (T2)a[1]!);
        return (a, b) => new Delayed<TResult>(new FunctionCall(user, invoker, [a.Call, b.Call]));
    }

    /// <summary>
    /// Makes a function of three arguments whose calls run only in <c>Compute</c>. An argument is a value or a delayed
    /// value.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public static Func<Delayed<T1>, Delayed<T2>, Delayed<T3>, Delayed<TResult>> Delay<T1, T2, T3, TResult>(
        Func<T1, T2, T3, TResult> function,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        var user = UserFunction.Of(function, text);
        CallInvoker invoker = static (f, a) => ((Func<T1, T2, T3, TResult>)f)((T1)a[0]!, (T2)a[1]!, (T3)a[2]!);
        return (a, b, c) => new Delayed<TResult>(new FunctionCall(user, invoker, [a.Call, b.Call, c.Call]));
    }

    /// <summary>
    /// Makes a function of four arguments whose calls run only in <c>Compute</c>. An argument is a value or a delayed
    /// value.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public static Func<Delayed<T1>, Delayed<T2>, Delayed<T3>, Delayed<T4>, Delayed<TResult>> Delay<
        T1,
        T2,
        T3,
        T4,
        TResult
    >(Func<T1, T2, T3, T4, TResult> function, [CallerArgumentExpression(nameof(function))] string text = "")
    {
        var user = UserFunction.Of(function, text);
        CallInvoker invoker = static (f, a) =>
            ((Func<T1, T2, T3, T4, TResult>)f)((T1)a[0]!, (T2)a[1]!, (T3)a[2]!, (T4)a[3]!);
        return (a, b, c, d) => new Delayed<TResult>(new FunctionCall(user, invoker, [a.Call, b.Call, c.Call, d.Call]));
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
