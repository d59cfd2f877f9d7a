using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Ml.MlNet;

/// <summary>Files that are read whole.</summary>
internal static class SmallFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="GchunkException">It is missing, empty, not a file, or larger than the memory allows.</exception>
    public static byte[] Read(string path, string what)
    {
        try
        {
            RegularFile.Demand(path);
            using FileStream file = File.OpenRead(path);
            long fits = (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 4,
                limit = Math.Min(int.MaxValue - 1024, fits);
            if (file.Length == 0)
                throw new GchunkException($"{path} is not {what}: it is empty");
            if (file.Length > limit)
            {
                string why = limit == fits ? ", a quarter of the memory limit: raise it (--memory)" : " at most";
                throw new GchunkException(
                    $"{path} has {MemoryBudget.Format(file.Length)}; {what} may have {MemoryBudget.Format(limit)}{why}"
                );
            }

            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new GchunkException($"{what} cannot be read from {path}: {e.Message}", e);
        }
    }
}
