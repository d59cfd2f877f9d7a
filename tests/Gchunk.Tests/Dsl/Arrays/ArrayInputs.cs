using Gchunk.Dsl;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>The arrays that the cases of NumPy's tables work on, in some chunks.</summary>
internal sealed class ArrayInputs(Shape two, Shape three)
{
    private static readonly double[] Numbers = [.. Enumerable.Range(0, 84).Select(n => (n * 37 % 53 - 20.0) / 4)];

    public ChunkedArray A => Prelude.FromArray(NDArray.From(Numbers, (7, 12)), two);

    public ChunkedArray B =>
        Prelude.FromArray(NDArray.From([.. Numbers.Select(n => n % 1.5 == 0 ? double.NaN : n)], (7, 12)), two);

    public ChunkedArray I =>
        Prelude.FromArray(NDArray.From([.. Enumerable.Range(0, 84).Select(n => n * 29 % 41 - 15L)], (7, 12)), two);

    public ChunkedArray U =>
        Prelude.FromArray(
            NDArray.From([.. Enumerable.Range(0, 84).Select(n => (byte)(((n * 29 % 41 - 15) % 7 + 7) % 7))], (7, 12)),
            two
        );

    public ChunkedArray F =>
        Prelude.FromArray(NDArray.From([.. Enumerable.Range(0, 84).Select(n => n * 11 % 17f)], (7, 12)), two);

    public ChunkedArray V =>
        Prelude.FromArray(NDArray.From([.. Enumerable.Range(0, 23).Select(n => n * 7 % 23.0)]), two[1]);

    public ChunkedArray C =>
        Prelude.FromArray(NDArray.From([.. Enumerable.Range(0, 60).Select(n => n % 13.0)], (3, 4, 5)), three);
}
