using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The product. Floats are multiplied in the order of the array, and blocks are combined to what one block gives, also
/// where a partial product overflows or underflows (<see cref="RunningProduct"/>). Integers wrap.
/// </summary>
/// <remarks>
/// The state of a float is the product of the factors since the last commit, and the greatest and the least magnitude of
/// their partial products, followed by a <see cref="RunningProduct"/> of the factors before. Factors are committed when
/// a partial product comes near the limits of float64, so the usual step is a multiplication and two comparisons.
/// </remarks>
internal sealed unsafe class Prod(string name, string summary) : ReductionOp(name, summary, 7)
{
    // Partial products beyond these are committed.
    private const double Large = 1e300,
        Small = 1e-300;

    private readonly Fold<WideProd, NaNProd> integers = new(name, summary, FoldType.Wide);

    public override DType ResultType(DType input) => integers.ResultType(input);

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells)
    {
        if (!type.IsFloat)
        {
            integers.Initialize(type, options, state, cells);
            return;
        }
        for (long cell = 0; cell < cells; cell++)
            new State((double*)state + cell, cells).Store(RunningProduct.One);
    }

    public override void FoldRun(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        if (!type.IsFloat)
        {
            integers.FoldRun(type, options, values, length, state, cells, cell, position);
            return;
        }
        double* buffer = stackalloc double[type == DType.Float64 ? 1 : Widening.Step];
        int step = type == DType.Float64 ? int.MaxValue : Widening.Step;
        var own = new State((double*)state + cell, cells);
        while (length > 0)
        {
            int taken = Math.Min(length, step);
            Multiply((double*)Widening.Widen(type, values, taken, buffer), taken, own, options.SkipNaN);
            values += (long)taken * type.Size;
            length -= taken;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(double* values, int length, State state, bool skip)
    {
        double product = state.Product,
            greatest = state.Greatest,
            least = state.Least;
        for (int i = 0; i < length; i++)
        {
            double next = product * values[i],
                magnitude = Math.Abs(next);
            if (magnitude < Large && magnitude > Small)
            {
                product = next;
                greatest = Math.Max(greatest, magnitude);
                least = Math.Min(least, magnitude);
                continue;
            }
            if (skip && double.IsNaN(values[i]))
                continue;
            (state.Product, state.Greatest, state.Least) = (product, greatest, least);
            state.Append(values[i]);
            (product, greatest, least) = (1, 1, 1);
        }
        (state.Product, state.Greatest, state.Least) = (product, greatest, least);
    }

    public override void FoldEach(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        if (!type.IsFloat)
        {
            integers.FoldEach(type, options, values, length, state, cells, cell, position);
            return;
        }
        double* buffer = stackalloc double[type == DType.Float64 ? 1 : Widening.Step];
        int step = type == DType.Float64 ? int.MaxValue : Widening.Step;
        double* states = (double*)state + cell;
        while (length > 0)
        {
            int taken = Math.Min(length, step);
            Each((double*)Widening.Widen(type, values, taken, buffer), taken, states, cells, options.SkipNaN);
            values += (long)taken * type.Size;
            states += taken;
            length -= taken;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each(double* values, int length, double* states, long cells, bool skip)
    {
        int width = Vector512<double>.Count,
            i = 0;
        for (; i <= length - width; i += width)
        {
            double* product = states + i;
            Vector512<double> next = Vector512.Load(product) * Vector512.Load(values + i),
                magnitude = Vector512.Abs(next);
            bool isUsual =
                Vector512.LessThanAll(magnitude, Vector512.Create(Large))
                && Vector512.GreaterThanAll(magnitude, Vector512.Create(Small));
            if (isUsual)
            {
                next.Store(product);
                Vector512.Max(Vector512.Load(product + cells), magnitude).Store(product + cells);
                Vector512.Min(Vector512.Load(product + 2 * cells), magnitude).Store(product + 2 * cells);
                continue;
            }
            for (int j = i; j < i + width; j++)
                Multiply(values + j, 1, new State(states + j, cells), skip);
        }
        for (; i < length; i++)
            Multiply(values + i, 1, new State(states + i, cells), skip);
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        if (!type.IsFloat)
        {
            integers.Combine(type, options, earlier, later, cells);
            return;
        }
        for (long cell = 0; cell < cells; cell++)
        {
            var state = new State((double*)earlier + cell, cells);
            RunningProduct product = state.Load();
            product.Append(new State((double*)later + cell, cells).Load());
            state.Store(product);
        }
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        if (!type.IsFloat)
        {
            integers.Finish(type, options, state, cells, result);
            return;
        }
        for (long cell = 0; cell < cells; cell++)
        {
            double product = new State((double*)state + cell, cells).Load().Result();
            if (type == DType.Float32)
                ((float*)result)[cell] = (float)product;
            else
                ((double*)result)[cell] = product;
        }
    }

    // The state of one cell: its components are "cells" apart.
    internal readonly struct State(double* first, long cells)
    {
        private readonly double* first = first;

        public double Product
        {
            get => first[0];
            set => first[0] = value;
        }

        public double Greatest
        {
            get => first[cells];
            set => first[cells] = value;
        }

        public double Least
        {
            get => first[2 * cells];
            set => first[2 * cells] = value;
        }

        public RunningProduct Load()
        {
            var committed = new RunningProduct
            {
                Significand = first[3 * cells],
                Exponent = first[4 * cells],
                Overflow = first[5 * cells],
                Underflow = first[6 * cells],
            };
            committed.Append(RunningProduct.Of(Product, Greatest, Least));
            return committed;
        }

        public void Store(in RunningProduct committed)
        {
            (Product, Greatest, Least) = (1, 1, 1);
            first[3 * cells] = committed.Significand;
            first[4 * cells] = committed.Exponent;
            first[5 * cells] = committed.Overflow;
            first[6 * cells] = committed.Underflow;
        }

        public void Append(double factor)
        {
            RunningProduct committed = Load();
            committed.Append(RunningProduct.Of(factor));
            Store(committed);
        }
    }
}
