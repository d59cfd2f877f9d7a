using System.Text.Json;
using System.Text.Json.Serialization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.MlNet.Tables;

namespace Gchunk.Ml.MlNet;

/// <summary>What gchunk knows of a model of ML.NET besides what ML.NET stores.</summary>
/// <param name="Version">The version of this format.</param>
/// <param name="FeatureDim">The dimension of the features.</param>
/// <param name="Features">The number of features.</param>
/// <param name="Names">The names of the features, or null.</param>
/// <param name="Center">What is subtracted from the features, or null.</param>
/// <param name="LabelCenter">What was subtracted from the labels.</param>
/// <param name="Label">The type of the label.</param>
/// <param name="Classes">The labels of the classes, or null.</param>
/// <param name="Trainer">The name of the trainer, for printing.</param>
internal sealed record ModelDetails(
    int Version,
    string FeatureDim,
    int Features,
    string[]? Names,
    double[]? Center,
    double LabelCenter,
    LabelKind Label,
    double[]? Classes,
    string Trainer
)
{
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The columns of the samples that the model takes.</summary>
    [JsonIgnore]
    public ViewLayout Layout => new(Features, Names, Label, Classes);

    /// <summary>What is subtracted from the features, as an array.</summary>
    [JsonIgnore]
    public NDArray? CenterArray => Center is null ? null : NDArray.From(Center);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads the details.</summary>
    /// <exception cref="GchunkException">They are damaged, or of a newer version.</exception>
    public static ModelDetails Parse(byte[] json, string name)
    {
        ModelDetails? details;
        try
        {
            details = JsonSerializer.Deserialize<ModelDetails>(json, Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new GchunkException(
                $"{name} is damaged: {ModelArchive.DetailsEntry} in it cannot be read: {e.Message}",
                e
            );
        }
        if (details is { Version: > CurrentVersion })
        {
            throw new GchunkException(
                $"{name} was written by a newer version of gchunk (format {details.Version}; this one reads up to {CurrentVersion})"
            );
        }

        bool fits =
            details is { Version: 1, Features: > 0 and <= 1 << 24, FeatureDim.Length: > 0, Trainer: not null }
            && (details.Names is null || details.Names.Length == details.Features)
            && (details.Center is null || details.Center.Length == details.Features)
            && (details.Label != LabelKind.Class || details.Classes is { Length: > 0 })
            && Enum.IsDefined(details.Label)
            && double.IsFinite(details.LabelCenter);
        return fits
            ? details!
            : throw new GchunkException(
                $"{name} is damaged: the numbers in {ModelArchive.DetailsEntry} do not fit together"
            );
    }
}
