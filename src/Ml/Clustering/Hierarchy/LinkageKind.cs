namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>How the distance of two clusters follows from those of their samples.</summary>
internal enum LinkageKind
{
    /// <summary>By how much merging them raises the sum of squared distances to the means.</summary>
    Ward,

    /// <summary>The mean distance of their samples.</summary>
    Average,

    /// <summary>The largest distance of their samples.</summary>
    Complete,

    /// <summary>The least distance of their samples.</summary>
    Single,
}
