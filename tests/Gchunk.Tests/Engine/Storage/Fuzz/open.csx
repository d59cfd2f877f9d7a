// Does with a case all that opening a file and looking at it does.

void Child(string format, int from, int to, string folder)
{
    Notice.Sink = _ => { };
    Func<Random, string> make = Maker(format, folder);
    for (int seed = from; seed < to; seed++)
    {
        Console.Out.WriteLine($"case\t{seed}");
        Console.Out.Flush();
        Guard(() => Use(format, make(new Random(seed)), new Random(seed)));
    }
    Console.Out.WriteLine("over");
    Console.Out.Flush();
}

void Guard(Action action)
{
    try
    {
        action();
    }
    catch (GchunkException)
    {
        Console.Out.WriteLine("error");
    }
    catch (Exception e)
    {
        string frames = string.Join(
            " < ",
            (e.StackTrace ?? "")
                .Split('\n')
                .Select(f => f.Trim())
                .Where(f => f.StartsWith("at Gchunk."))
                .Take(3)
                .Select(f => f["at ".Length..].Split('(')[0])
        );
        Console.Out.WriteLine($"raw\t{e.GetType().Name} {frames}: {e.Message.Replace('\n', ' ').Replace('\t', ' ')}");
    }
}

// What is done with a case: all that opening a file and looking at it does.
void Use(string format, string path, Random random)
{
    switch (format)
    {
        case "catalogue":
            var catalog = OpenCatalog(path);
            _ = catalog.ToString();
            foreach (string name in catalog.Names)
            {
                Guard(() => catalog[name].ToDataset());
                Guard(() => catalog[name].ToCatalog());
            }
            break;
        case "npy":
            ChunkedArray read = FromNpy(path);
            Look(
                new DataArray(read.Expression, [.. Enumerable.Range(0, read.Rank).Select(i => $"d{i}")], name: "x"),
                random
            );
            break;
        case "parquet":
            _ = ReadParquet(path).ToString();
            break;
        case "csv":
            _ = ReadCsv(path).ToString();
            break;
        case "onnx":
            _ = OnnxModel.Load(path).ToString();
            break;
        case "model":
            _ = Load<KMeans>(path).ToString();
            break;
        case "texts":
            Text(path, random);
            break;
        default:
            Dataset ds = format.StartsWith("z") || format is "times" or "packed" ? OpenZarr(path) : OpenDataset(path);
            _ = ds.ToString() + ds.Info() + ds.ToHtml() + ds.NBytes;
            foreach (string variable in ds.Names.ToArray())
                Guard(() => Look(ds[variable], random));
            break;
    }
}

void Look(DataArray array, Random random)
{
    _ = array.ToString() + array.Info() + array.NBytes;
    if (array.NBytes < 1 << 20)
    {
        _ = array.Compute().ToString();
        return;
    }
    var part = array;
    foreach (string dim in array.Dims)
        part = part.Isel(dim, random.Next(2) == 0 ? ..1 : ^1..);
    _ = part.Compute().ToString();
}
