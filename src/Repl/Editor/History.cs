using System.Text;
using Gchunk.Engine;

namespace Gchunk.Repl.Editor;

/// <summary>
/// The inputs of this and earlier sessions, oldest first. They are kept in a file that sessions share, one entry per
/// line, or only in memory if the file cannot be used.
/// </summary>
internal sealed class History
{
    private const int MostEntries = 10_000;
    private const long MostBytes = 16 << 20;
    private const int Attempts = 100;

    private readonly List<string> entries = [];
    private readonly string? path;
    private bool loaded;
    private long known; // the length of the file whose entries are here

    /// <param name="path">The file, or null for none.</param>
    public History(string? path) => this.path = path;

    /// <summary>The reason why entries are not saved, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>
    /// The entries, those that other sessions added meanwhile included. The file is read on first use, because a short
    /// session may not need it.
    /// </summary>
    public IReadOnlyList<string> Entries
    {
        get
        {
            Load();
            ReadNew();
            return entries;
        }
    }

    /// <summary>
    /// The user's history file, in the folder given by the XDG base directory specification; null without a home
    /// folder.
    /// </summary>
    public static string? DefaultPath() => UserFolder.State is { } state ? Path.Combine(state, "history") : null;

    /// <summary>Adds an entry, unless it equals the newest one.</summary>
    public void Add(string entry)
    {
        Load();
        if (string.IsNullOrWhiteSpace(entry) || (entries.Count > 0 && entries[^1] == entry))
            return;
        if (path is not null && Trouble is null)
            Append(entry);
        entries.Add(entry);
    }

    // Reads what other sessions have added.
    private void ReadNew()
    {
        if (path is null || Trouble is not null)
            return;
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: var length } || length == known)
                return;
            using var file = Open(FileMode.Open);
            ReadNew(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They are read the next time.
        }
    }

    private void ReadNew(FileStream file)
    {
        // A session that found too many entries has written the file anew; what is in it is here.
        if (file.Length > known)
        {
            file.Seek(known, SeekOrigin.Begin);
            using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
            while (reader.ReadLine() is { } line)
            {
                if (Unescape(line) is { } entry)
                    entries.Add(entry);
            }
        }
        known = file.Length;
    }

    private void Load()
    {
        if (loaded)
            return;
        loaded = true;
        if (path is null)
            return;
        try
        {
            if (!File.Exists(path) || !IsFolderReady())
                return;
            using var file = Open(FileMode.Open);
            bool cut = file.Length > MostBytes;
            if (cut)
                file.Seek(-MostBytes, SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            if (cut)
                reader.ReadLine();
            while (reader.ReadLine() is { } line)
            {
                if (Unescape(line) is { } entry)
                    entries.Add(entry);
            }
            known = file.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble = $"cannot save the history: {e.Message}";
        }
        if (entries.Count > MostEntries)
        {
            entries.RemoveRange(0, entries.Count - MostEntries);
            Rewrite();
        }
    }

    // The file is locked while it is open, so that sessions write one after the other. Inputs may contain passwords, so
    // only the user can read it.
    private FileStream Open(FileMode mode) => ExclusiveFile.Open(path!, mode, Attempts, pause: 2);

    private bool IsFolderReady()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path!))!;
        if (UserFolder.Prepare(folder))
            return true;
        Trouble = $"cannot save the history: the folder {folder} cannot be used";
        return false;
    }

    private void Append(string entry)
    {
        try
        {
            if (!IsFolderReady())
                return;
            using var file = Open(FileMode.OpenOrCreate);
            ReadNew(file);
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes(Escape(entry) + "\n"));
            known = file.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble = $"cannot save the history: {e.Message}";
        }
    }

    private void Rewrite()
    {
        try
        {
            string text = string.Concat(entries.Select(e => Escape(e) + "\n"));
            AtomicFile.WriteText(path!, text, isPrivate: true);
            known = new FileInfo(path!).Length;
        }
        catch (GchunkException e)
        {
            Trouble = $"cannot save the history: {e.Message}";
        }
    }

    private static string Escape(string entry) =>
        entry
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);

    // Null for a line that no session wrote, so that a damaged file loses only the damaged lines.
    private static string? Unescape(string line)
    {
        if (
            line.Length == 0
            || line.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0
            || line.Contains('�', StringComparison.Ordinal)
        )
        {
            return null;
        }

        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                text.Append(line[i]);
                continue;
            }
            if (++i == line.Length)
                return null;
            text.Append(
                line[i] switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    var other => other,
                }
            );
        }
        return text.ToString();
    }
}
