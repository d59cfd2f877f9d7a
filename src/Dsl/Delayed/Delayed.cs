using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Dsl;

/// <summary>
/// A value that is not computed yet: a call of a function from <c>Delay</c>, or a plain value that serves as an
/// argument of one.
/// </summary>
public abstract partial class Delayed
{
    private protected Delayed(CallExpr call) => Call = call;

    /// <summary>The call.</summary>
    public CallExpr Call { get; }

    /// <summary>
    /// Wraps a plain value as a delayed one. Values convert implicitly, except for those of interface types.
    /// </summary>
    public static Delayed<T> Value<T>(T value) => new(new ConstantCall(value));
}

/// <summary>A value of type <typeparamref name="T"/> that is not computed yet.</summary>
/// <example><code>
/// var square = Delay&lt;int, int&gt;(x => x * x);
/// var add = Delay&lt;int, int, int&gt;((x, y) => x + y);
/// Console.WriteLine(add(square(3), square(4)).Compute()); // 25
/// </code></example>
public sealed class Delayed<T> : Delayed
{
    internal Delayed(CallExpr call)
        : base(call) { }

    /// <summary>
    /// Computes the value. The calls that it needs run in parallel, each once. A second call of this method runs them
    /// again.
    /// </summary>
    /// <exception cref="Engine.UserFunctionException">A function threw.</exception>
    public T Compute() => (T)Computation.Compute([Call])[0]!;

    /// <summary>Converts a plain value to a delayed one.</summary>
    public static implicit operator Delayed<T>(T value) => new(new ConstantCall(value));

    /// <summary>
    /// Converts a lazy array to an argument of type NDArray. It is computed before the calls.
    /// </summary>
    /// <exception cref="Engine.GchunkException">The argument has another type.</exception>
    public static implicit operator Delayed<T>(ChunkedArray array) =>
        typeof(T).IsAssignableFrom(typeof(Engine.Arrays.NDArray))
            ? new(new ArrayCall(array.Expression))
            : throw new Engine.GchunkException(
                $"a lazy array is passed to a function as an NDArray, but the argument is of type {TypeText.Of(typeof(T))}; write the function with an argument of type NDArray"
            );

    /// <inheritdoc/>
    public override string ToString() =>
        $"Delayed<{TypeText.Of(typeof(T))}> {(Call is ConstantCall constant ? constant.Value : Call.Name)}";
}
