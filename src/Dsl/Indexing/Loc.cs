using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Selection by label in brackets; see <see cref="DataArray.Loc"/>.</summary>
public sealed class Loc<T>
{
    private readonly IReadOnlyList<string> dims;
    private readonly Func<(string Dim, Selector Labels)[], T> select;

    internal Loc(IReadOnlyList<string> dims, Func<(string, Selector)[], T> select) =>
        (this.dims, this.select) = (dims, select);

    /// <summary>What bears the labels of the first dimensions, in order.</summary>
    /// <exception cref="GchunkException">
    /// There are more selectors than dimensions, or there is no such label.
    /// </exception>
    public T this[params Selector[] labels]
    {
        get
        {
            if (labels.Length > dims.Count)
            {
                throw new GchunkException(
                    $"{labels.Length} selectors were given for {dims.Count} dimensions ({string.Join(", ", dims)})"
                );
            }

            return select([.. labels.Select((l, i) => (dims[i], l))]);
        }
    }

    /// <summary>What bears the labels of some dimensions.</summary>
    /// <exception cref="GchunkException">There is no such dimension or label.</exception>
    public T this[params (string Dim, Selector Labels)[] labels] => select(labels);
}
