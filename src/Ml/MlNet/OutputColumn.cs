using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Gchunk.Ml.MlNet;

/// <summary>A column that a model makes, as an array.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="DType">The dtype of the array.</param>
/// <param name="Columns">The length of the vectors in it, or 0 for a scalar.</param>
internal sealed record OutputColumn(string Name, DType DType, int Columns)
{
    private static readonly string[] Preferred = ["PredictedLabel", "Score"];

    /// <summary>Finds a column of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The name; null for the predicted label, else the score, else the last column made.</param>
    /// <param name="restore">True if what was subtracted from the features is added again.</param>
    /// <exception cref="GchunkException">There is no such column, or it holds neither numbers nor labels.</exception>
    public static OutputColumn Of(LoadedModel model, string? name, bool restore)
    {
        DataViewSchema taken = model.Details.Layout.ToSchema(),
            made;
        try
        {
            made = model.Transformer.GetOutputSchema(taken);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new GchunkException($"the model cannot take features of this form: {e.Message}", e);
        }
        string[] names = [.. made.Where(c => !c.IsHidden).Select(c => c.Name)];
        string chosen =
            name
            ?? Preferred.FirstOrDefault(names.Contains)
            ?? names.LastOrDefault(n => taken.GetColumnOrNull(n) is null)
            ?? names[^1];
        if (made.GetColumnOrNull(chosen) is not { } column)
            throw new GchunkException(Spelling.Unknown("column of the model", chosen, names));
        int columns = column.Type is VectorDataViewType vector ? vector.Size : 0;
        if (column.Type is VectorDataViewType && columns == 0)
        {
            throw new GchunkException(
                $"the column '{chosen}' holds vectors of different lengths; choose another: {string.Join(", ", names)}"
            );
        }
        bool shifted = restore || (columns == 0 && chosen == "Score" && model.Details.LabelCenter != 0);
        DType dtype = (column.Type is VectorDataViewType ofItems ? ofItems.ItemType : column.Type) switch
        {
            KeyDataViewType => model.Details.Classes is null ? DType.Int32 : DType.Int64,
            BooleanDataViewType => DType.Bool,
            NumberDataViewType number when number.RawType == typeof(float) => shifted ? DType.Float64 : DType.Float32,
            NumberDataViewType number when number.RawType == typeof(double) => DType.Float64,
            _ => throw new GchunkException(
                $"the column '{chosen}' holds {column.Type}; an array can hold numbers, bools and labels: choose another of {string.Join(", ", names)}"
            ),
        };
        if (restore && columns != model.Details.Features)
        {
            throw new GchunkException(
                $"restore: adds the center of the features again, but '{chosen}' has {Math.Max(1, columns)} values for each sample, not the {model.Details.Features} of the features"
            );
        }

        return new OutputColumn(chosen, dtype, columns);
    }
}
