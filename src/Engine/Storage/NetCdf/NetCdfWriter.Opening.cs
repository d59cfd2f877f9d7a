using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.NetCdf;

public sealed unsafe partial class NetCdfWriter
{
    /// <summary>Starts a copy of a NetCDF-4 file that will be extended and then replace the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The path of a group in it, which is made if there is none; null for the root group.</param>
    /// <exception cref="GchunkException">
    /// There is no such file, or it is not NetCDF-4, damaged, or cannot be written.
    /// </exception>
    public static NetCdfWriter Append(string path, string? group = null)
    {
        string full = Path.GetFullPath(path);
        FileSignature signature = FileSignature.Of(full);
        if (!signature.IsHdf5)
        {
            throw new GchunkException(
                $"{path} has the classic format, which gchunk can only write as a whole; convert it with: nccopy -k nc4 {path} NEW.nc"
            );
        }

        NetCdfFile.Open(full);
        using (FileHandles.Lease lease = FileHandles.Rent(full, signature.Version))
            NetCdf4Check.All(lease, signature, full);
        AtomicFile pending = AtomicFile.Create(path);
        var writer = new NetCdfWriter(pending, NetCdfFormat.NetCdf4);
        try
        {
            File.Copy(full, pending.TemporaryPath, overwrite: true);
            using (NetCdfLibrary.Enter())
            {
                NetCdfLibrary.Check(
                    NetCdfNative.nc_open(pending.TemporaryPath, NetCdfNative.Write, out int id),
                    $"cannot write {path}"
                );
                writer.fileId = writer.ncid = id;
                string[] parts = Parts(group);
                writer.Know(full, "");
                for (int i = 0; i < parts.Length; i++)
                {
                    bool isNew = NetCdfNative.nc_inq_grp_ncid(writer.ncid, parts[i], out int inner) != 0;
                    writer.EnterGroup(parts[i], isNew ? null : inner);
                    // Dimensions of outer groups are known in inner ones, variables are not.
                    writer.variables.Clear();
                    writer.direct.Clear();
                    if (!isNew)
                        writer.Know(full, string.Join('/', parts.AsSpan(0, i + 1)!));
                }
            }
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Starts a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format; null for NetCDF-4.</param>
    /// <param name="group">The path of the group that is written; null for the root group.</param>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, the path names a folder, or the format has no groups.
    /// </exception>
    public static NetCdfWriter Create(string path, NetCdfFormat? format = null, string? group = null)
    {
        format ??= NetCdfFormat.NetCdf4;
        string[] parts = Parts(group);
        if (format.IsClassic && parts.Length > 0)
        {
            throw new GchunkException(
                $"{format.Name} has no groups, so '{group}' cannot be written; write the format NETCDF4"
            );
        }

        AtomicFile pending = AtomicFile.Create(path);
        var writer = new NetCdfWriter(pending, format);
        try
        {
            using (NetCdfLibrary.Enter())
            {
                int status = NetCdfNative.nc_create(pending.TemporaryPath, format.Mode, out int id);
                // libnetcdf says "Permission denied", whatever it was.
                if (status != 0 && pending.WhyFull() is { Length: > 0 } why)
                    throw new GchunkException($"cannot write {path}{why}");
                NetCdfLibrary.Check(status, $"cannot write {path}");
                writer.fileId = writer.ncid = id;
                foreach (string part in parts)
                    writer.EnterGroup(part, null);
            }
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private static string[] Parts(string? group) =>
        (group ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private void EnterGroup(string name, int? known)
    {
        int inner = known ?? 0;
        if (known is null)
            Check(NetCdfNative.nc_def_grp(ncid, name, out inner), $"group '{name}'");
        ncid = inner;
        group += "/" + name;
    }

    // Looks up the dimensions and variables of a group that exists.
    private void Know(string path, string name)
    {
        StoredDataset stored = NetCdfFile.Open(path, name);
        foreach (StoredDimension dim in stored.Dimensions)
        {
            if (NetCdfNative.nc_inq_dimid(ncid, dim.Name, out int number) == 0)
                dimensions[dim.Name] = (number, dim.Length, dim.IsUnlimited);
        }

        foreach (StoredVariable variable in stored.Variables)
        {
            if (variable.Array is null || NetCdfNative.nc_inq_varid(ncid, variable.Name, out int number) != 0)
                continue;
            variables[variable.Name] = (
                number,
                new NetCdfVariableSpec(variable.Name, variable.Array.DType, variable.Dimensions)
                {
                    Attributes = variable.Attributes,
                }
            );
            direct[variable.Name] = null;
        }
    }

    // New values of a variable that the file has take the place of its own.
    private void Replace(NetCdfVariableSpec spec, (int Id, NetCdfVariableSpec Spec) existing)
    {
        NetCdfVariableSpec old = existing.Spec;
        DType dtype = spec.DType == DType.Bool ? DType.Int8 : spec.DType;
        if (!old.Dimensions.SequenceEqual(spec.Dimensions) || old.DType != dtype)
        {
            throw new GchunkException(
                $"{file.Path} has a variable '{spec.Name}' of {old.DType.Name} ({string.Join(", ", old.Dimensions)}), and {dtype.Name} ({string.Join(", ", spec.Dimensions)}) cannot take its place; give it another name with Rename, or the same dtype by its encoding"
            );
        }

        // A fill value cannot change once a variable has values.
        StoredAttributes attributes = spec.Attributes.Without("_FillValue");
        string wanted = Show(spec.Attributes["_FillValue"]),
            known = Show(old.Attributes["_FillValue"]);
        if (wanted != known)
        {
            throw new GchunkException(
                $"{file.Path} has a variable '{spec.Name}' with the fill value {known}, not {wanted}; set FillValue in its encoding"
            );
        }

        NetCdfAttributeWriter.Write(ncid, existing.Id, attributes, dtype, What($"variable '{spec.Name}'"));

        static string Show(object? value) =>
            value is Array { Length: 1 } one ? $"{one.GetValue(0)}" : value?.ToString() ?? "none";
    }

    // Texts in the classic formats: characters, along a dimension that is named by its length, as xarray does.
    private void AddCharacters(
        string name,
        IReadOnlyList<string> dimensionNames,
        IReadOnlyList<string> values,
        StoredAttributes attributes
    )
    {
        (byte[] characters, int width) = NetCdfFormat.Characters(values);
        string along = $"string{width}";
        AddDimension(along, width);
        int id = Define(name, NetCdfNative.Char, [.. dimensionNames, along]);
        NetCdfAttributeWriter.Write(ncid, id, attributes.With("_Encoding", "utf-8"), null, What($"variable '{name}'"));
        nuint[] start = new nuint[dimensionNames.Count + 2],
            count = [.. dimensionNames.Select(d => (nuint)dimensions[d].Length), (nuint)width, 1];
        if (characters.Length == 0)
            return;
        EndDefinitions();
        fixed (
            nuint* s = start,
                c = count
        )
        fixed (byte* p = characters)
            Check(NetCdfNative.nc_put_vara(ncid, id, s, c, p), $"variable '{name}'");
    }
}
