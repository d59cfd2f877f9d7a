using Gchunk.Dsl;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Ml;

/// <summary>Samples whose clusters are known.</summary>
internal static class Planted
{
    /// <summary>Round clusters of unit spread; sample i belongs to cluster i mod <paramref name="clusters"/>.</summary>
    public static NDArray Blobs(int samples, int features, int clusters, double distance, int seed = 1)
    {
        var random = new Random(seed);
        var centers = new double[clusters * features];
        for (int i = 0; i < centers.Length; i++)
            centers[i] = distance * (random.NextDouble() - 0.5);
        var values = new double[samples * features];
        for (int i = 0; i < values.Length; i++)
            values[i] = centers[i / features % clusters * features + i % features] + Normal(random);
        return NDArray.From(values, (samples, features));
    }

    /// <summary>
    /// Rings around the origin, of radius 1, 2, …; sample i belongs to ring i mod <paramref name="rings"/>.
    /// </summary>
    public static NDArray Rings(int samples, int rings, double noise, int seed = 1)
    {
        var random = new Random(seed);
        var values = new double[samples * 2];
        for (int i = 0; i < samples; i++)
        {
            double radius = 1 + i % rings + noise * Normal(random),
                angle = 2 * Math.PI * random.NextDouble();
            (values[2 * i], values[2 * i + 1]) = (radius * Math.Cos(angle), radius * Math.Sin(angle));
        }
        return NDArray.From(values, (samples, 2));
    }

    /// <summary>Returns whether labels divide the samples as planted, whatever numbers they use.</summary>
    public static bool IsRecovered(DataArray labels, int clusters)
    {
        int[] found = labels.Compute().ToArray<int>();
        var number = new Dictionary<int, int>();
        for (int i = 0; i < found.Length; i++)
        {
            if (!number.TryAdd(i % clusters, found[i]) && number[i % clusters] != found[i])
                return false;
        }

        return number.Values.Distinct().Count() == clusters;
    }

    /// <summary>Returns the sum of squared distances to the nearest center, computed by a plain loop.</summary>
    public static double Inertia(NDArray samples, NDArray centers)
    {
        double sum = 0;
        for (long i = 0; i < samples.Shape[0]; i++)
        {
            double least = double.PositiveInfinity;
            for (long c = 0; c < centers.Shape[0]; c++)
            {
                double distance = 0;
                for (long f = 0; f < samples.Shape[1]; f++)
                    distance += Math.Pow(samples.GetDouble(i, f) - centers.GetDouble(c, f), 2);
                least = Math.Min(least, distance);
            }
            sum += least;
        }
        return sum;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
