using System.Reflection;

namespace Gchunk.Engine;

/// <summary>
/// Describes exceptions of user code. Members of such an exception may throw or never return, so they are read on a
/// thread of their own, for a limited time.
/// </summary>
public static class ExceptionText
{
    private const int MostCharacters = 1 << 16;

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Returns the message for users: with the name of the type, unless gchunk wrote the message.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is GchunkException
            ? MessageOf(exception)
            : $"{exception.GetType().Name}: {MessageOf(exception)}";
    }

    /// <summary>Returns the message, or a sentence that says why it cannot be read.</summary>
    public static string MessageOf(Exception exception) => Read(exception, "Message", static e => e.Message);

    /// <summary>Returns the stack trace, or a sentence that says why it cannot be read.</summary>
    public static string TraceOf(Exception exception) => Read(exception, "StackTrace", static e => e.StackTrace);

    /// <summary>Returns the error of a task: what it threw, with the task's name unless the message has it.</summary>
    internal static Exception InTask(string task, Exception thrown) =>
        thrown is GchunkException or OutOfMemoryException
            ? thrown
            : new GchunkException($"{task}: {MessageOf(thrown)}", thrown);

    /// <summary>Calls user code on a thread of its own.</summary>
    /// <param name="code">The code.</param>
    /// <param name="otherwise">
    /// Returns the result if the code throws, or if it does not return in time: then the exception is null.
    /// </param>
    internal static T Within<T>(Func<T> code, Func<Exception?, T> otherwise)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            new Thread(() => Run(code, result)) { IsBackground = true, Name = "gchunk user exception" }.Start();
            return result.Task.Wait(Longest) ? result.Task.Result : otherwise(null);
        }
        catch (Exception e)
        {
            return otherwise((e as AggregateException)?.InnerException ?? e);
        }
    }

    private static void Run<T>(Func<T> code, TaskCompletionSource<T> result)
    {
        try
        {
            result.TrySetResult(code());
        }
        catch (Exception e)
        {
            result.TrySetException(e);
        }
    }

    private static bool IsOverridden(Type type, string getter)
    {
        for (Type? level = type; level is not null && level != typeof(Exception); level = level.BaseType)
        {
            if (level.GetMethod(getter, Declared, Type.EmptyTypes) is not null)
                return true;
        }
        return false;
    }

    private static string Read(Exception exception, string property, Func<Exception, string?> read)
    {
        // What Exception itself returns is a field.
        string text = !IsOverridden(exception.GetType(), "get_" + property)
            ? read(exception) ?? ""
            : Within(
                () => read(exception) ?? "",
                error =>
                    error is null
                        ? $"its {property} cannot be read: it does not return"
                        : $"its {property} cannot be read: it throws {error.GetType().Name}"
            );
        return text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
    }
}
