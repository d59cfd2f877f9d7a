using System.Text.Json.Nodes;
using Gchunk.Dsl;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Ml.Saving;

/// <summary>Labelled arrays and coordinates in the state of an estimator.</summary>
internal static class LabelledState
{
    /// <summary>Puts a labelled array of numbers; it is computed.</summary>
    public static void Set(this ModelState state, string name, DataArray array)
    {
        var part = new ModelState("labelled array");
        part.Set("name", name).Set("dims", array.Dims);
        if (array.Name is { } own)
            part.Set("label", own);
        part.Set("values", array.Compute());
        Write(part, array.Coords);
        state.Parts.Add(part);
    }

    /// <summary>Returns a labelled array.</summary>
    public static DataArray Labelled(this ModelState state, string name)
    {
        ModelState part = Part(state, "labelled array", name);
        string[] dims = part.Texts("dims");
        if (!part.Arrays.TryGetValue("values", out NDArray? values) || values.Rank != dims.Length)
            throw new GchunkException($"the array '{name}' of {state.Type} has other dimensions than it names");
        return new DataArray(values, dims, ReadCoordinates(part), part.Has("label") ? part.Text("label") : null);
    }

    /// <summary>Puts coordinates.</summary>
    public static void Set(this ModelState state, string name, Coordinates coords)
    {
        var part = new ModelState("coordinates");
        part.Set("name", name);
        Write(part, coords);
        state.Parts.Add(part);
    }

    /// <summary>Returns coordinates.</summary>
    public static Coordinates Coordinates(this ModelState state, string name) =>
        ReadCoordinates(Part(state, "coordinates", name));

    private static ModelState Part(ModelState state, string type, string name) =>
        state.Parts.FirstOrDefault(p => p.Type == type && p.Has("name") && p.Text("name") == name)
        ?? throw new GchunkException($"it lacks the {type} '{name}' of {state.Type}");

    private static void Write(ModelState state, Coordinates coords)
    {
        foreach (Coordinate coordinate in coords)
        {
            ModelState? part = coordinate.Index is { } index ? OfIndex(index) : OfVariable(coordinate);
            if (part is null)
                continue;
            part.Set("name", coordinate.Name);
            Write(part, coordinate.Attrs);
            state.Parts.Add(part);
        }
    }

    private static ModelState OfIndex(DimensionIndex index)
    {
        var part = new ModelState("coordinate");
        switch (index)
        {
            case NumberIndex numbers:
                return part.Set("kind", "numbers")
                    .Set("dtype", numbers.DType.Name)
                    .Set("labels", NDArray.From(numbers.Labels.ToArray()));
            case TimeIndex times:
                return part.Set("kind", "times")
                    .Set("calendar", times.Calendar.Name)
                    .Set("labels", NDArray.From(times.Labels.ToArray()));
            case TextIndex texts:
                return part.Set("kind", "texts").Set("labels", texts.Labels.ToArray());
            case ProductIndex product:
                part.Set("kind", "product");
                var kept = new long[product.Length];
                for (long i = 0; i < kept.Length; i++)
                    kept[i] = product.PositionInProduct(i);
                part.SetIfAny("kept", product.IsPartial ? kept : null);
                foreach (ProductLevel level in product.Levels)
                {
                    ModelState own = level.Index is { } labels
                        ? OfIndex(labels)
                        : new ModelState("coordinate").Set("kind", "none");
                    own.Set("name", level.Name).Set("length", level.Length);
                    Write(own, level.Attrs);
                    part.Parts.Add(own);
                }

                return part;
            default:
                throw new GchunkException($"labels of the kind {index.GetType().Name} cannot be saved");
        }
    }

    // Coordinates of text that label no dimension are not needed to turn results into fields.
    private static ModelState? OfVariable(Coordinate coordinate)
    {
        Variable variable = coordinate.Variable;
        if (variable.Texts is not null || !variable.Expr.DType.IsReal)
            return null;
        ModelState part = new ModelState("coordinate")
            .Set("kind", "values")
            .Set("dims", variable.Dims)
            .Set("values", Computation.Compute(variable.Expr));
        return variable.Calendar is { } calendar ? part.Set("calendar", calendar.Name) : part;
    }

    private static void Write(ModelState part, Attributes attrs)
    {
        var texts = new JsonObject();
        foreach (var (name, value) in attrs)
        {
            if (value is string text)
                texts[name] = text;
        }

        part.Set("attributes", texts);
    }

    private static Coordinates ReadCoordinates(ModelState state) =>
        new([.. state.Parts.Where(p => p.Type == "coordinate").Select(Read)]);

    private static Coordinate Read(ModelState part)
    {
        string name = part.Text("name");
        Attributes attrs = ReadAttributes(part);
        if (part.Text("kind") != "values")
            return new Coordinate(name, ReadIndex(part, 0), attrs);
        string[] dims = part.Texts("dims");
        if (!part.Arrays.TryGetValue("values", out NDArray? values) || values.Rank != dims.Length)
            throw new GchunkException($"the coordinate '{name}' has other dimensions than it names");
        CfCalendar? calendar = part.Has("calendar") ? CfCalendar.Named(part.Text("calendar")) : null;
        return new Coordinate(
            name,
            new Variable(dims, new MemoryExpr(values, ChunkGrid.Single(values.Shape)), attrs, calendar)
        );
    }

    private static DimensionIndex ReadIndex(ModelState part, int depth)
    {
        const int Deepest = 8;
        if (depth > Deepest)
            throw new GchunkException($"its labels are stacked more than {Deepest} times");
        switch (part.Text("kind"))
        {
            case "numbers":
                string dtype = part.Text("dtype");
                return new NumberIndex(
                    part.Array("labels", DType.Float64, 1).ToArray<double>(),
                    Enum.GetValues<DType>().FirstOrDefault(d => d.Name == dtype && d.IsReal, DType.Float64)
                );
            case "times":
                return new TimeIndex(
                    part.Array("labels", DType.Int64, 1).ToArray<long>(),
                    CfCalendar.Named(part.Text("calendar"))
                );
            case "texts":
                return new TextIndex(part.Texts("labels"));
            case "product":
                ProductLevel[] levels = [.. part.Parts.Select(p => ReadLevel(p, depth))];
                long full = checked(levels.Aggregate(1L, (n, level) => checked(n * level.Length)));
                return new ProductIndex(levels, part.Positions("kept", full, ascending: false));
            default:
                throw new GchunkException($"its labels are of the unknown kind '{VisibleText.Of(part.Text("kind"))}'");
        }
    }

    private static ProductLevel ReadLevel(ModelState part, int depth)
    {
        DimensionIndex? index = part.Text("kind") == "none" ? null : ReadIndex(part, depth + 1);
        long length = part.Long("length");
        if (length < 0 || (index is not null && index.Length != length))
            throw new GchunkException($"a level of its labels has {length} positions but {index?.Length} labels");
        return new ProductLevel(part.Text("name"), length, index, ReadAttributes(part));
    }

    private static Attributes ReadAttributes(ModelState part)
    {
        var attrs = new Attributes();
        if (part.Values["attributes"] is JsonObject texts)
        {
            foreach (var (name, value) in texts)
            {
                if (value is JsonValue text && text.TryGetValue(out string? content))
                    attrs[name] = content;
            }
        }

        return attrs;
    }
}
