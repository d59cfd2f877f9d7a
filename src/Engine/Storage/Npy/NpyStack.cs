using System.Globalization;
using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Npy;

/// <summary>
/// A folder of .npy files that are the parts of an array along an axis: <c>0.npy</c>, <c>1.npy</c>, …, as Dask names
/// them. Beside them lies <c>info.json</c> with the axis. Dask's own <c>info</c> is a pickle and is never read.
/// </summary>
internal sealed class NpyStack : IDisposable
{
    private const string Info = "info.json";
    private const int LargestInfo = 1 << 16;
    private readonly FolderTarget target;

    /// <summary>Starts a new folder, which replaces an older stack of that name.</summary>
    /// <exception cref="GchunkException">The folder cannot be made, or holds something else.</exception>
    public NpyStack(string path) => target = new FolderTarget(path, "a stack of .npy files", IsStack);

    /// <summary>Starts a file of the stack.</summary>
    public NpyWriter Add(int number, DType dtype, Shape shape)
    {
        string name = NameOf(number);
        return new NpyWriter(Path.Combine(target.Folder, name), Path.Combine(target.Location, name), dtype, shape);
    }

    /// <summary>Writes the axis and makes the folder visible.</summary>
    public void Commit(int axis)
    {
        target.Write(Info, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int> { ["axis"] = axis }));
        target.Commit();
    }

    public void Dispose() => target.Dispose();

    /// <summary>Opens the arrays of a folder in order, and finds the axis if the folder says it.</summary>
    /// <exception cref="GchunkException">There is no such folder, a file is missing or damaged.</exception>
    public static (List<NpyArray> Parts, int? Axis) Open(string path)
    {
        if (!Directory.Exists(path))
            throw new GchunkException($"no such folder: {path}");
        var numbers = new SortedSet<int>();
        foreach (string file in Directory.EnumerateFiles(path, "*.npy"))
        {
            if (NumberOf(file) is { } number)
                numbers.Add(number);
        }
        if (numbers.Count == 0)
            throw new GchunkException($"{path} has no files 0.npy, 1.npy, …");
        if (numbers.Max != numbers.Count - 1)
        {
            int missing = Enumerable.Range(0, numbers.Count).First(n => !numbers.Contains(n));
            throw new GchunkException($"{path} is incomplete: it has {NameOf(numbers.Max)}, but not {NameOf(missing)}");
        }

        List<NpyArray> parts = [.. numbers.Select(n => NpyArray.Open(Path.Combine(path, NameOf(n))))];
        return (parts, AxisOf(Path.Combine(path, Info)));
    }

    private static bool IsStack(string folder) =>
        File.Exists(Path.Combine(folder, NameOf(0)))
        && Directory.EnumerateDirectories(folder).FirstOrDefault() is null
        && Directory.EnumerateFiles(folder).All(f => NumberOf(f) is not null || Path.GetFileName(f) is Info or "info");

    private static string NameOf(int number) => number.ToString(CultureInfo.InvariantCulture) + ".npy";

    private static int? NumberOf(string file) =>
        int.TryParse(
            Path.GetFileNameWithoutExtension(file),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number
        )
        && Path.GetFileName(file) == NameOf(number)
            ? number
            : null;

    private static int? AxisOf(string path)
    {
        if (!PresentPath.Exists(path))
            return null;
        try
        {
            using JsonDocument info = JsonDocument.Parse(RegularFile.ReadAll(path, LargestInfo));
            return info.RootElement.GetProperty("axis").GetInt32();
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new GchunkException($"{path} is damaged: {e.Message}", e);
        }
    }
}
