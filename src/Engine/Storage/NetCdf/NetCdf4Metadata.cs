using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads the metadata of a NetCDF-4 file from its HDF5 structure: "NetCDF-4 file format", Unidata. Plain HDF5 files are
/// read too; their dimensions get the names that libnetcdf gives them.
/// </summary>
internal sealed class NetCdf4Metadata
{
    private const string OtherName = "_nc4_non_coord_",
        NoVariable = "This is a netCDF dimension but not a netCDF variable";

    private readonly string path;
    private readonly FileSignature signature;
    private readonly string group;
    private readonly Hdf5File file;
    private readonly List<Dimension> dimensions = [];
    private readonly Dictionary<long, Dimension> byAddress = [];
    private int? firstPhony;
    private int phonies;

    private NetCdf4Metadata(string path, FileSignature signature, string group, Hdf5File file) =>
        (this.path, this.signature, this.group, this.file) = (path, signature, group, file);

    private sealed class Dimension(string name, long length, bool isUnlimited, int? id, int depth)
    {
        public string Name => name;

        public long Length { get; set; } = length;

        public bool IsUnlimited => isUnlimited;

        public int? Id => id;

        /// <summary>The number of groups around its own group.</summary>
        public int Depth => depth;
    }

    private sealed record Found(string Name, Hdf5Object Object, Hdf5Dataset Dataset, Dimension? Scale)
    {
        public Dimension[] Axes { get; set; } = [];
    }

    /// <summary>Reads the metadata of a group.</summary>
    public static StoredDataset Read(string path, FileSignature signature, string group)
    {
        using FileHandles.Lease lease = FileHandles.Rent(path, signature);
        try
        {
            return new NetCdf4Metadata(path, signature, group, Hdf5File.Open(lease, signature)).Read();
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new GchunkException($"{path} is damaged: {e.Message}", e);
        }
    }

    private StoredDataset Read()
    {
        List<Hdf5Object> chain = [file.Root];
        foreach (string part in group.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            Hdf5Object? next = Children(chain[^1])
                .Where(c => c.Object.IsGroup && c.Name == part)
                .Select(c => c.Object)
                .FirstOrDefault();
            chain.Add(
                next
                    ?? throw new GchunkException(
                        $"{path}: {Spelling.Unknown("group", group, NetCdf4Check.Groups(file))}"
                    )
            );
        }
        var datasets = new List<Found>();
        var groups = new List<string>();
        for (int depth = 0; depth < chain.Count; depth++)
        {
            bool isOwn = depth == chain.Count - 1;
            foreach (var (name, child) in Children(chain[depth]))
            {
                if (child.IsDataset && (isOwn || IsScale(child)))
                    AddDataset(name, child, depth, isOwn, datasets);
                else if (isOwn && child.IsGroup)
                    groups.Add(name);
            }
        }
        FindAxes(datasets, chain.Count - 1);
        return new StoredDataset
        {
            Path = path,
            Group = group,
            Variables = [.. datasets.Where(d => d.Scale is null || !IsOnlyDimension(d.Object)).Select(Variable)],
            Dimensions =
            [
                .. dimensions
                    .OrderByDescending(d => d.Depth)
                    .ThenBy(d => d.Id ?? int.MaxValue)
                    .Where(d => d.Depth == chain.Count - 1 || datasets.Any(v => v.Axes.Contains(d)))
                    .Select(d => new StoredDimension(d.Name, d.Length, d.IsUnlimited)),
            ],
            Attributes = NetCdf4Attributes.Of(chain[^1]),
            Groups = groups,
        };
    }

    private IEnumerable<(string Name, Hdf5Object Object)> Children(Hdf5Object parent)
    {
        foreach (Hdf5Link link in parent.Links)
        {
            // External links are ignored. Soft links are followed by absolute paths and by paths relative to their
            // group.
            Hdf5Object? target =
                link.Address >= 0 ? file.ObjectAt(link.Address)
                : link.Path is { } to ? Follow(to.StartsWith('/') ? file.Root : parent, to)
                : null;
            if (target is not null)
                yield return (link.Name, target);
        }
    }

    private Hdf5Object? Follow(Hdf5Object from, string to)
    {
        Hdf5Object? at = from;
        foreach (string part in to.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at =
                at is { IsGroup: true } && at.Links.FirstOrDefault(l => l.Name == part) is { Address: >= 0 } link
                    ? file.ObjectAt(link.Address)
                    : null;
        }

        return at;
    }

    private static bool IsScale(Hdf5Object from) => NetCdf4Attributes.Text(from, "CLASS") == "DIMENSION_SCALE";

    private static bool IsOnlyDimension(Hdf5Object from) =>
        NetCdf4Attributes.Text(from, "NAME")?.StartsWith(NoVariable, StringComparison.Ordinal) == true;

    private void AddDataset(string name, Hdf5Object from, int depth, bool isOwn, List<Found> datasets)
    {
        Hdf5Dataset dataset = Hdf5Dataset.Read(from);
        if (name.StartsWith(OtherName, StringComparison.Ordinal))
            name = name[OtherName.Length..];
        Dimension? scale = null;
        if (IsScale(from) && dataset.Space.Extent.Length > 0)
        {
            scale = new Dimension(
                name,
                dataset.Space.Extent[0],
                dataset.Space.IsUnlimited[0],
                NetCdf4Attributes.Numbers(from, "_Netcdf4Dimid") is [var id] ? id : null,
                depth
            );
            dimensions.Add(scale);
            byAddress.TryAdd(from.Address, scale);
        }
        if (isOwn)
            datasets.Add(new Found(name, from, dataset, scale));
    }

    private void FindAxes(List<Found> datasets, int depth)
    {
        foreach (Found found in datasets)
        {
            long[] extent = found.Dataset.Space.Extent;
            var axes = new Dimension?[extent.Length];
            if (found.Scale is not null)
                axes[0] = found.Scale;
            int[]? ids = NetCdf4Attributes.Numbers(found.Object, "_Netcdf4Coordinates");
            long[]? scales = found.Scale is null ? NetCdf4Attributes.References(found.Object, "DIMENSION_LIST") : null;
            for (int axis = 0; axis < axes.Length; axis++)
            {
                if (axes[axis] is null && ids?.Length == axes.Length)
                    axes[axis] = dimensions.LastOrDefault(d => d.Id == ids[axis]);
                if (axes[axis] is null && scales?.Length == axes.Length)
                    axes[axis] = byAddress.GetValueOrDefault(scales[axis]);
            }
            for (int axis = 0; axis < axes.Length; axis++)
                axes[axis] ??= Phony(extent[axis], found.Dataset.Space.IsUnlimited[axis], axes, depth);
            found.Axes = axes!;
            // An unlimited dimension is as long as the longest of its variables.
            for (int axis = 0; axis < axes.Length; axis++)
            {
                if (found.Axes[axis].IsUnlimited)
                    found.Axes[axis].Length = Math.Max(found.Axes[axis].Length, extent[axis]);
            }
        }
    }

    // As in libnetcdf: an unused dimension of the group with the same length, otherwise a new one, numbered across the
    // file.
    private Dimension Phony(long length, bool isUnlimited, Dimension?[] taken, int depth)
    {
        Dimension? same = dimensions.FirstOrDefault(d =>
            d.Depth == depth && d.Length == length && d.IsUnlimited == isUnlimited && !taken.Contains(d)
        );
        if (same is not null)
            return same;
        int id = (firstPhony ??= FirstPhony()) + phonies++;
        var made = new Dimension($"phony_dim_{id}", length, isUnlimited, id, depth);
        dimensions.Add(made);
        return made;
    }

    // The numbers follow those of all named dimensions and those of the groups before, inner groups first.
    private int FirstPhony()
    {
        int count = NetCdf4Check
            .Walk(file)
            .Sum(g => Children(g.Group).Count(c => c.Object.IsDataset && IsScale(c.Object)));
        foreach (string before in NetCdf4Check.InnerFirst(file).TakeWhile(path => path != group))
        {
            var other = new NetCdf4Metadata(path, signature, before, file) { firstPhony = 0 };
            _ = other.Read();
            count += other.phonies;
        }
        return count;
    }

    private StoredVariable Variable(Found found)
    {
        Shape shape;
        try
        {
            shape = new Shape(Array.ConvertAll(found.Axes, a => a.Length).AsSpan());
        }
        catch (GchunkException e)
        {
            throw new GchunkException($"{path} is damaged: variable '{found.Name}': {e.Message}", e);
        }
        string place = $"{path}: variable '{found.Name}'";
        var source = new NetCdfSource(path, signature, group, found.Name, place);
        Hdf5Dataset dataset = found.Dataset with { Inline = found.Dataset.Inline.ToArray() };
        Hdf5Type type = dataset.Type;
        IRegionReader Reader() => NetCdf4Readers.Find(source, dataset, shape);
        var variable = new StoredVariable
        {
            Name = found.Name,
            Place = place,
            Shape = shape,
            Dimensions = [.. found.Axes.Select(a => a.Name)],
            Attributes = NetCdf4Attributes.Of(found.Object),
        };
        if (dataset.Space.IsNull)
            return variable with { Unreadable = "it has no elements" };
        if (NetCdf4Types.TryNumber(type, out DType dtype))
        {
            long[]? chunk = dataset.Chunk.Length > 0 ? dataset.Chunk : null;
            return variable with
            {
                Array = new NetCdfArray(source, shape, dtype, chunk, Reader),
                Layout = new StoredLayout("netcdf4", shape, dtype, chunk)
                {
                    Deflate = Hdf5Filters.LevelOf(dataset.Filters),
                    Shuffle = Array.Exists(dataset.Filters, f => f.Id == Hdf5Filters.Shuffle),
                },
            };
        }

        Hdf5Type bits = type.Element ?? type;
        if (bits.IsNarrow && NetCdf4Types.TryNumber(bits with { IsPlain = true }, out dtype))
        {
            return variable with
            {
                Array = new NetCdfArray(
                    source,
                    shape,
                    dtype,
                    dataset.Chunk.Length > 0 ? dataset.Chunk : null,
                    () => new NarrowReader(Reader(), bits.Size, bits.Offset, bits.Precision, dtype.IsSigned)
                ),
            };
        }

        if (type.IsHalf)
        {
            return variable with
            {
                Array = new NetCdfArray(
                    source,
                    shape,
                    DType.Float32,
                    dataset.Chunk.Length > 0 ? dataset.Chunk : null,
                    () => new HalfReader(Reader())
                )
                {
                    IsHalf = true,
                },
            };
        }

        if (type.IsVariableText)
        {
            return variable with
            {
                Texts = _ => NetCdfText.ReadStrings(source, shape, type.Size, Reader()),
                TextElementBytes = type.Size,
            };
        }

        if (type.Class != Hdf5Class.Text)
            return variable with { Unreadable = NetCdf4Types.WhyNot(type) };
        if (type.Size == 1 && NetCdfText.EncodingOf(variable.Attributes) is null)
            return variable with { Unreadable = NetCdfText.UnknownEncoding(variable.Attributes) };
        return type.Size == 1
            ? variable with
            {
                Texts = joined =>
                    NetCdfText.ReadCharacters(
                        source,
                        shape,
                        Reader(),
                        joined,
                        NetCdfText.EncodingOf(variable.Attributes)!
                    ),
                IsCharacters = true,
            }
            : variable with
            {
                Texts = _ => NetCdfText.ReadFixed(source, shape, type.Size, Reader()),
                TextElementBytes = type.Size,
            };
    }
}
