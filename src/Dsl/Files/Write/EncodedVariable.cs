using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// A variable as it is stored: its attributes by the CF conventions, and its values in one of three forms.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Dims">The names of the axes.</param>
/// <param name="Attributes">The attributes.</param>
/// <param name="Encoding">How it is stored: chunks, compression.</param>
internal sealed record EncodedVariable(
    string Name,
    string[] Dims,
    StoredAttributes Attributes,
    VariableEncoding Encoding
)
{
    /// <summary>The shape.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The texts in C order, for text.</summary>
    public string[]? Texts { get; init; }

    /// <summary>The encoded times, for times in memory.</summary>
    public NDArray? Times { get; init; }

    /// <summary>The encoded values, lazy, for everything else.</summary>
    public ArrayExpr? Values { get; init; }

    /// <summary>The dtype of the values before they are packed.</summary>
    public DType Unpacked { get; init; }

    /// <summary>How the values lie in the file that they come from, unless an encoding is asked for; or null.</summary>
    public StoredLayout? Layout { get; init; }

    /// <summary>True for a coordinate.</summary>
    public bool IsCoord { get; init; }
}
