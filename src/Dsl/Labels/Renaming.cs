using Gchunk.Engine;

namespace Gchunk.Dsl.Labels;

/// <summary>The renaming of dimensions, coordinates and variables.</summary>
internal static class Renaming
{
    /// <summary>Returns the function from old to new names.</summary>
    /// <exception cref="GchunkException">An old name is unknown, or a new name is taken.</exception>
    public static Func<string, string> Of(
        ReadOnlySpan<(string Old, string New)> names,
        IReadOnlyCollection<string> known
    )
    {
        var renamed = new Dictionary<string, string>();
        foreach (var (old, name) in names)
        {
            if (!known.Contains(old))
                throw new GchunkException(Spelling.Unknown("dimension, coordinate or variable", old, known.Distinct()));
            renamed[old] = name;
        }
        foreach (var (old, name) in names)
        {
            if (old != name && known.Contains(name) && !renamed.ContainsKey(name))
                throw new GchunkException($"cannot rename '{old}' to '{name}': there is a '{name}' already");
        }

        return name => renamed.GetValueOrDefault(name, name);
    }
}
