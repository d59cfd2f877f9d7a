namespace Gchunk.Dsl.Clusters.Kubernetes;

/// <summary>What a node on Kubernetes needs besides what every node needs.</summary>
/// <param name="Image">The image of the container.</param>
/// <param name="Claim">The claim of a volume that all nodes and the client mount.</param>
/// <param name="Mount">The folder at which it is mounted, the same for all.</param>
/// <param name="Namespace">The namespace; that of the user's configuration if it is null.</param>
/// <param name="User">The number of the user, who owns the folder of the cluster.</param>
/// <param name="NodeSelector">The labels of the machines that may run nodes.</param>
internal sealed record PodSettings(
    string Image,
    string Claim,
    string Mount,
    string? Namespace,
    uint User,
    IReadOnlyDictionary<string, string> NodeSelector
);
