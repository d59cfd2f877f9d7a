using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>The lines of <c>numpy_values.tsv</c>, which <c>make_numpy_values.py</c> writes beside this file.</summary>
internal static class NumPyValues
{
    private static readonly string[][] Lines =
    [
        .. File.ReadLines(Path.Combine(Folder(), "numpy_values.tsv")).Select(line => line.Split('\t')),
    ];

    public static IEnumerable<string[]> Of(string kind) => Lines.Where(line => line[0] == kind);

    /// <summary>The inputs: <c>single</c> values, or those that <c>pair</c>s consist of.</summary>
    public static NDArray Inputs(string kind, DType type) =>
        Read(type, Of("values").Single(line => line[1] == kind && line[2] == type.Name)[3]);

    /// <summary>Creates an array from the bits of its elements.</summary>
    public static NDArray Read(DType type, string bits)
    {
        ulong[] words =
        [
            .. bits.Split(' ').Select(word => ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
        NDArray array = NDArray.Allocate(words.Length, type);
        unsafe
        {
            for (int i = 0; i < words.Length; i++)
            {
                for (int k = 0; k < type.Size; k++)
                    array.Pointer[i * type.Size + k] = (byte)(words[i] >> 8 * k);
            }
        }
        return array;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
