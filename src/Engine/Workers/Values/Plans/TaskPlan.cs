using System.Reflection;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>A completed task: its result or its exceptions.</summary>
internal sealed class TaskPlan : TypePlan
{
    private static readonly MethodInfo Result = typeof(Task).GetMethod(nameof(Task.FromResult))!,
        Failure = FailureOf();

    private readonly Type? value;
    private readonly PropertyInfo? result;

    // The tasks of async functions are of internal classes. The type of the result is what counts.
    public TaskPlan(Type type)
        : base(type)
    {
        for (Type? level = type; level is not null && value is null; level = level.BaseType)
        {
            if (
                level.IsGenericType
                && level.GetGenericTypeDefinition() == typeof(Task<>)
                && level.GetGenericArguments()[0] is { Name: not "VoidTaskResult" } its
            )
            {
                (value, result) = (its, level.GetProperty("Result"));
            }
        }
    }

    public override void WriteHead(ValueSerializer to, object value)
    {
        var task = (Task)value;
        if (!task.IsCompleted)
        {
            throw to.CannotTravel(
                this.value is null ? typeof(Task) : typeof(Task<>).MakeGenericType(this.value),
                "it is not complete; wait for it first, and capture its result"
            );
        }

        to.Out.WriteByte(
            (byte)(
                task.IsCanceled ? 1
                : task.IsFaulted ? 2
                : 0
            )
        );
        if (task.IsFaulted)
            to.WriteValue(task.Exception!.InnerExceptions.Count == 1 ? task.Exception.InnerException : task.Exception);
        else if (task.IsCompletedSuccessfully && result is not null)
            to.WriteNamed("Result", false, null, result.GetValue(task));
    }

    public override object ReadHead(ValueDeserializer from)
    {
        switch (from.In.ReadByte())
        {
            case 0 when value is not null:
                object? its = from.ReadValue();
                return Result.MakeGenericMethod(value).Invoke(null, [its])!;
            case 0:
                return Task.CompletedTask;
            case 1:
                return Failed(new OperationCanceledException(new CancellationToken(canceled: true)));
            default:
                return Failed(
                    from.ReadValue() as Exception ?? throw ByteReader.Damaged("a task failed without an exception")
                );
        }
    }

    private Task Failed(Exception exception) =>
        exception is OperationCanceledException
            ? value is null
                ? Task.FromCanceled(new CancellationToken(canceled: true))
                : (Task)
                    typeof(Task)
                        .GetMethods()
                        .First(m => m.Name == nameof(Task.FromCanceled) && m.IsGenericMethod)
                        .MakeGenericMethod(value)
                        .Invoke(null, [new CancellationToken(canceled: true)])!
            : value is null
                ? Task.FromException(exception)
                : (Task)Failure.MakeGenericMethod(value).Invoke(null, [exception])!;

    private static MethodInfo FailureOf() =>
        typeof(Task).GetMethods().First(m => m.Name == nameof(Task.FromException) && m.IsGenericMethod);
}
