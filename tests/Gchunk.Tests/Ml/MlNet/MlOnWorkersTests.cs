using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Ml.MlNet;

/// <summary>Scripts that use ML.NET and ONNX Runtime on threads and on worker processes.</summary>
public sealed class MlOnWorkersTests
{
    private static string Network => Path.Combine(Checkout.Root, "tests", "data", "onnx", "mean3.onnx");

    private static string Run(string script)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.csx");
        File.WriteAllText(path, script);
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            $"XDG_CACHE_HOME={folder.Path}",
            Checkout.Launcher,
            path
        );
        Assert.True(ended.ExitCode == 0, ended.Error);
        return ended.Output;
    }

    [Fact]
    public void Start_up_and_computing_load_nothing_of_ML_NET_or_clusters()
    {
        Ended ended = GchunkProcess.Run(
            "-e",
            "var x = Ones((4, 4)).Sum().Compute(); AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name! is { } n && (n.StartsWith(\"Microsoft.ML\") || n.StartsWith(\"Orleans\") || n == \"KubernetesClient\" || n.StartsWith(\"K4os\") || n.StartsWith(\"Microsoft.AspNetCore\")))"
        );
        Assert.Equal("0\n", ended.Output);
    }

    // Models of five assemblies, one with a native library of its own, and a network.
    [Fact]
    public void Models_and_networks_give_the_same_on_threads_and_on_worker_processes() =>
        Assert.Equal(
            "true true\ntrue true\ntrue true\ntrue true\ntrue true\ntrue\ntrue\n",
            Run(
                $$"""
                DataArray x = new DataArray(Rand.Normal((400, 3), seed: 1).Rechunk((100, 3)).Expression, ["z", "f"]).Persist();
                DataArray y = (x.Isel("f", 0) * 2 + x.Isel("f", 1)).Persist();
                DataArray maps = new DataArray(Rand.Normal((4, 20, 20), seed: 2).Rechunk((2, 20, 20)).Expression, ["t", "y", "x"]);
                IEstimator<ITransformer>[] trainers =
                [
                    ML.Regression.Trainers.LightGbm(numberOfIterations: 10, minimumExampleCountPerLeaf: 5),
                    ML.Regression.Trainers.FastTree(numberOfTrees: 5),
                    ML.Regression.Trainers.Sdca(maximumNumberOfIterations: 5),
                    ML.Clustering.Trainers.KMeans(numberOfClusters: 3),
                    ML.AnomalyDetection.Trainers.RandomizedPca(rank: 2),
                ];
                MlModel[] models = [.. trainers.Select((t, i) => MlModel.Fit(t, x, i < 3 ? y : null))];
                OnnxModel network = OnnxModel.Load("{{Network}}");
                float[][] threads = [.. models.Select(m => m.Transform(x, "Score").Compute().AsType(DType.Float32).ToArray<float>())];
                float[] map = network.Apply(maps, ["y", "x"], tile: 8, overlap: 1).Compute().ToArray<float>();
                var client = new Client(workers: 2, processes: true);
                for (int i = 0; i < models.Length; i++)
                {
                    float[] there = models[i].Transform(x, "Score").Compute().AsType(DType.Float32).ToArray<float>();
                    Print(there.Distinct().Count() > 2, there.SequenceEqual(threads[i]));
                }
                Print(network.Apply(maps, ["y", "x"], tile: 8, overlap: 1).Compute().ToArray<float>().SequenceEqual(map));
                Print(MlModel.Fit(trainers[2], x, y).Evaluate(x, y)["RSquared"] > 0.9);
                client.Shutdown();
                """
            )
        );

    [Fact]
    public void A_script_may_reference_the_packages_itself() =>
        Assert.Equal(
            "1.31.1\n1.31.1\ntrue\n",
            Run(
                """
                #r "nuget: Microsoft.ML.OnnxRuntime, 1.31.1"
                using Microsoft.ML.OnnxRuntime;
                Print(OrtEnv.Instance().GetVersionString());
                var client = new Client(workers: 1, processes: true);
                Print(client.Submit(() => OrtEnv.Instance().GetVersionString()).Result());
                Print(client.Submit(() => Type.GetType("Microsoft.ML.Trainers.FastTree.FastTreeRegressionTrainer, Microsoft.ML.FastTree") != null).Result());
                client.Shutdown();
                """
            )
        );
}
