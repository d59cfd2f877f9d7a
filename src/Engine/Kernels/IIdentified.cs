namespace Gchunk.Engine.Kernels;

/// <summary>
/// A field of an operation whose content cannot be hashed, such as a user's function. Each has an identity of its own,
/// in this process and in those that it is sent to.
/// </summary>
internal interface IIdentified
{
    /// <summary>The identity.</summary>
    long Identity { get; }
}
