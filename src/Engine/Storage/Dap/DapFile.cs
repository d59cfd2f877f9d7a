using System.Globalization;
using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>Opens data sets of OPeNDAP servers (DAP2): structure and attributes now, values when they are computed.</summary>
internal static class DapFile
{
    private const long MostText = 1 << 26;

    /// <summary>Returns whether an address is one of an OPeNDAP server by its form.</summary>
    public static bool Is(string address) =>
        address.StartsWith("dap2://", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("dods://", StringComparison.OrdinalIgnoreCase)
        || (
            address.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            && (
                address.Contains("/dodsC/", StringComparison.Ordinal)
                || address.Contains("/opendap/", StringComparison.OrdinalIgnoreCase)
                || address.Contains("/dods/", StringComparison.Ordinal)
            )
        );

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="GchunkException">The server does not answer, or does not speak DAP2.</exception>
    public static StoredDataset Open(string address)
    {
        string url = Http(address);
        return ForeignError.Guard(
            address,
            () =>
            {
                List<DapArray> arrays = DapText.Structure(Text(url, ".dds"), address);
                Dictionary<string, List<StoredAttribute>> attributes = DapText.Attributes(Text(url, ".das"), address);
                return Described(
                    address,
                    "",
                    [],
                    attributes.GetValueOrDefault("") ?? [],
                    [
                        .. WithOneLength([.. arrays.DistinctBy(a => a.Name)])
                            .Select(a => Variable(address, url, a, attributes.GetValueOrDefault(a.Name) ?? [])),
                    ]
                );
            }
        );
    }

    /// <summary>Describes a data set, whose dimensions are those of its variables.</summary>
    public static StoredDataset Described(
        string address,
        string group,
        IReadOnlyList<string> groups,
        List<StoredAttribute> attributes,
        IReadOnlyList<StoredVariable> variables
    )
    {
        var dimensions = new Dictionary<string, long>();
        foreach (StoredVariable variable in variables)
        {
            for (int axis = 0; axis < variable.Dimensions.Count; axis++)
                dimensions.TryAdd(variable.Dimensions[axis], variable.Shape[axis]);
        }
        return new StoredDataset
        {
            Path = address,
            Group = group,
            Groups = groups,
            Attributes = new StoredAttributes(attributes),
            Dimensions = [.. dimensions.Select(d => new StoredDimension(d.Key, d.Value, false))],
            Variables = variables,
        };
    }

    // DAP2 has no dimensions of its own: two variables may name axes of different lengths alike. The name belongs to the
    // variable of this name, else to the first that has it; another length is a dimension of its own, such as x_5.
    private static List<DapArray> WithOneLength(List<DapArray> arrays)
    {
        var lengths = new Dictionary<string, long>();
        foreach (DapArray array in arrays.OrderBy(a => a.Dims is not [var dim] || dim != a.Name))
        {
            for (int axis = 0; axis < array.Dims.Length; axis++)
                lengths.TryAdd(array.Dims[axis], array.Lengths[axis]);
        }
        for (int i = 0; i < arrays.Count; i++)
        {
            DapArray array = arrays[i];
            var dims = (string[])array.Dims.Clone();
            for (int axis = 0; axis < dims.Length; axis++)
            {
                long length = array.Lengths[axis];
                while (lengths.TryGetValue(dims[axis], out long other) && other != length)
                    dims[axis] += string.Create(CultureInfo.InvariantCulture, $"_{length}");
                lengths.TryAdd(dims[axis], length);
            }
            arrays[i] = array with { Dims = dims };
        }
        return arrays;
    }

    /// <summary>Requests an answer.</summary>
    /// <param name="url">The address of the data set.</param>
    /// <param name="ending">What is asked for: <c>.dds</c>, <c>.das</c>, <c>.dods</c>.</param>
    /// <param name="constraint">The part of the data set, or "".</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="into">The memory for them.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static void Request(
        string url,
        string ending,
        string constraint,
        long limit,
        Scratch into,
        CancellationToken cancellation
    )
    {
        var uri = new UriBuilder(url) { Query = constraint };
        uri.Path += ending;
        if (!HttpStore.ReadAddress(uri.Uri.AbsoluteUri, limit, into, cancellation))
            throw new GchunkException($"the server has no data set at {url} (404 for {ending})");
    }

    /// <summary>Requests a text.</summary>
    public static string Text(string url, string ending)
    {
        using var into = new Scratch();
        Request(url, ending, "", Math.Min(MostText, OpeningBudget.Limit / 8), into, Interrupt.Token);
        return Encoding.UTF8.GetString(into.Span);
    }

    /// <summary>The address by http of a data set.</summary>
    public static string Http(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        string url = address.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? address
            : "http" + address[scheme..];
        foreach (string ending in (string[])[".dds", ".das", ".html", ".dmr.xml", ".dmr", ".dap"])
        {
            if (url.EndsWith(ending, StringComparison.Ordinal))
                url = url[..^ending.Length];
        }

        return url;
    }

    private static StoredVariable Variable(string address, string url, DapArray array, List<StoredAttribute> attributes)
    {
        (DType? dtype, int stored) = array.Type switch
        {
            "Byte" => ((DType?)DType.UInt8, 1),
            "Int16" => (DType.Int16, 4),
            "UInt16" => (DType.UInt16, 4),
            "Int32" => (DType.Int32, 4),
            "UInt32" => (DType.UInt32, 4),
            "Float32" => (DType.Float32, 4),
            "Float64" => (DType.Float64, 8),
            _ => (null, 0),
        };
        return Variable(
            $"{address}: variable '{array.Name}'",
            array.Name,
            array,
            dtype,
            attributes,
            dtype is { } known ? new DapReader(url, array, known, stored) : null,
            new DapAddress(address, array.Name)
        );
    }

    /// <summary>Describes a variable of a server; one without a dtype cannot be read.</summary>
    public static StoredVariable Variable(
        string place,
        string name,
        DapArray array,
        DType? dtype,
        List<StoredAttribute> attributes,
        DapRegionReader? reader,
        StoredArrayAddress at
    )
    {
        var shape = new Shape(array.Lengths.AsSpan());
        return new StoredVariable
        {
            Name = name,
            Place = place,
            Dimensions = array.Dims,
            Shape = shape,
            Attributes = new StoredAttributes(attributes),
            Unreadable = dtype is null ? $"its type {array.Type} is not numeric" : null,
            Array = dtype is not { } known
                ? null
                : new ReaderArray(place, reader!)
                {
                    Address = at,
                    Version = string.Create(CultureInfo.InvariantCulture, $"{array.Type} {shape}"),
                    Shape = shape,
                    DType = known,
                    StoredChunk = Chunk(array.Lengths, known.Size),
                    // An answer of a chunk.
                    Scratch = 2 * DapRegionReader.MostBytes,
                },
        };
    }

    // Requests of a few megabytes, as servers limit theirs: whole inner axes.
    private static long[]? Chunk(long[] lengths, int size)
    {
        var chunk = (long[])lengths.Clone();
        for (int axis = 0; axis < chunk.Length && Bytes() > DapRegionReader.MostBytes / 2; axis++)
        {
            long others = Math.Max(1, Bytes() / Math.Max(1, chunk[axis]));
            chunk[axis] = Math.Max(1, Math.Min(chunk[axis], DapRegionReader.MostBytes / 2 / others));
        }
        return chunk.Length == 0 || chunk.Contains(0) ? null : chunk;

        long Bytes() => (long)Int128.Min(long.MaxValue, chunk.Aggregate((Int128)size, (a, b) => a * Math.Max(1, b)));
    }
}

/// <summary>The address of a variable of an OPeNDAP server.</summary>
/// <param name="Location">The address of the data set.</param>
/// <param name="Name">The variable.</param>
internal sealed record DapAddress(string Location, string Name) : StoredArrayAddress("dap", Location, Name)
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open() =>
        DapFile.Open(Location)[Name].Array ?? throw new GchunkException($"{Location} has no array of numbers '{Name}'");
}
