using System.Net;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// The version of a value on a server, by which parts of two versions are told apart; null where an answer does not say.
/// </summary>
/// <param name="Tag">Its strong ETag: a weak one stays when bytes change.</param>
/// <param name="Modified">When it was modified.</param>
/// <param name="Length">The number of bytes of the whole value.</param>
internal sealed record ValueVersion(string? Tag, DateTimeOffset? Modified, long? Length)
{
    /// <summary>Returns the version that an answer names.</summary>
    public static ValueVersion Of(HttpResponseMessage response) =>
        new(
            response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
            response.Content.Headers.LastModified,
            response.StatusCode == HttpStatusCode.PartialContent
                ? response.Content.Headers.ContentRange?.Length
                : response.Content.Headers.ContentLength
        );

    /// <summary>Returns how a later answer differs, or null if it is of the same version.</summary>
    public string? DifferenceTo(ValueVersion later)
    {
        if (Length is { } length && later.Length is { } other && length != other)
            return $"it had {length} bytes and has {other}";
        if (Tag is not null && later.Tag is not null)
            return Tag == later.Tag ? null : $"its ETag was {Tag} and is {later.Tag}";
        return Modified is { } before && later.Modified is { } after && before != after
            ? $"it was modified at {before:u} and at {after:u}"
            : null;
    }
}
