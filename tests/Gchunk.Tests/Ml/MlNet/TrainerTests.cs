using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Repl;
using Microsoft.ML;
using Xunit;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Ml.MlPrelude;

namespace Gchunk.Tests.Ml.MlNet;

/// <summary>Every trainer of the packages of ML.NET that gchunk brings, on tiny samples.</summary>
public sealed class TrainerTests
{
    private enum Labels
    {
        Numbers,
        Positive,
        YesOrNo,
        Classes,
        None,
    }

    private static readonly Dictionary<string, (Labels Labels, Func<IEstimator<ITransformer>> Make)> Trainers = new()
    {
        ["FastTree"] = (Labels.Numbers, () => ML.Regression.Trainers.FastTree(numberOfTrees: 5)),
        ["FastForest"] = (Labels.Numbers, () => ML.Regression.Trainers.FastForest(numberOfTrees: 5)),
        ["FastTreeTweedie"] = (Labels.Positive, () => ML.Regression.Trainers.FastTreeTweedie(numberOfTrees: 5)),
        ["Gam"] = (Labels.Numbers, () => ML.Regression.Trainers.Gam(numberOfIterations: 20)),
        ["LightGbm"] = (Labels.Numbers, () => ML.Regression.Trainers.LightGbm(numberOfIterations: 5)),
        ["Sdca"] = (Labels.Numbers, () => ML.Regression.Trainers.Sdca(maximumNumberOfIterations: 5)),
        ["LbfgsPoisson"] = (Labels.Positive, () => ML.Regression.Trainers.LbfgsPoissonRegression()),
        ["OnlineGradientDescent"] = (Labels.Numbers, () => ML.Regression.Trainers.OnlineGradientDescent()),
        ["binary FastTree"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.FastTree(numberOfTrees: 5)),
        ["binary FastForest"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.FastForest(numberOfTrees: 5)),
        ["binary Gam"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.Gam(numberOfIterations: 20)),
        ["binary LightGbm"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.LightGbm(numberOfIterations: 5)),
        ["SdcaLogistic"] = (
            Labels.YesOrNo,
            () => ML.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 5)
        ),
        ["binary SdcaNonCalibrated"] = (
            Labels.YesOrNo,
            () => ML.BinaryClassification.Trainers.SdcaNonCalibrated(maximumNumberOfIterations: 5)
        ),
        ["SgdCalibrated"] = (
            Labels.YesOrNo,
            () => ML.BinaryClassification.Trainers.SgdCalibrated(numberOfIterations: 5)
        ),
        ["SgdNonCalibrated"] = (
            Labels.YesOrNo,
            () => ML.BinaryClassification.Trainers.SgdNonCalibrated(numberOfIterations: 5)
        ),
        ["LbfgsLogistic"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.LbfgsLogisticRegression()),
        ["AveragedPerceptron"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.AveragedPerceptron()),
        ["LinearSvm"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.LinearSvm()),
        ["LdSvm"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.LdSvm(numberOfIterations: 50)),
        ["FieldAware"] = (
            Labels.YesOrNo,
            () => ML.BinaryClassification.Trainers.FieldAwareFactorizationMachine("Features")
        ),
        ["Prior"] = (Labels.YesOrNo, () => ML.BinaryClassification.Trainers.Prior()),
        ["multiclass LightGbm"] = (
            Labels.Classes,
            () => ML.MulticlassClassification.Trainers.LightGbm(numberOfIterations: 5)
        ),
        ["SdcaMaximumEntropy"] = (
            Labels.Classes,
            () => ML.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 5)
        ),
        ["multiclass SdcaNonCalibrated"] = (
            Labels.Classes,
            () => ML.MulticlassClassification.Trainers.SdcaNonCalibrated(maximumNumberOfIterations: 5)
        ),
        ["LbfgsMaximumEntropy"] = (Labels.Classes, () => ML.MulticlassClassification.Trainers.LbfgsMaximumEntropy()),
        ["NaiveBayes"] = (Labels.Classes, () => ML.MulticlassClassification.Trainers.NaiveBayes()),
        ["OneVersusAll"] = (
            Labels.Classes,
            () =>
                ML.MulticlassClassification.Trainers.OneVersusAll(ML.BinaryClassification.Trainers.AveragedPerceptron())
        ),
        ["PairwiseCoupling"] = (
            Labels.Classes,
            () =>
                ML.MulticlassClassification.Trainers.PairwiseCoupling(
                    ML.BinaryClassification.Trainers.AveragedPerceptron()
                )
        ),
        ["KMeans"] = (Labels.None, () => ML.Clustering.Trainers.KMeans(numberOfClusters: 3)),
        ["RandomizedPca"] = (Labels.None, () => ML.AnomalyDetection.Trainers.RandomizedPca(rank: 2)),
    };

    public static TheoryData<string> Names => [.. Trainers.Keys];

    private static DataArray Samples { get; } =
        new DataArray(Rand.Normal((120, 3), seed: 1).Rechunk((40, 3)).Expression, ["z", "f"]).Persist();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trainer_is_fitted_and_its_model_transforms_the_samples(string name)
    {
        (Labels labels, Func<IEstimator<ITransformer>> make) = Trainers[name];
        DataArray y = Samples.Isel("f", 0) * 2 + Samples.Isel("f", 1);
        MlModel model = MlModel.Fit(
            make(),
            Samples,
            labels switch
            {
                Labels.Numbers => y,
                Labels.Positive => Exp(y),
                Labels.YesOrNo => y > 0,
                Labels.Classes => (y.Clip(-2.9, 2.9) / 2 + 1.5).Floor().AsType(DType.Int32),
                _ => null,
            }
        );
        DataArray made = model.Transform(Samples);
        Assert.Equal("z: 120", made.Sizes.ToString());
        float[] values = made.Compute().AsType(DType.Float32).ToArray<float>();
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
        // The prior is one value for all; each other model tells samples apart.
        Assert.InRange(values.Distinct().Count(), name == "Prior" ? 1 : 2, values.Length);
    }

    [Fact]
    public void Every_trainer_of_the_catalogues_is_in_the_table()
    {
        Type[] catalogues =
        [
            typeof(RegressionCatalog.RegressionTrainers),
            typeof(BinaryClassificationCatalog.BinaryClassificationTrainers),
            typeof(MulticlassClassificationCatalog.MulticlassClassificationTrainers),
            typeof(ClusteringCatalog.ClusteringTrainers),
            typeof(AnomalyDetectionCatalog.AnomalyDetectionTrainers),
        ];
        Type[] extensions =
        [
            typeof(StandardTrainersCatalog),
            typeof(FactorizationMachineExtensions),
            typeof(TreeExtensions),
            typeof(LightGbmExtensions),
            typeof(KMeansClusteringExtensions),
            typeof(PcaCatalog),
        ];
        int trainers = extensions
            .SelectMany(e => e.GetMethods())
            .Where(m => m.IsStatic && catalogues.Contains(m.GetParameters().FirstOrDefault()?.ParameterType))
            .Select(m => (m.Name, m.GetParameters()[0].ParameterType))
            .Distinct()
            .Count();
        Assert.Equal(trainers, Trainers.Count);
    }

    [Fact]
    public void A_trainer_that_ranks_is_refused_with_the_reason() =>
        Assert.Contains(
            "ranking compares samples within groups",
            Assert
                .Throws<GchunkException>(() =>
                    MlModel.Fit(ML.Ranking.Trainers.FastTree(), Samples, Samples.Isel("f", 0))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_huge_file_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "huge");
        using (FileStream file = File.Create(path))
            file.SetLength(3L << 30); // sparse
        foreach (Action load in new Action[] { () => MlModel.Load(path), () => OnnxModel.Load(path) })
            Assert.Contains("3.22 GB", Assert.Throws<GchunkException>(load).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no zip archive",
            Assert.Throws<GchunkException>(() => Estimators.Load<KMeans>(path)).Message,
            StringComparison.Ordinal
        );
    }
}
