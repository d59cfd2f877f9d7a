using System.Runtime.CompilerServices;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

// One function in the background for each of many values.
public sealed partial class Client
{
    /// <summary>Runs a function in the background on each value.</summary>
    /// <param name="function">The function.</param>
    /// <param name="values">The values.</param>
    /// <param name="retries">How often each call is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="workers">The names of the worker processes that may run the calls; any by default.</param>
    /// <param name="resources">What each call needs of the resources of its worker while it runs.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <returns>A future for each value, in order.</returns>
    public IReadOnlyList<Future<T>> Map<T1, T>(
        Func<T1, T> function,
        IEnumerable<T1> values,
        int? retries = null,
        int? priority = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        Func<Delayed<T1>, Delayed<T>> delayed = Prelude.Delay(function, text);
        return Begin<T>(
            [.. values.Select(v => delayed(Delayed.Value(v)).Call)],
            Options(retries, priority, workers, resources)
        );
    }

    /// <summary>
    /// Runs a function in the background on the value of each future. The values stay on the workers.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="futures">The futures.</param>
    /// <param name="retries">How often each call is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="workers">The names of the worker processes that may run the calls; any by default.</param>
    /// <param name="resources">What each call needs of the resources of its worker while it runs.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    [OverloadResolutionPriority(1)]
    public IReadOnlyList<Future<T>> Map<T1, T>(
        Func<T1, T> function,
        IEnumerable<Future<T1>> futures,
        int? retries = null,
        int? priority = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        Func<Delayed<T1>, Delayed<T>> delayed = Prelude.Delay(function, text);
        return Begin<T>([.. futures.Select(f => delayed(f).Call)], Options(retries, priority, workers, resources));
    }

    /// <summary>
    /// Runs a function in the background on each pair of values, up to the end of the shorter sequence.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="first">The values of the first argument.</param>
    /// <param name="second">The values of the second argument.</param>
    /// <param name="retries">How often each call is tried again if it throws.</param>
    /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
    /// <param name="workers">The names of the worker processes that may run the calls; any by default.</param>
    /// <param name="resources">What each call needs of the resources of its worker while it runs.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <returns>A future for each pair, in order.</returns>
    public IReadOnlyList<Future<T>> Map<T1, T2, T>(
        Func<T1, T2, T> function,
        IEnumerable<T1> first,
        IEnumerable<T2> second,
        int? retries = null,
        int? priority = null,
        IEnumerable<string>? workers = null,
        IReadOnlyDictionary<string, double>? resources = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        var user = UserFunction.Of(function, text);
        CallInvoker invoker = static (f, a) => ((Func<T1, T2, T>)f)((T1)a[0]!, (T2)a[1]!);
        return Begin<T>(
            [
                .. first.Zip(
                    second,
                    (a, b) => new FunctionCall(user, invoker, [new ConstantCall(a), new ConstantCall(b)])
                ),
            ],
            Options(retries, priority, workers, resources)
        );
    }
}
