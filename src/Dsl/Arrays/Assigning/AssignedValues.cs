using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Arrays.Assigning;

/// <summary>Values that are assigned to elements of an array: cast to its dtype and broadcast.</summary>
internal static class AssignedValues
{
    /// <summary>Casts values and broadcasts them to the shape of a selection.</summary>
    /// <exception cref="GchunkException">
    /// The shape does not broadcast, or a scalar is NaN or out of range for an integer dtype.
    /// </exception>
    public static ArrayExpr Fit(ArrayExpr values, Shape shape, DType dtype)
    {
        ArrayExpr cast = Cast(values, dtype);
        // Leading axes of length 1 are dropped, as in NumPy.
        while (cast.Rank > shape.Rank && cast.Shape[0] == 1)
        {
            cast = SliceExpr.Create(
                cast,
                [new AxisSlice(0, 1, 1, Drop: true), .. cast.Shape.Skip(1).Select(AxisSlice.All)]
            );
        }

        return Broadcasts(cast.Shape, shape) ? BroadcastExpr.To(cast, shape) : throw Misfit(values.Shape, shape);
    }

    /// <summary>Returns whether a shape broadcasts to another one.</summary>
    public static bool Broadcasts(Shape from, Shape to)
    {
        if (from.Rank > to.Rank)
            return false;
        for (int i = 1; i <= from.Rank; i++)
        {
            if (from[^i] != to[^i] && from[^i] != 1)
                return false;
        }

        return true;
    }

    /// <summary>The error of values that do not fit a selection.</summary>
    public static GchunkException Misfit(Shape values, Shape selection) =>
        new(
            $"values of shape {values} cannot be assigned to a selection of shape {selection}: each of their axes, from the last, must be as long or have length 1"
        );

    /// <summary>Casts values to the dtype of an array: floats lose their fraction in an array of integers.</summary>
    /// <exception cref="GchunkException">
    /// A scalar is NaN or out of range for an integer dtype, or values are complex and the dtype is not.
    /// </exception>
    public static ArrayExpr Cast(ArrayExpr values, DType dtype)
    {
        if (values.DType.IsComplex && !dtype.IsComplex)
        {
            throw new GchunkException(
                $"complex numbers cannot be assigned to elements of {dtype.Name}; cast the array first: x = x.AsType(DType.Complex128)"
            );
        }

        if ((values.DType.IsTime || dtype.IsTime) && values.DType != dtype)
        {
            throw new GchunkException(
                $"{values.DType.Name} cannot be assigned to elements of {dtype.Name}; times and durations take their own kind only"
            );
        }
        if (values is FullExpr full)
        {
            Scalar value = full.Value;
            if (dtype.IsInteger && value.Kind == DType.Float64)
            {
                double number = value.ToDouble();
                if (!double.IsFinite(number))
                    throw NotAnInteger(number, dtype);
                value = Math.Truncate(number);
            }
            return new FullExpr(value, dtype, full.Chunks);
        }
        if (!dtype.IsInteger || !values.DType.IsFloat)
            return CastExpr.Create(values, dtype);
        int[] axes = [.. Enumerable.Range(0, values.Rank)];
        return new BlockOpExpr(new IntegersOp(), [values], [axes], dtype, values.Chunks);
    }

    /// <summary>The error of NaN in an array of integers.</summary>
    public static GchunkException NotAnInteger(double value, DType dtype) =>
        new(
            $"{value.ToString(System.Globalization.CultureInfo.InvariantCulture)} cannot be assigned to elements of {dtype.Name}; cast the array first: x = x.AsType(DType.Float64)"
        );
}

/// <summary>Casts floats to integers without their fraction; NaN and infinities are an error.</summary>
internal sealed record IntegersOp : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsHalf;

    public override string Name => "dsl.integers";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using NDArray wide = inputs[0].DType == DType.Float64 ? inputs[0].Share() : inputs[0].AsType(DType.Float64);
        foreach (double value in wide.Span<double>())
        {
            if (!double.IsFinite(value))
                throw AssignedValues.NotAnInteger(value, context.DType);
        }
        return inputs[0].AsType(context.DType);
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => inputs[0].Size * sizeof(double);
}
