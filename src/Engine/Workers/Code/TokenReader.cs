using System.Buffers.Binary;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The metadata tokens in the instructions of a method, in order (ECMA-335, partition III).</summary>
internal readonly struct TokenReader(byte[] code)
{
    public Enumerator GetEnumerator() => new(code);

    public struct Enumerator(byte[] code)
    {
        private int at;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (at < code.Length)
            {
                byte first = code[at++];
                int length;
                bool token = false;
                if (first == 0xFE)
                {
                    if (at == code.Length)
                        return false;
                    (length, token) = Long(code[at++]);
                }
                else if (first == 0x45)
                {
                    length =
                        at + 4 <= code.Length
                            ? 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))
                            : code.Length; // switch
                }
                else
                {
                    (length, token) = Short(first);
                }

                int operand = at;
                at += length;
                if (!token || at > code.Length)
                    continue;
                Current = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(operand));
                return true;
            }
            return false;
        }

        // Returns the length of an operand and whether it is a token.
        private static (int Length, bool IsToken) Short(byte op) =>
            op switch
            {
                >= 0x0E and <= 0x13 or 0x1F or >= 0x2B and <= 0x37 or 0xDE => (1, false), // ldarg.s … stloc.s, ldc.i4.s, short branches, leave.s
                0x20 or 0x22 or >= 0x38 and <= 0x44 or 0xDD => (4, false), // ldc.i4, ldc.r4, branches, leave
                0x21 or 0x23 => (8, false), // ldc.i8, ldc.r8
                0x27
                or 0x28
                or 0x29
                or >= 0x6F
                and <= 0x75
                or 0x79
                or >= 0x7B
                and <= 0x81
                or 0x8C
                or 0x8D
                or 0x8F
                or >= 0xA3
                and <= 0xA5
                or 0xC2
                or 0xC6
                or 0xD0 => (4, true),
                _ => (0, false),
            };

        private static (int Length, bool IsToken) Long(byte op) =>
            op switch
            {
                0x06 or 0x07 or 0x15 or 0x16 or 0x1C => (4, true), // ldftn, ldvirtftn, initobj, constrained., sizeof
                >= 0x09 and <= 0x0E => (2, false), // ldarg … stloc
                0x12 or 0x19 => (1, false), // unaligned., no.
                _ => (0, false),
            };
    }
}
