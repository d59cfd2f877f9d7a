namespace Gchunk.Engine.Workers.Cluster;

/// <summary>What a client needs to belong to a cluster, as PEM texts.</summary>
/// <param name="Authority">The certificate of the cluster's authority.</param>
/// <param name="Certificate">A certificate that it has issued.</param>
/// <param name="Key">The key of that certificate.</param>
[DoesNotTravel("it holds a key of a cluster")]
internal sealed record ClusterCredentials(string Authority, string Certificate, string Key);
