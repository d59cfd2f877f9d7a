namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>Two clusters that become one.</summary>
/// <param name="A">A sample of the first, or its node; see <see cref="Dendrogram"/>.</param>
/// <param name="B">A sample of the second, or its node.</param>
/// <param name="Height">The distance of the two.</param>
internal readonly record struct Merge(int A, int B, double Height);
