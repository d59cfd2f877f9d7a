using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

// Functions in the background.
public sealed partial class Client
{
    /// <summary>Runs a function in the background.</summary>
    /// <param name="function">The function. It travels with the values of the variables that it captures.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <exception cref="GchunkException">
    /// A captured variable cannot travel to a worker process; the message names it.
    /// </exception>
    public Future<T> Submit<T>(Func<T> function, [CallerArgumentExpression(nameof(function))] string text = "") =>
        Begin<T>([new FunctionCall(UserFunction.Of(function, text), static (f, _) => ((Func<T>)f)(), [])])[0];

    /// <summary>Runs a function of one argument in the background.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public Future<T> Submit<T1, T>(
        Func<T1, T> function,
        T1 argument,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Begin<T>([Prelude.Delay(function, text)(Delayed.Value(argument)).Call])[0];

    /// <summary>Runs a function in the background on the value of a future, which stays on the workers.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public Future<T> Submit<T1, T>(
        Func<T1, T> function,
        Future<T1> argument,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Begin<T>([Prelude.Delay(function, text)(argument).Call])[0];

    /// <summary>Runs a function in the background on the values of two futures, which stay on the workers.</summary>
    /// <param name="function">The function.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public Future<T> Submit<T1, T2, T>(
        Func<T1, T2, T> function,
        Future<T1> first,
        Future<T2> second,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Begin<T>([Prelude.Delay(function, text)(first, second).Call])[0];

    /// <summary>
    /// Starts the calls of a delayed value in the background. Futures may be among their arguments.
    /// </summary>
    public Future<T> Submit<T>(Delayed<T> delayed) => Begin<T>([delayed.Call])[0];

    /// <summary>Runs a function in the background on each value.</summary>
    /// <param name="function">The function.</param>
    /// <param name="values">The values.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    /// <returns>A future for each value, in order.</returns>
    public IReadOnlyList<Future<T>> Map<T1, T>(
        Func<T1, T> function,
        IEnumerable<T1> values,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        Func<Delayed<T1>, Delayed<T>> delayed = Prelude.Delay(function, text);
        return Begin<T>([.. values.Select(v => delayed(Delayed.Value(v)).Call)]);
    }

    /// <summary>
    /// Runs a function in the background on the value of each future. The values stay on the workers.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="futures">The futures.</param>
    /// <param name="text">The text of the function, which the compiler fills in.</param>
    public IReadOnlyList<Future<T>> Map<T1, T>(
        Func<T1, T> function,
        IEnumerable<Future<T1>> futures,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        Func<Delayed<T1>, Delayed<T>> delayed = Prelude.Delay(function, text);
        return Begin<T>([.. futures.Select(f => delayed(f).Call)]);
    }

    /// <summary>
    /// Sends a value to the workers once, so that many calls can use it as an argument.
    /// </summary>
    public Future<T> Scatter<T>(T value) =>
        Begin<T>([
            new FunctionCall(
                UserFunction.Of(Same<T>, "Scatter"),
                static (f, a) => ((Func<T, T>)f)((T)a[0]!),
                [new ConstantCall(value)]
            ),
        ])[0];

    /// <summary>Waits for futures and returns their values, in order.</summary>
    /// <exception cref="UserFunctionException">A function threw.</exception>
    public IReadOnlyList<T> Gather<T>(IEnumerable<Future<T>> futures)
    {
        CheckOpen();
        return [.. futures.Select(f => f.Result())];
    }

    /// <summary>Returns the futures in the order in which they finish.</summary>
    public IEnumerable<Future<T>> AsCompleted<T>(IEnumerable<Future<T>> futures)
    {
        CheckOpen();
        using var finished = new BlockingCollection<Future<T>>();
        int left = 0;
        foreach (Future<T> future in futures.ToArray())
        {
            left++;
            future.Call.Observe(() => finished.Add(future));
        }
        for (; left > 0; left--)
            yield return finished.Take(Interrupt.Token);
    }

    /// <summary>
    /// Cancels calls. Calls that need them fail. A worker process whose call does not stop is replaced.
    /// </summary>
    public void Cancel(params IEnumerable<Future> futures) => calls.Cancel(futures.Select(f => f.Call));

    private static T Same<T>(T value) => value;

    private Future<T>[] Begin<T>(CallExpr[] begun)
    {
        CheckOpen();
        return Array.ConvertAll(calls.Submit(begun), c => new Future<T>(c));
    }
}
