using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// Every row of the table over every dtype that it is defined for: the loop that the engine runs is compared with the
/// kernel's own scalar form, element by element.
/// </summary>
public unsafe class ElementwiseAgreementTests
{
    // Transcendental functions have two implementations, which may round differently.
    private const int MostUlps = 2;

    // As in NumPy.
    private static readonly HashSet<string> NotForBools = ["subtract", "negative", "positive", "sign", "gcd", "lcm"];

    private static readonly HashSet<string> NotForFloats =
    [
        "gcd",
        "lcm",
        "bitwise_and",
        "bitwise_or",
        "bitwise_xor",
        "invert",
        "left_shift",
        "right_shift",
    ];

    public static TheoryData<string, DType> RowsAndTypes() => Pairs(areDefined: true);

    public static TheoryData<string, DType> UndefinedRowsAndTypes() => Pairs(areDefined: false);

    [Theory]
    [MemberData(nameof(RowsAndTypes))]
    public void The_vector_form_gives_what_the_scalar_form_gives(string name, DType type)
    {
        ElementwiseOp op = OpTable.GetElementwise(name);
        ElementwiseSignature signature = Resolve(op, type);
        DType decides = signature.Operands[^1];
        foreach (int length in Enumerable.Range(0, 71).Append(4095).Append(4096).Append(4097))
        {
            NDArray[] operands =
            [
                .. Enumerable.Range(0, op.Arity).Select(k => SpecialValues.Of(signature.Operands[k], length, k)),
            ];
            byte* a = operands[0].Pointer,
                b = op.Arity > 1 ? operands[1].Pointer : null,
                c = op.Arity > 2 ? operands[2].Pointer : null;
            // One element more than is computed: it must not change.
            using NDArray vector = NDArray.Zeros(length + 1, signature.Result),
                scalar = NDArray.Zeros(length + 1, signature.Result);
            op.Run(decides, a, b, c, vector.Pointer, length);
            op.RunScalar(decides, a, b, c, scalar.Pointer, length);
            for (int i = 0; i <= length; i++)
            {
                if (Ulps.Between(vector, scalar, i) > MostUlps)
                {
                    Assert.Fail(
                        $"{name}({string.Join(", ", operands.Select(o => i < length ? o.GetDouble(i) : 0))}) at {i} of {length}: {vector.GetDouble(i):R}, scalar {scalar.GetDouble(i):R}"
                    );
                }
            }

            for (int k = 0; k < op.Arity; k++)
            {
                if (signature.Operands[k].Size != signature.Result.Size)
                    continue;
                using NDArray own = operands[k].AsType(operands[k].DType);
                op.Run(
                    decides,
                    k == 0 ? own.Pointer : a,
                    k == 1 ? own.Pointer : b,
                    k == 2 ? own.Pointer : c,
                    own.Pointer,
                    length
                );
                Assert.True(
                    new ReadOnlySpan<byte>(own.Pointer, (int)own.NBytes).SequenceEqual(
                        new ReadOnlySpan<byte>(vector.Pointer, (int)own.NBytes)
                    ),
                    $"in place of operand {k}, length {length}"
                );
            }
            foreach (NDArray operand in operands)
                operand.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(RowsAndTypes))]
    public void A_value_does_not_depend_on_its_place(string name, DType type)
    {
        ElementwiseOp op = OpTable.GetElementwise(name);
        ElementwiseSignature signature = Resolve(op, type);
        const int Length = 150;
        NDArray[] operands =
        [
            .. Enumerable.Range(0, op.Arity).Select(k => SpecialValues.Of(signature.Operands[k], Length, k)),
        ];
        using NDArray whole = NDArray.Zeros(Length, signature.Result),
            one = NDArray.Zeros(1, signature.Result);
        byte* At(int k, int i) => k < op.Arity ? operands[k].Pointer + i * signature.Operands[k].Size : null;
        op.Run(signature.Operands[^1], At(0, 0), At(1, 0), At(2, 0), whole.Pointer, Length);
        int size = signature.Result.Size;
        for (int i = 0; i < Length; i++)
        {
            op.Run(signature.Operands[^1], At(0, i), At(1, i), At(2, i), one.Pointer, 1);
            Assert.True(
                new ReadOnlySpan<byte>(one.Pointer, size).SequenceEqual(
                    new ReadOnlySpan<byte>(whole.Pointer + i * size, size)
                ),
                $"at {i}: {whole.GetDouble(i):R} among others, {one.GetDouble(0):R} alone"
            );
        }
    }

    [Theory]
    [MemberData(nameof(UndefinedRowsAndTypes))]
    public void Operation_that_is_not_defined_for_a_dtype_names_both(string name, DType type)
    {
        GchunkException error = Assert.Throws<GchunkException>(() => Resolve(OpTable.GetElementwise(name), type));
        Assert.Contains(type.Name, error.Message);
        Assert.Contains(name, error.Message);
    }

    private static TheoryData<string, DType> Pairs(bool areDefined)
    {
        var data = new TheoryData<string, DType>();
        foreach (ElementwiseOp op in OpTable.Elementwise)
        {
            foreach (DType type in DTypes.Real)
            {
                bool isUndefined =
                    (type == DType.Bool && NotForBools.Contains(op.Name))
                    || (type.IsFloat && NotForFloats.Contains(op.Name));
                if (isUndefined != areDefined)
                    data.Add(op.Name, type);
            }
        }

        return data;
    }

    private static ElementwiseSignature Resolve(ElementwiseOp op, DType type)
    {
        ElementwiseSignature signature = op.Resolve(DTypeArray(op.Arity, type));
        Assert.Equal(op.Arity, signature.Operands.Length);
        return signature;
    }

    private static DType[] DTypeArray(int arity, DType type) => [.. Enumerable.Repeat(type, arity)];
}
