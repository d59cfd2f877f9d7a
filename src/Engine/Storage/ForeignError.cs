namespace Gchunk.Engine.Storage;

/// <summary>
/// The boundary where files are opened and read: an exception of .NET, which only a damaged file can cause there, becomes
/// an error that names the file.
/// </summary>
internal static class ForeignError
{
    /// <summary>Returns whether an exception is neither an error for users nor a cancellation.</summary>
    public static bool Is(Exception e) => e is not (GchunkException or OperationCanceledException);

    /// <summary>Returns the error for it.</summary>
    /// <param name="place">The file or the variable.</param>
    /// <param name="e">The exception.</param>
    public static GchunkException Of(string place, Exception e) =>
        new(
            e is OutOfMemoryException
                ? $"{place} cannot be read: it needs more memory than there is"
                : $"{place} is damaged, or has a form that gchunk does not know: {e.Message} ({e.GetType().Name})",
            e
        );

    /// <summary>Runs a function inside the boundary.</summary>
    public static T Guard<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (Is(e))
        {
            throw Of(place, e);
        }
    }
}
