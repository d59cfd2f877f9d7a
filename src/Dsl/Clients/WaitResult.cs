namespace Gchunk.Dsl;

/// <summary>When <c>Client.Wait</c> returns.</summary>
public enum ReturnWhen
{
    /// <summary>When all calls are done, have failed or were cancelled.</summary>
    All,

    /// <summary>When the first call is.</summary>
    First,
}

/// <summary>What <c>Client.Wait</c> returns.</summary>
/// <param name="Done">The futures of the calls that are done, have failed or were cancelled.</param>
/// <param name="NotDone">The others.</param>
public sealed record WaitResult<TFuture>(IReadOnlyList<TFuture> Done, IReadOnlyList<TFuture> NotDone)
    where TFuture : Future;
