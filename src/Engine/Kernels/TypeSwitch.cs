using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>A generic action for every number type; bool is passed as a byte of 0 or 1.</summary>
internal interface INumberAction
{
    void Run<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}

/// <summary>A generic action for every integer type.</summary>
internal interface IIntegerAction
{
    void Run<T>()
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;
}

/// <summary>Calls a generic action with the .NET type of a dtype's elements.</summary>
internal static class TypeSwitch
{
    public static void Number<TAction>(DType type, TAction action)
        where TAction : INumberAction, allows ref struct
    {
        switch (type)
        {
            case DType.Bool or DType.UInt8:
                action.Run<byte>();
                break;
            case DType.Int8:
                action.Run<sbyte>();
                break;
            case DType.Int16:
                action.Run<short>();
                break;
            case DType.UInt16:
                action.Run<ushort>();
                break;
            case DType.Int32:
                action.Run<int>();
                break;
            case DType.UInt32:
                action.Run<uint>();
                break;
            case DType.Int64:
                action.Run<long>();
                break;
            case DType.UInt64:
                action.Run<ulong>();
                break;
            case DType.Float32:
                action.Run<float>();
                break;
            case DType.Float64:
                action.Run<double>();
                break;
            default:
                throw DTypes.Unknown(type);
        }
    }

    public static void Integer<TAction>(DType type, TAction action)
        where TAction : IIntegerAction, allows ref struct
    {
        switch (type)
        {
            case DType.Bool or DType.UInt8:
                action.Run<byte>();
                break;
            case DType.Int8:
                action.Run<sbyte>();
                break;
            case DType.Int16:
                action.Run<short>();
                break;
            case DType.UInt16:
                action.Run<ushort>();
                break;
            case DType.Int32:
                action.Run<int>();
                break;
            case DType.UInt32:
                action.Run<uint>();
                break;
            case DType.Int64:
                action.Run<long>();
                break;
            case DType.UInt64:
                action.Run<ulong>();
                break;
            default:
                throw DTypes.Unknown(type);
        }
    }
}
