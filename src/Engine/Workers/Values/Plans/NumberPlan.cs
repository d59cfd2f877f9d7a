namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>The plans of numbers, characters and enums. Integers take as few bytes as they need.</summary>
internal static class NumberPlan
{
    public static TypePlan Of(Type type) =>
        type.IsEnum ? Make(type, Type.GetTypeCode(type.GetEnumUnderlyingType())) : Make(type, Type.GetTypeCode(type));

    private static TypePlan Make(Type type, TypeCode code) =>
        code switch
        {
            _ when type.IsEnum => new PlainPlan(type),
            TypeCode.Int16 => new HeadPlan<short>(
                static (p, v) => p.Out.WriteSigned(v),
                static u => checked((short)u.In.ReadSigned())
            ),
            TypeCode.UInt16 => new HeadPlan<ushort>(
                static (p, v) => p.Out.WriteCount(v),
                static u => checked((ushort)u.In.ReadUnsigned())
            ),
            TypeCode.Int32 => new HeadPlan<int>(
                static (p, v) => p.Out.WriteSigned(v),
                static u => checked((int)u.In.ReadSigned())
            ),
            TypeCode.UInt32 => new HeadPlan<uint>(
                static (p, v) => p.Out.WriteCount(v),
                static u => checked((uint)u.In.ReadUnsigned())
            ),
            TypeCode.Int64 => new HeadPlan<long>(static (p, v) => p.Out.WriteSigned(v), static u => u.In.ReadSigned()),
            TypeCode.UInt64 => new HeadPlan<ulong>(
                static (p, v) => p.Out.WriteCount(v),
                static u => u.In.ReadUnsigned()
            ),
            TypeCode.Boolean => new HeadPlan<bool>(
                static (p, v) => p.Out.WriteByte(v ? (byte)1 : (byte)0),
                static u => u.In.ReadByte() != 0
            ),
            _ when type == typeof(nint) => new HeadPlan<nint>(
                static (p, v) => p.Out.WriteSigned(v),
                static u => checked((nint)u.In.ReadSigned())
            ),
            _ when type == typeof(nuint) => new HeadPlan<nuint>(
                static (p, v) => p.Out.WriteCount(v),
                static u => checked((nuint)u.In.ReadUnsigned())
            ),
            _ => new PlainPlan(type),
        };
}
