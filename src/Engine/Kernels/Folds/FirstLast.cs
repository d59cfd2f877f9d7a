using System.Numerics;

namespace Gchunk.Engine.Kernels.Folds;

internal readonly unsafe struct First : IArgFoldKernel
{
    public static bool GivesPosition => false;

    public static bool PrefersLater => false;

    public static int Pick<T>(T* values, int length, bool skipNaN, T* held)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        for (int i = 0; i < length; i++)
        {
            if (!skipNaN || !T.IsNaN(values[i]))
                return i;
        }

        return -1;
    }

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => 0;
}

internal readonly unsafe struct Last : IArgFoldKernel
{
    public static bool GivesPosition => false;

    public static bool PrefersLater => true;

    public static int Pick<T>(T* values, int length, bool skipNaN, T* held)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        for (int i = length - 1; i >= 0; i--)
        {
            if (!skipNaN || !T.IsNaN(values[i]))
                return i;
        }

        return -1;
    }

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => 0;
}
