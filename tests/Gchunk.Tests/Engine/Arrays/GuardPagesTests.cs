using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Arrays;

public sealed unsafe class GuardPagesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1 << 20)]
    public void A_guarded_block_ends_where_its_pages_end_and_is_filled_with_a_pattern(int bytes)
    {
        byte* block = GuardPages.Allocate(bytes);
        Assert.Equal(0, (nint)(block + bytes) % GuardPages.PageSize);
        for (int i = 0; i < bytes; i++)
        {
            Assert.Equal((byte)(GuardPages.Pattern >> (int)((nint)(block + i) & 7) * 8), block[i]);
            block[i] = 1;
        }
        Assert.True(GuardPages.Free(block, bytes));
    }

    [Fact]
    public void Fresh_memory_is_no_number()
    {
        ulong pattern = GuardPages.Pattern;
        Assert.True(double.IsNaN(*(double*)&pattern));
        Assert.True(float.IsNaN(*(float*)&pattern));
    }

    [Fact]
    public void Memory_of_others_is_not_freed()
    {
        ulong local = 0;
        Assert.False(GuardPages.Free((byte*)&local, 8));
    }

    [Fact]
    public void A_freed_block_is_not_used_again()
    {
        byte* first = GuardPages.Allocate(100);
        GuardPages.Free(first, 100);
        byte* second = GuardPages.Allocate(100);
        Assert.False(first == second);
        GuardPages.Free(second, 100);
    }

    // "block" is an array of ten doubles; each statement reads or writes a part of it that it does not have.
    [Theory]
    [InlineData("1", "Print(At(block, 10));", "AccessViolation")]
    [InlineData("before", "Print(At(block, -1));", "AccessViolation")]
    [InlineData("1", "Print(AfterFree(block.Span<double>()));", "AccessViolation")]
    [InlineData("1", "At(block, -1) = 1; block.Dispose();", "a block of 80 bytes was written at -8, outside of it")]
    [InlineData(
        "before",
        "At(block, 10) = 1; block.Dispose();",
        "a block of 80 bytes was written at 80, outside of it"
    )]
    public void An_access_outside_of_a_block_ends_the_process(string mode, string statement, string message)
    {
        string code = $$"""
            using System.Runtime.CompilerServices;
            using System.Runtime.InteropServices;
            ref double At(NDArray a, int i) => ref Unsafe.Add(ref MemoryMarshal.GetReference(a.Span<double>()), i);
            var block = NDArray.Zeros(10, DType.Float64);
            double AfterFree(Span<double> span) { block.Dispose(); return span[0]; }
            {{statement}}
            """;
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            null,
            [$"GCHUNK_GUARD_PAGES={mode}", Checkout.Launcher, "-e", code]
        );
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }
}
