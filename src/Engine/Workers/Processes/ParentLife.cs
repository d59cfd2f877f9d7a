using System.Globalization;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>The first arguments of a process of the program that ends with the process that started it.</summary>
internal static class ParentLife
{
    /// <summary>The first of them. The number of the parent follows.</summary>
    public const string Option = "--parent";

    /// <summary>The first arguments of a child of this process.</summary>
    public static string[] Arguments => [Option, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Ties this process to its parent; see <see cref="ParentDeath"/>.</summary>
    /// <param name="number">The number of the parent, as text.</param>
    /// <returns>False if the parent has ended already, so that nobody waits for this process.</returns>
    public static bool Share(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
        && ParentDeath.EndsThisProcess(parent);
}
