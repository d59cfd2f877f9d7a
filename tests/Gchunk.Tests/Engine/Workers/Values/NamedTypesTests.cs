using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>What a message may name as a type is a list.</summary>
public class NamedTypesTests
{
    // A message that asks for an object of a type that every process has.
    private static byte[] Asking(string assembly, string type)
    {
        var message = new ByteWriter();
        message.WriteByte((byte)WireTag.Object);
        message.WriteCount(0);
        message.WriteByte((byte)TypeTag.Present);
        message.WriteCount(0);
        message.WriteByte(1);
        message.WriteText(assembly);
        message.WriteText(type);
        message.WriteBytes(new byte[64]);
        return message.Written.ToArray();
    }

    [Theory]
    [InlineData(typeof(ProcessStartInfo))]
    [InlineData(typeof(FileInfo))]
    [InlineData(typeof(FileStream))]
    [InlineData(typeof(System.Net.CookieContainer))]
    [InlineData(typeof(System.Data.DataTable))]
    [InlineData(typeof(System.Runtime.InteropServices.GCHandle))]
    [InlineData(typeof(TaskCompletionSource))]
    [InlineData(typeof(SpillFile))]
    [InlineData(typeof(PeerMemory))]
    [InlineData(typeof(Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions))]
    public void A_message_cannot_ask_for_an_object_of_another_type(Type type)
    {
        byte[] asking = Asking(type.Assembly.GetName().Name!, type.FullName!);
        foreach (CodeSession code in (CodeSession[])[CodeSession.Local, new CodeSession()])
        {
            Exception error = Assert.ThrowsAny<InvalidDataException>(() =>
                new ValueDeserializer(code).Deserialize(asking)
            );
            Assert.Matches("cannot travel|is not a class|is known only to the worker", error.Message);
        }
        object made = RuntimeHelpers.GetUninitializedObject(type);
        GC.SuppressFinalize(made);
        Assert.Contains(
            "cannot travel",
            Assert.Throws<GchunkException>(() => new ValueSerializer().Serialize(made, "the value")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Objects_that_hold_data_may_be_asked_for()
    {
        object[] values =
        [
            new Version(1, 2),
            new Complex(1, 2),
            new LinkedList<int>([1, 2]),
            new System.Text.StringBuilder("a"),
            new Shape(2, 3),
            new RunOptions(),
            new FormatException("x"),
            new StrongBox<int>(3),
            System.Net.IPAddress.Loopback,
            Enumerable.Range(0, 3).Select(i => i * 2),
        ];
        foreach (object value in values)
        {
            byte[] message = new ValueSerializer().Serialize(value, "the value").ToArray();
            Assert.IsType(value.GetType(), new ValueDeserializer(CodeSession.Local).Deserialize(message));
        }
    }

    [Fact]
    public void An_assembly_that_not_every_process_has_cannot_be_named()
    {
        Exception error = Assert.ThrowsAny<InvalidDataException>(() =>
            new ValueDeserializer(CodeSession.Local).Deserialize(Asking("xunit.assert", "Xunit.Assert"))
        );
        Assert.Contains("a value needs the assembly xunit.assert", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_may_call_what_the_client_names_and_a_result_only_what_computes()
    {
        byte[] start = new ValueSerializer().Serialize((Func<string, Process?>)Process.Start, "the value").ToArray();
        using (var worker = new CodeSession())
            Assert.IsType<Func<string, Process?>>(new ValueDeserializer(worker).Deserialize(start));
        Exception error = Assert.ThrowsAny<InvalidDataException>(() =>
            new ValueDeserializer(CodeSession.Local).Deserialize(start)
        );
        Assert.Contains("which none may call", error.Message, StringComparison.Ordinal);
        byte[] root = new ValueSerializer().Serialize((Func<double, double>)Math.Sqrt, "the value").ToArray();
        var sqrt = (Func<double, double>)new ValueDeserializer(CodeSession.Local).Deserialize(root)!;
        Assert.Equal(3, sqrt(9));
    }
}
