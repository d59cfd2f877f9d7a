namespace Gchunk.Dsl.Exploring;

/// <summary>What shows explorers in a browser: the program's web server.</summary>
internal interface IExplorerPages
{
    /// <summary>Makes a page for arrays and returns its address.</summary>
    /// <param name="panels">The arrays of each panel: one or two.</param>
    string Open(IReadOnlyList<ExploredArray[]> panels);

    /// <summary>Returns a page that holds the values of arrays and needs no server.</summary>
    /// <param name="arrays">The arrays to choose from.</param>
    string Whole(ExploredArray[] arrays);
}
