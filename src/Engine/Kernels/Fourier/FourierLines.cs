using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Blocks;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>
/// Transforms the lines of a block: eight side by side, as the lanes of vectors, or long ones each by several threads. A
/// line gets the same bits either way.
/// </summary>
internal sealed unsafe class FourierLines
{
    /// <summary>The lines that are transformed side by side.</summary>
    public const int Lanes = 8;

    /// <summary>The most threads that take some of the lines; each has memory for its own.</summary>
    public const int MostThreads = 8;

    private readonly int n;
    private readonly FourierKind kind;
    private readonly double scale;

    /// <summary>Transforms lines of n numbers; shorter ones are padded with zeros.</summary>
    public FourierLines(int n, FourierKind kind, double scale) => (this.n, this.kind, this.scale) = (n, kind, scale);

    /// <summary>The first number of the block.</summary>
    public double* Input { get; init; }

    /// <summary>Where the results go.</summary>
    public double* Result { get; init; }

    /// <summary>True if the numbers are pairs of doubles.</summary>
    public bool IsComplex { get; init; }

    /// <summary>True if the results are pairs of doubles.</summary>
    public bool GivesComplex { get; init; }

    /// <summary>The length of a line of the block.</summary>
    public long Length { get; init; }

    /// <summary>The numbers from an element of a line to the next one.</summary>
    public long Inner { get; init; }

    /// <summary>The numbers of a line that are read.</summary>
    public int Given { get; init; }

    /// <summary>The results of a line that are written.</summary>
    public int Kept { get; init; }

    // Positions in the lanes of longer lines would not be 32-bit numbers.
    private const int LongestBeside = 1 << 24;

    private bool IsReal => !IsComplex && kind == FourierKind.Forward && n % 2 == 0;

    /// <summary>Transforms a number of lines.</summary>
    public void Run(long lines, in BlockContext context)
    {
        bool isReal = IsReal;
        var plan = new FourierPlan(isReal ? n / 2 : n);
        RealTransform? real = isReal ? new RealTransform(n) : null;
        IPartRunner? parts = context.Parts;
        CancellationToken cancellation = context.Cancellation;
        int length = isReal ? n / 2 : n;
        if (plan.IsAlone || lines < Lanes / 2 || length > LongestBeside)
        {
            using var room = new NativeBuffer<double>(2L * length + plan.Scratch);
            for (long line = 0; line < lines; line++)
            {
                cancellation.ThrowIfCancellationRequested();
                Alone(plan, real, line, room.Pointer, parts);
            }
            return;
        }
        long groups = (lines + Lanes - 1) / Lanes;
        if (parts is null)
            Groups(0, groups);
        else
            parts.Run(groups, lines * n * 8L, MostThreads, Groups);

        void Groups(long from, long to)
        {
            using var room = new NativeBuffer<double>(4L * Lanes * length);
            for (long group = from; group < to; group++)
            {
                cancellation.ThrowIfCancellationRequested();
                long first = group * Lanes;
                SideBySide(plan, real, first, (int)Math.Min(Lanes, lines - first), room.Pointer, length);
            }
        }
    }

    private double* Source(long line) => Input + (line / Inner * Length * Inner + line % Inner) * (IsComplex ? 2 : 1);

    private double* Target(long line) => Result + (line / Inner * Kept * Inner + line % Inner) * (GivesComplex ? 2 : 1);

    private void Alone(FourierPlan plan, RealTransform? real, long line, double* room, IPartRunner? parts)
    {
        int length = real is null ? n : n / 2;
        double* re = room,
            im = re + length,
            work = im + length,
            source = Source(line),
            target = Target(line);
        if (real is not null)
            Divide(parts, length, (from, to) => LoadPairs(source, re, im, 1, from, to));
        else
            Load(source, re, im, 1);
        double* otherRe = work,
            otherIm = work + length;
        if (plan.IsAlone)
        {
            if (kind == FourierKind.Forward)
                plan.Transform(re, im, work, parts);
            else
                plan.Transform(im, re, work, parts);
        }
        else if (kind == FourierKind.Forward)
        {
            plan.Transform(ref re, ref im, ref otherRe, ref otherIm, 1, null);
        }
        else
        {
            plan.Transform(ref im, ref re, ref otherIm, ref otherRe, 1, null);
        }
        double* foundRe = re,
            foundIm = im;
        if (real is not null)
            Divide(parts, length + 1, (from, to) => Separate(real, foundRe, foundIm, target, from, to));
        else
            Store(re, im, 1, target);
    }

    private static void Divide(IPartRunner? parts, long length, Action<long, long> work)
    {
        if (parts is null)
            work(0, length);
        else
            parts.Run(length, 4 * length, MostThreads, work);
    }

    private void SideBySide(FourierPlan plan, RealTransform? real, long first, int count, double* room, int length)
    {
        double* re = room,
            im = re + Lanes * length,
            otherRe = im + Lanes * length,
            otherIm = otherRe + Lanes * length;
        if (count < Lanes)
            new Span<double>(re, 2 * Lanes * length).Clear();
        for (int lane = 0; lane < count; lane++)
        {
            if (real is not null)
                LoadPairs(Source(first + lane), re + lane, im + lane, Lanes, 0, length);
            else
                Load(Source(first + lane), re + lane, im + lane, Lanes);
        }
        if (kind == FourierKind.Forward)
            plan.Transform(ref re, ref im, ref otherRe, ref otherIm, Lanes, null);
        else
            plan.Transform(ref im, ref re, ref otherIm, ref otherRe, Lanes, null);
        if (real is not null)
        {
            SeparateAll(real, re, im, first, count);
            return;
        }
        for (int lane = 0; lane < count; lane++)
            Store(re + lane, im + lane, Lanes, Target(first + lane));
    }

    // Reads one line of complex numbers, or of real ones as such.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(double* source, double* re, double* im, int stride)
    {
        long step = Inner * (IsComplex ? 2 : 1);
        if (IsComplex)
        {
            for (int k = 0; k < Given; k++)
                (re[(long)k * stride], im[(long)k * stride]) = (source[k * step], source[k * step + 1]);
        }
        else
        {
            for (int k = 0; k < Given; k++)
                (re[(long)k * stride], im[(long)k * stride]) = (source[k * step], 0);
        }
        for (int k = Given; k < n; k++)
            (re[(long)k * stride], im[(long)k * stride]) = (0, 0);
        if (kind == FourierKind.InverseOfHalf)
            Mirror(re, im, stride);
    }

    // Fills in the second half. The values at frequency 0 and at half the length are real.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mirror(double* re, double* im, int stride)
    {
        im[0] = 0;
        if (n % 2 == 0)
            im[(long)n / 2 * stride] = 0;
        for (int k = n / 2 + 1; k < n; k++)
            (re[(long)k * stride], im[(long)k * stride]) = (re[(long)(n - k) * stride], -im[(long)(n - k) * stride]);
    }

    // Reads the real numbers of even index as real parts, the others as imaginary parts.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadPairs(double* source, double* even, double* odd, int stride, long from, long to)
    {
        long inner = Inner,
            whole = Math.Clamp(Given / 2, from, to);
        for (long k = from; k < whole; k++)
            (even[k * stride], odd[k * stride]) = (source[2 * k * inner], source[(2 * k + 1) * inner]);
        for (long k = whole; k < to; k++)
        {
            even[k * stride] = 2 * k < Given ? source[2 * k * inner] : 0;
            odd[k * stride] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(double* re, double* im, int stride, double* target)
    {
        if (!GivesComplex)
        {
            for (long k = 0; k < Kept; k++)
                target[k * Inner] = re[k * stride] * scale;
            return;
        }
        long step = 2 * Inner;
        for (long k = 0; k < Kept; k++)
            (target[k * step], target[k * step + 1]) = (re[k * stride] * scale, im[k * stride] * scale);
    }

    // Writes the frequencies of one line, and those that mirror them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Separate(RealTransform real, double* even, double* odd, double* target, long from, long to)
    {
        long step = 2 * Inner;
        for (int k = (int)from; k < to; k++)
        {
            double re = real.Frequency(even, odd, k, out double im) * scale;
            im *= scale;
            if (k < Kept)
                (target[k * step], target[k * step + 1]) = (re, im);
            if (k > 0 && 2 * k < n && n - k < Kept)
                (target[(n - k) * step], target[(n - k) * step + 1]) = (re, -im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SeparateAll(RealTransform real, double* even, double* odd, long first, int count)
    {
        long step = 2 * Inner;
        double** targets = stackalloc double*[Lanes];
        for (int lane = 0; lane < count; lane++)
            targets[lane] = Target(first + lane);
        double* re = stackalloc double[Lanes],
            im = stackalloc double[Lanes];
        for (int k = 0; k <= n / 2; k++)
        {
            (real.Frequencies(even, odd, k, out Vector512<double> imaginary) * scale).Store(re);
            (imaginary * scale).Store(im);
            bool isMirrored = k > 0 && 2 * k < n && n - k < Kept;
            for (int lane = 0; lane < count; lane++)
            {
                double* target = targets[lane];
                if (k < Kept)
                    (target[k * step], target[k * step + 1]) = (re[lane], im[lane]);
                if (isMirrored)
                    (target[(n - k) * step], target[(n - k) * step + 1]) = (re[lane], -im[lane]);
            }
        }
    }
}
