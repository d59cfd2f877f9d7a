using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads the metadata of a NetCDF-4 file through libnetcdf.</summary>
internal sealed unsafe class NetCdfMetadata
{
    private readonly string path;
    private readonly FileSignature signature;
    private readonly string group;
    private readonly int ncid;
    private readonly Dictionary<int, StoredDimension> dimensions = [];
    private readonly List<int> order = [];
    private readonly HashSet<int> unlimited = [];

    private NetCdfMetadata(string path, FileSignature signature, string group, int ncid) => (this.path, this.signature, this.group, this.ncid) = (path, signature, group, ncid);

    /// <summary>Opens a file, reads its metadata and closes it.</summary>
    public static StoredDataset Read(string path, FileSignature signature, string group)
    {
        using (NetCdfLibrary.Enter())
        {
            NetCdfLibrary.Check(NetCdfNative.nc_open(path, 0, out int root), $"cannot open {path}");
            try { return new NetCdfMetadata(path, signature, group, NetCdfHandles.Group(root, group, path)).Read(); }
            finally { _ = NetCdfNative.nc_close(root); }
        }
    }

    /// <summary>The paths of all groups below one.</summary>
    public static List<string> GroupPaths(int ncid, string prefix = "", int depth = 0)
    {
        var paths = new List<string>();
        if (depth > 32) return paths;
        foreach ((int id, string name) in Groups(ncid))
        {
            paths.Add(prefix + name);
            paths.AddRange(GroupPaths(id, prefix + name + "/", depth + 1));
        }
        return paths;
    }

    private static List<(int Id, string Name)> Groups(int ncid)
    {
        var groups = new List<(int, string)>();
        if (NetCdfNative.nc_inq_grps(ncid, out int count, null) != 0 || count <= 0) return groups;
        var ids = new int[count];
        byte* name = stackalloc byte[NetCdfNative.MaxName + 1];
        fixed (int* p = ids) _ = NetCdfNative.nc_inq_grps(ncid, out _, p);
        foreach (int id in ids)
            if (NetCdfNative.nc_inq_grpname(id, name) == 0) groups.Add((id, NetCdfLibrary.Text(name)));
        return groups;
    }

    private StoredDataset Read()
    {
        FindUnlimited();
        Check(NetCdfNative.nc_inq_dimids(ncid, out int dimensionCount, null, 0));
        var ids = new int[dimensionCount];
        fixed (int* p = ids) Check(NetCdfNative.nc_inq_dimids(ncid, out _, p, 0));
        foreach (int id in ids) Dimension(id);

        Check(NetCdfNative.nc_inq_varids(ncid, out int variableCount, null));
        var variableIds = new int[variableCount];
        fixed (int* p = variableIds) Check(NetCdfNative.nc_inq_varids(ncid, out _, p));
        StoredVariable[] variables = Array.ConvertAll(variableIds, Variable);

        Check(NetCdfNative.nc_inq_natts(ncid, out int attributes));
        return new StoredDataset
        {
            Path = path,
            Group = group,
            Variables = variables,
            Dimensions = [.. order.Select(id => dimensions[id])],
            Attributes = NetCdfAttributes.Read(ncid, NetCdfNative.Global, attributes, path),
            Groups = [.. Groups(ncid).Select(g => g.Name)],
        };
    }

    private void Check(int status) => NetCdfLibrary.Check(status, $"{path} is damaged");

    // The library names only a group's own unlimited dimensions.
    private void FindUnlimited()
    {
        for (int at = ncid, parent; ; at = parent)
        {
            if (NetCdfNative.nc_inq_unlimdims(at, out int count, null) == 0 && count > 0)
            {
                var ids = new int[count];
                fixed (int* p = ids) _ = NetCdfNative.nc_inq_unlimdims(at, out _, p);
                unlimited.UnionWith(ids);
            }
            if (NetCdfNative.nc_inq_grp_parent(at, out parent) != 0) return;
        }
    }

    private StoredDimension Dimension(int id)
    {
        if (dimensions.TryGetValue(id, out StoredDimension? known)) return known;
        byte* name = stackalloc byte[NetCdfNative.MaxName + 1];
        Check(NetCdfNative.nc_inq_dim(ncid, id, name, out nuint length));
        if (length > long.MaxValue) throw new GchunkException($"{path} is damaged: dimension '{NetCdfLibrary.Text(name)}' has length {length}");
        order.Add(id);
        return dimensions[id] = new StoredDimension(NetCdfLibrary.Text(name), (long)length, unlimited.Contains(id));
    }

    private StoredVariable Variable(int id)
    {
        byte* nameBytes = stackalloc byte[NetCdfNative.MaxName + 1];
        Check(NetCdfNative.nc_inq_varndims(ncid, id, out int rank));
        var dimensionIds = new int[rank];
        int type, attributes;
        fixed (int* p = dimensionIds) Check(NetCdfNative.nc_inq_var(ncid, id, nameBytes, out type, out _, p, out attributes));
        string name = NetCdfLibrary.Text(nameBytes);
        StoredDimension[] axes = Array.ConvertAll(dimensionIds, Dimension);
        Shape shape = ShapeOf(name, axes);
        string place = $"{path}: variable '{name}'";
        var source = new NetCdfSource(path, signature, group, name, id, place);
        var variable = new StoredVariable
        {
            Name = name,
            Place = place,
            Shape = shape,
            Dimensions = [.. axes.Select(a => a.Name)],
            Attributes = NetCdfAttributes.Read(ncid, id, attributes, place),
        };
        return NetCdfTypes.Resolve(ncid, type, out DType dtype, out string reason) switch
        {
            TypeKind.Number => variable with { Array = new NetCdfArray(source, shape, dtype, Chunking(id, rank)) },
            TypeKind.Text when type == NetCdfNative.Char => variable with { Texts = () => NetCdfText.ReadCharacters(source, shape, new LibraryReader(source)) },
            TypeKind.Text => variable with { Texts = () => NetCdfText.ReadStrings(source, shape) },
            _ => variable with { Unreadable = reason },
        };
    }

    private Shape ShapeOf(string name, StoredDimension[] axes)
    {
        try { return new Shape(Array.ConvertAll(axes, a => a.Length).AsSpan()); }
        catch (GchunkException e) { throw new GchunkException($"{path} is damaged: variable '{name}': {e.Message}", e); }
    }

    private long[]? Chunking(int id, int rank)
    {
        if (rank == 0) return null;
        Span<nuint> chunk = rank <= 64 ? stackalloc nuint[rank] : new nuint[rank];
        int status, storage;
        fixed (nuint* p = chunk) status = NetCdfNative.nc_inq_var_chunking(ncid, id, out storage, p);
        if (status != 0 || storage != NetCdfNative.Chunked) return null;
        var result = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            result[i] = (long)chunk[i];
            if (result[i] <= 0) return null;
        }
        return result;
    }
}
