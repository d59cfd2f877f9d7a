using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.PureHdfTrial;

/// <summary>
/// The files to measure: 365 copies of a small real file, and two large variables like those of bench/make_data.py.
/// </summary>
internal static class Samples
{
    public static int Make(string folder, string small)
    {
        Directory.CreateDirectory(Path.Combine(folder, "small"));
        for (int i = 0; i < 365; i++)
            File.Copy(small, Path.Combine(folder, "small", $"{i:D3}.nc"), overwrite: true);
        var random = new Random(0);
        int[] packed = new int[16 * 720 * 1440];
        for (int i = 0; i < packed.Length; i++)
        {
            int y = i / 1440 % 720,
                x = i % 1440,
                t = i / 1440 / 720;
            packed[i] =
                Math.Sin(x / 90.0) * Math.Cos(y / 60.0) > 0.6
                    ? -2147483647
                    : (int)(4000 * Math.Sin(x / 37.0 + t) * Math.Cos(y / 23.0)) + random.Next(40);
        }
        Write(Path.Combine(folder, "ssh.nc"), NDArray.From(packed, (16, 720, 1440)), [1, 720, 1440], 4);
        float[] rain = new float[16 * 550 * 501];
        for (int i = 0; i < rain.Length; i++)
        {
            int y = i / 501 % 550,
                x = i % 501,
                t = i / 501 / 550;
            double f = Math.Sin(x / 19.0 + t) + Math.Cos(y / 13.0) + random.NextDouble() / 2;
            rain[i] = f > 0.8 ? MathF.Round((float)(Math.Exp(1.2 * f) - 1.5), 3) : 0;
        }
        Write(Path.Combine(folder, "imerg.nc"), NDArray.From(rain, (16, 550, 501)), [1, 550, 501], 5);
        return 0;
    }

    private static void Write(string path, NDArray values, long[] chunk, int level)
    {
        using NetCdfWriter writer = NetCdfWriter.Create(path);
        string[] dims = ["time", "lat", "lon"];
        for (int axis = 0; axis < 3; axis++)
            writer.AddDimension(dims[axis], values.Shape[axis]);
        writer.AddVariable(
            new("v", values.DType, dims)
            {
                Chunk = chunk,
                Deflate = level,
                Shuffle = true,
            }
        );
        writer.WriteRegion("v", [0, 0, 0], values);
        writer.Commit();
    }
}
