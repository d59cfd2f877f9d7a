using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.MlNet.Tables;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Gchunk.Ml.MlNet;

/// <summary>
/// A model that ML.NET has loaded. A process loads each model once, by the hash of its bytes; transformers of ML.NET may
/// be used by several threads at a time, each with a cursor of its own.
/// </summary>
internal sealed class LoadedModel
{
    private static readonly ModelCache<LoadedModel> Loaded = new(Load);

    private LoadedModel(ITransformer transformer, ModelDetails details) =>
        (Transformer, Details) = (transformer, details);

    public ITransformer Transformer { get; }

    public ModelDetails Details { get; }

    /// <summary>Returns the model with these bytes.</summary>
    /// <exception cref="GchunkException">It is not a model that can be loaded.</exception>
    public static LoadedModel Of(NDArray model, string name = "the model") => Loaded.Of(model, name);

    private static LoadedModel Load(byte[] bytes, string name)
    {
        ModelDetails? details = ModelArchive.Check(bytes, name);
        try
        {
            var context = new MLContext(seed: 0);
            ITransformer transformer = context.Model.Load(
                new MemoryStream(bytes, writable: false),
                out DataViewSchema? schema
            );
            return new LoadedModel(transformer, details ?? Guess(schema, name));
        }
        // A damaged model can make its reader throw anything.
        catch (Exception e) when (e is not GchunkException)
        {
            throw new GchunkException($"{name} is not a model that ML.NET can load, or is damaged: {e.Message}", e);
        }
    }

    // A model that another program has saved: its features are as that program gave them.
    private static ModelDetails Guess(DataViewSchema? schema, string name)
    {
        if (
            schema?.GetColumnOrNull(ViewLayout.FeatureColumn) is not { } column
            || column.Type is not VectorDataViewType { Size: > 0, ItemType: NumberDataViewType item } vector
            || item.RawType != typeof(float)
        )
        {
            throw new GchunkException(
                $"{name} takes {(schema is null ? "columns that it does not state" : string.Join(", ", schema.Select(c => $"{c.Name} ({c.Type})")))}; a model for fields takes the column {ViewLayout.FeatureColumn}, a vector of float32 of a fixed length"
            );
        }

        return new ModelDetails(
            ModelDetails.CurrentVersion,
            "feature",
            vector.Size,
            null,
            null,
            0,
            schema.GetColumnOrNull(ViewLayout.LabelColumn)?.Type switch
            {
                BooleanDataViewType => LabelKind.Binary,
                NumberDataViewType => LabelKind.Number,
                _ => LabelKind.None,
            },
            null,
            "loaded"
        );
    }
}
