using Gchunk.Dsl.Grouping;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Resamples along time; see <see cref="DataArray.Resample"/>.</summary>
    public ResampledDataset Resample(
        string dim,
        string frequency,
        string? closed = null,
        string? label = null,
        string? offset = null,
        string? origin = null
    ) => new(this, new Groups(GroupKey.Resample(dim, frequency, Coords, Sizes, closed, label, offset, origin)));
}
