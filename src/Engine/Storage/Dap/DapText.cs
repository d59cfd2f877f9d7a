using System.Globalization;
using System.Text;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>An array that a server offers.</summary>
/// <param name="Path">Its name in constraints: <c>pr</c>, or <c>pr.pr</c> for the array of a grid.</param>
/// <param name="Type">Its type, as the server names it.</param>
/// <param name="Dims">The names of its axes.</param>
/// <param name="Lengths">Their lengths.</param>
internal sealed record DapArray(string Path, string Type, string[] Dims, long[] Lengths)
{
    /// <summary>The name of the variable.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];
}

/// <summary>
/// Reads the two texts of a DAP2 server: the structure of a data set (DDS), and its attributes (DAS). "The Data Access
/// Protocol, DAP 2.0", NASA ESE-RFC-004.1.1.
/// </summary>
internal sealed class DapText
{
    /// <summary>What names and arrays of an answer may be, also of DAP4.</summary>
    internal const int MostRank = 64,
        LongestName = 1024;

    private const int MostDepth = 8;

    private readonly string text,
        place;
    private readonly CancellationToken cancellation = Interrupt.Token;
    private readonly HashSet<(string Owner, string Name)> known = [];
    private int at;

    private DapText(string text, string place) => (this.text, this.place) = (text, place);

    /// <summary>Reads the arrays of a structure; sequences, which are tables, are left out.</summary>
    public static List<DapArray> Structure(string text, string place)
    {
        var reader = new DapText(text, place);
        var found = new List<DapArray>();
        reader.Demand("Dataset");
        reader.Demand("{");
        while (!reader.Accept("}"))
            reader.Declaration("", found, 0, keep: true);
        return found;
    }

    private void Declaration(string prefix, List<DapArray> found, int depth, bool keep)
    {
        if (depth > MostDepth)
            throw Wrong("structures are nested too deeply");
        string type = Next();
        if (type is "Grid" or "Structure" or "Sequence")
        {
            var inner = new List<DapArray>();
            Demand("{");
            bool isGrid = type == "Grid",
                isMap = false;
            while (!Accept("}"))
            {
                // The maps of a grid are declared on their own as well.
                if (isGrid && (Accept("Array") || Accept("ARRAY")))
                    Demand(":");
                if (isGrid && (Accept("Maps") || Accept("MAPS")))
                {
                    Demand(":");
                    isMap = true;
                }
                Declaration("", inner, depth + 1, keep && !isMap && type != "Sequence");
            }
            string name = Name();
            // An array of structures has no array of numbers.
            bool isArray = Accept("[");
            while (isArray && !Accept(";"))
                Next();
            if (!isArray)
            {
                Demand(";");
                foreach (DapArray array in inner)
                    found.Add(array with { Path = $"{prefix}{name}.{array.Path}" });
            }
            return;
        }
        string own = Name();
        var dims = new List<string>();
        var lengths = new List<long>();
        while (Accept("["))
        {
            string first = Name();
            string dim = Accept("=") ? first : $"{own}_{dims.Count}";
            string length = dim == first && dims.Count < MostRank ? Next() : first;
            if (!long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long n) || n > int.MaxValue)
                throw Wrong($"'{own}' has the length '{length}'");
            dims.Add(dim);
            lengths.Add(n);
            Demand("]");
        }
        Demand(";");
        if (keep)
            found.Add(new DapArray(prefix + own, type, [.. dims], [.. lengths]));
    }

    /// <summary>Reads attributes by the name of the variable; those of the data set are of "".</summary>
    public static Dictionary<string, List<StoredAttribute>> Attributes(string text, string place)
    {
        var reader = new DapText(text, place);
        var found = new Dictionary<string, List<StoredAttribute>>();
        reader.Demand("Attributes");
        reader.Demand("{");
        while (!reader.Accept("}"))
        {
            string name = reader.Name();
            reader.Demand("{");
            reader.Container(name, found, 0);
        }

        return found;
    }

    private void Container(string name, Dictionary<string, List<StoredAttribute>> found, int depth)
    {
        if (depth > MostDepth)
            throw Wrong("attributes are nested too deeply");
        string owner = name is "NC_GLOBAL" or "HDF_GLOBAL" or "GLOBAL" ? "" : name;
        if (!found.TryGetValue(owner, out List<StoredAttribute>? list))
            found[owner] = list = [];
        while (!Accept("}"))
        {
            string type = Next(),
                key = Name();
            // A variable in a grid or a structure has its own.
            if (key == "{")
            {
                Container(type, found, depth + 1);
                continue;
            }
            var values = new List<string>();
            do values.Add(Next());
            while (Accept(","));
            Demand(";");
            if (Value(type, values) is { } value && known.Add((owner, key)))
                list.Add(new StoredAttribute(key, value));
        }
    }

    /// <summary>The value of an attribute of a type, or null if it has no meaning.</summary>
    public static object? Value(string type, List<string> values)
    {
        try
        {
            return type switch
            {
                "String" or "Url" or "URL" => values.Count == 1 ? values[0] : values.ToArray(),
                "Byte" or "UInt8" => Of(byte.Parse),
                "Int8" => Of(sbyte.Parse),
                "Int64" => Of(long.Parse),
                "UInt64" => Of(ulong.Parse),
                "Int16" => Of(short.Parse),
                "UInt16" => Of(ushort.Parse),
                "Int32" => Of(int.Parse),
                "UInt32" => Of(uint.Parse),
                "Float32" => Of((s, c) => (float)Number(s, c)),
                "Float64" => Of(Number),
                _ => null,
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }

        T[] Of<T>(Func<string, IFormatProvider, T> parse) =>
            [.. values.Select(v => parse(v, CultureInfo.InvariantCulture))];

        static double Number(string text, IFormatProvider culture) =>
            text.TrimEnd('.', 'f').ToLowerInvariant() switch
            {
                "nan" => double.NaN,
                "inf" or "infinity" => double.PositiveInfinity,
                "-inf" or "-infinity" => double.NegativeInfinity,
                _ => double.Parse(text, culture),
            };
    }

    private string Name() =>
        Next() is { Length: <= LongestName } name
            ? Uri.UnescapeDataString(name)
            : throw Wrong($"a name has more than {LongestName} characters");

    private bool Accept(string token)
    {
        int before = at;
        if (Next() == token)
            return true;
        at = before;
        return false;
    }

    private void Demand(string token)
    {
        string found = Next();
        if (found != token)
            throw Wrong($"'{token}' was expected, not '{found}'");
    }

    private string Next()
    {
        cancellation.ThrowIfCancellationRequested();
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        if (at == text.Length)
            throw Wrong("the text ends too early");
        char first = text[at];
        if (first == '"')
        {
            var quoted = new StringBuilder();
            for (at++; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                    at++;
                quoted.Append(text[at]);
            }
            at++;
            return quoted.ToString();
        }
        if ("{}[];:=,".Contains(first))
        {
            at++;
            return first.ToString();
        }
        int start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !"{}[];=,\"".Contains(text[at]) && text[at] != ':')
            at++;
        return text[start..at];
    }

    private GchunkException Wrong(string how) => new($"{place}: the answer of the server is not of DAP2: {how}");
}
