using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Calls;

/// <summary>
/// Calls a function with arguments of any type. One is created for each type of function, so that a call needs no
/// reflection.
/// </summary>
public delegate object? CallInvoker(Delegate function, ReadOnlySpan<object?> arguments);

/// <summary>
/// A node of a graph of calls; its value is any object. A node has identity: two equal calls are two calls.
/// </summary>
public abstract class CallExpr
{
    /// <summary>Creates a node.</summary>
    protected CallExpr(CallExpr[] inputs) => Inputs = inputs;

    /// <summary>The nodes whose values are the arguments.</summary>
    public IReadOnlyList<CallExpr> Inputs { get; }

    /// <summary>The name that graphs and errors show.</summary>
    public abstract string Name { get; }

    /// <summary>Computes the value from the values of the inputs.</summary>
    public abstract object? Evaluate(ReadOnlySpan<object?> inputs);

    /// <summary>
    /// Returns the operation without its inputs, which a worker receives once for all equal calls. Equal keys mean
    /// equal operations.
    /// </summary>
    public virtual (object Key, CallExpr Operation) Alone => (this, this);
}

/// <summary>A known value; it needs no task.</summary>
public sealed class ConstantCall(object? value) : CallExpr([])
{
    /// <summary>The value.</summary>
    public object? Value { get; } = value;

    /// <inheritdoc/>
    public override string Name => "value";

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) => Value;
}

/// <summary>A call of a user's function.</summary>
public sealed class FunctionCall(UserFunction function, CallInvoker invoker, CallExpr[] inputs) : CallExpr(inputs)
{
    /// <summary>The function.</summary>
    public UserFunction Function { get; } = function;

    /// <summary>Returns the same call of another function of the same type.</summary>
    public FunctionCall With(UserFunction other) => new(other, invoker, [.. Inputs]);

    /// <inheritdoc/>
    public override string Name => Function.Name;

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) => invoker(Function.Delegate, inputs);

    /// <inheritdoc/>
    public override (object Key, CallExpr Operation) Alone =>
        ((Function.Identity, invoker), new FunctionCall(Function, invoker, []));
}

/// <summary>The value of another node, for a value that has no call of its own.</summary>
public sealed class PassedCall(CallExpr[] inputs) : CallExpr(inputs)
{
    /// <inheritdoc/>
    public override string Name => "value";

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) => inputs[0];

    /// <inheritdoc/>
    public override (object Key, CallExpr Operation) Alone => (typeof(PassedCall), new PassedCall([]));
}

/// <summary>The values of several nodes as a list.</summary>
public sealed class ListCall<T>(CallExpr[] inputs) : CallExpr(inputs)
{
    /// <inheritdoc/>
    public override string Name => "collect";

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs)
    {
        var list = new T[inputs.Length];
        for (int i = 0; i < list.Length; i++)
            list[i] = (T)inputs[i]!;
        return list;
    }

    /// <inheritdoc/>
    public override (object Key, CallExpr Operation) Alone => (typeof(ListCall<T>), new ListCall<T>([]));
}

/// <summary>The values of a lazy array, which is computed before the calls that need it.</summary>
public sealed class ArrayCall(ArrayExpr array) : CallExpr([])
{
    /// <summary>The array.</summary>
    public ArrayExpr Array { get; } = array;

    /// <inheritdoc/>
    public override string Name => "array";

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) =>
        throw new InvalidOperationException("an array is computed before the calls");
}
