using System.Reflection;
using System.Runtime.Loader;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Tests.Engine.Workers.Values;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Code;

/// <summary>Functions of a compiled library (here, of these tests) run in a session that has only its image.</summary>
public class CompiledCodeTests
{
    private readonly Journey journey = new();

    [Fact]
    public void Functions_take_along_what_they_capture()
    {
        int local = 5;
        string text = "ab";
        Check(11, new Holder(6).Plus(local));
        Check(2, () => text.Length);
        Check(42, () => 42);
        Check(10, Doubled(5));
        Check(3, Generic(new[] { 1, 2, 3 }));
        Check(1, new Func<int>(new[] { "a" }.Count));
        Check(5, new Func<int>(new Nested<string>("abcde").Length));
        Check(7, () => Local(5));
        static int Local(int x) => x + StaticLocal();
        static int StaticLocal() => 2;
    }

    [Fact]
    public void Variables_of_neighbours_stay_behind()
    {
        using var stream = new FileStream(
            Path.GetTempFileName(),
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.DeleteOnClose
        );
        int local = 5;
        Func<long> uses = () => stream.Length + local;
        Check(5, () => local);
        Assert.StartsWith(
            "the variable 'stream' (FileStream)",
            Assert.Throws<GchunkException>(() => journey.Send(uses)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Functions_of_the_framework_go_by_their_names()
    {
        Assert.Equal(3.0, ((Func<double, double>)journey.Send(new Func<double, double>(Math.Sqrt))!)(9));
        Assert.Equal("A", ((Func<string>)journey.Send(new Func<string>("a".ToUpperInvariant))!)());
        Assert.Equal(4, ((Func<double[], int>)journey.Send(new Func<double[], int>(Enumerable.Count))!)([1, 2, 3, 4]));
        Assert.Equal(
            [1, 2],
            (
                (Func<IEnumerable<int>, List<int>>)
                    journey.Send(new Func<IEnumerable<int>, List<int>>(Enumerable.ToList))!
            )([1, 2])
        );
    }

    [Fact]
    public void The_same_code_is_loaded_once_in_a_session()
    {
        var first = (Func<object>)journey.Send(new Func<object>(() => new Nested<int>("a")))!;
        var second = (Func<object>)journey.Send(new Func<object>(() => new Nested<int>("b")))!;
        Assert.Same(first().GetType(), second().GetType());
        Assert.NotSame(typeof(Nested<int>), first().GetType());
        Assert.IsType<Nested<int>>(Journey.Return(first()));
    }

    [Fact]
    public void What_every_process_has_is_not_sent()
    {
        var serializer = new ValueSerializer();
        serializer.Serialize(
            new object[]
            {
                new Gchunk.Dsl.Attributes(),
                typeof(Gchunk.Ml.KMeans),
                typeof(MathNet.Numerics.Complex32),
                new Func<double, double>(Math.Sqrt),
                typeof(Uri),
            },
            "the value"
        );
        Assert.Empty(serializer.Assemblies);
        serializer.Serialize(new Nested<int>("a"), "the value");
        Assert.Contains(serializer.Assemblies, a => a.Name == typeof(CompiledCodeTests).Assembly.FullName);
        Assert.DoesNotContain(
            serializer.Assemblies,
            a =>
                a.Name.StartsWith("System.", StringComparison.Ordinal)
                || a.Name.StartsWith("Gchunk.Engine", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_process_has_gchunk_s_own_assemblies()
    {
        string[] projects =
        [
            .. Directory
                .GetFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(p => !p.Contains("Generators", StringComparison.Ordinal)),
        ];
        Assert.All(
            projects,
            p =>
            {
                string name = File.ReadAllText(p).Split("<AssemblyName>")[1].Split('<')[0];
                name = name.Replace("$(ProgramName)", ProgramFiles.Name, StringComparison.Ordinal);
                Assert.True(PresentAssemblies.Contains(Assembly.Load(name)), name);
            }
        );
        Assert.Equal(4, projects.Length);
        Assert.False(PresentAssemblies.Contains(typeof(CompiledCodeTests).Assembly));
    }

    [Fact]
    public void An_assembly_that_was_made_in_memory_is_refused_unless_its_image_is_known()
    {
        byte[] image = AssemblyImages.Of(typeof(CompiledCodeTests).Assembly).Image.ToArray();
        var context = new AssemblyLoadContext("mine", isCollectible: true);
        Type type = context
            .LoadFromStream(new MemoryStream(image))
            .GetType(typeof(Nested<>).FullName!)!
            .MakeGenericType(typeof(int));
        object made = Activator.CreateInstance(type, "a")!;
        Assert.Contains(
            "it was loaded from memory and its image was not registered",
            Assert.Throws<GchunkException>(() => journey.Send(made)).Message,
            StringComparison.Ordinal
        );
        context.Unload();
    }

    private void Check<T>(T expected, Func<T> function)
    {
        var there = (Func<T>)journey.Send(function)!;
        Assert.Equal(expected, there());
    }

    private static Func<int> Doubled(int x) => () => 2 * x;

    private static Func<int> Generic<T>(T[] items) => () => items.Length;

    private sealed class Holder(int field)
    {
        public Func<int> Plus(int local) => () => local + field;
    }

    public sealed class Nested<T>(string text)
    {
        public int Length() =>
            text.Length
            + default(T) switch
            {
                _ => 0,
            };
    }
}
