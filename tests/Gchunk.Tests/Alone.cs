using Xunit;

namespace Gchunk.Tests;

/// <summary>Tests that watch or change what the whole process shares (the stream of events, the default options) and so run beside no other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "alone";
}
