using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Regridding;

/// <summary>Finds the polygons that may reach a place, by the caps around them.</summary>
internal sealed class CapSearch
{
    private readonly Direction[] centres;
    private readonly double[] radii;
    private readonly double usual;
    private readonly SphereTree tree;
    private readonly int[] large;
    private readonly List<int> found = [];

    /// <summary>Takes caps; a radius of NaN means that there is no polygon.</summary>
    /// <param name="centres">Their centres.</param>
    /// <param name="radii">The distance from each to its furthest corner.</param>
    public CapSearch(Direction[] centres, double[] radii)
    {
        (this.centres, this.radii) = (centres, radii);
        double[] sorted = [.. radii.Where(double.IsFinite).Order()];
        // A few very large cells (at a seam of the grid) must not make every search a wide one.
        usual = sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * 0.995)];
        tree = new SphereTree(centres, Enumerable.Range(0, centres.Length).Where(i => radii[i] <= usual));
        large = [.. Enumerable.Range(0, centres.Length).Where(i => radii[i] > usual)];
    }

    /// <summary>
    /// Returns those whose caps touch a cap, in ascending order. The list is used again by the next call.
    /// </summary>
    public List<int> Touching(Direction at, double radius)
    {
        found.Clear();
        tree.Within(at, radius + usual, found);
        found.AddRange(large);
        found.RemoveAll(i => (centres[i] - at).Length > radius + radii[i]);
        found.Sort();
        return found;
    }
}
