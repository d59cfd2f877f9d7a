using Microsoft.ML;
using Microsoft.ML.Data;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>The columns in which ML.NET sees samples.</summary>
/// <param name="Features">The number of features.</param>
/// <param name="Names">The names of the features, or null.</param>
/// <param name="Label">The type of the label.</param>
/// <param name="Classes">The labels of the classes, ascending, if the label is one of them.</param>
internal sealed record ViewLayout(int Features, string[]? Names, LabelKind Label, double[]? Classes)
{
    public const string FeatureColumn = "Features",
        LabelColumn = "Label",
        WeightColumn = "Weight",
        IndexColumn = "Index";

    private const string SlotNames = "SlotNames";

    /// <summary>True if there is a column of weights.</summary>
    public bool Weighted { get; init; }

    /// <summary>The names and types of the columns of coordinates.</summary>
    public IReadOnlyList<(string Name, DataViewType Type)> Coordinates { get; init; } = [];

    /// <summary>The names of the features in annotations.</summary>
    public IEnumerable<string> Slots => Names ?? Enumerable.Range(0, Features).Select(i => $"Slot {i}");

    /// <summary>Makes the schema.</summary>
    public DataViewSchema ToSchema()
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(
            FeatureColumn,
            new VectorDataViewType(NumberDataViewType.Single, Features),
            Names is null ? null : Annotations(Names)
        );
        if (Label != LabelKind.None)
            schema.AddColumn(LabelColumn, LabelType);
        if (Weighted)
            schema.AddColumn(WeightColumn, NumberDataViewType.Single);
        schema.AddColumn(IndexColumn, NumberDataViewType.Int64);
        foreach ((string name, DataViewType type) in Coordinates)
            schema.AddColumn(name, type);
        return schema.ToSchema();
    }

    private DataViewType LabelType =>
        Label switch
        {
            LabelKind.Binary => BooleanDataViewType.Instance,
            LabelKind.Class => new KeyDataViewType(typeof(uint), Classes!.Length),
            _ => NumberDataViewType.Single,
        };

    private static DataViewSchema.Annotations Annotations(string[] names)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) =>
            {
                VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, names.Length);
                for (int i = 0; i < names.Length; i++)
                    editor.Values[i] = names[i].AsMemory();
                value = editor.Commit();
            }
        );
        return annotations.ToAnnotations();
    }
}
