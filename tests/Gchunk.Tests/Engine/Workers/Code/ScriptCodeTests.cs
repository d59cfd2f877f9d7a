using System.Runtime.Loader;
using Gchunk.Engine;
using Gchunk.Tests.Engine.Workers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Code;

/// <summary>Functions of scripts and of the prompt run in a session that has only their images.</summary>
[Collection("whole process")]
public sealed class ScriptCodeTests : IDisposable
{
    private readonly ScriptPieces pieces = new();
    private readonly Journey journey = new();

    public void Dispose() => pieces.Dispose();

    // The last line of each case is the function.
    public static TheoryData<string, string, object> Functions =>
        new()
        {
            { "no variables", "Func<int> f = () => 42; f", 42 },
            { "a variable", "int offset = 100; Func<int> f = () => offset + 1; f", 101 },
            { "a variable as it is now", "int n = 1; Func<int> f = () => n; n = 5; f", 5 },
            {
                "variables of earlier pieces",
                "int a = 1;\n---\nint b = 2;\n---\nFunc<int> f = () => a * 10 + b; f",
                12
            },
            {
                "a variable that was declared again",
                "int a = 1;\n---\nFunc<int> g = () => a;\n---\nvar a = 7;\n---\nFunc<int> f = () => a * 10 + g(); f",
                71
            },
            { "a local function", "int k = 3; int Times(int x) => x * k; Func<int> f = () => Times(5); f", 15 },
            {
                "a method group",
                "int Square(int x) => x * x; Func<int, int> s = Square; Func<int> f = () => s(4); f",
                16
            },
            { "a static local function", "static int Twice(int x) => 2 * x; Func<int> f = () => Twice(4); f", 8 },
            {
                "functions that call each other",
                "bool Even(int n) => n == 0 || Odd(n - 1); bool Odd(int n) => n != 0 && Even(n - 1); Func<int> f = () => Even(10) ? 1 : 0; f",
                1
            },
            {
                "a function that holds itself",
                "Func<int, int> fib = null; fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2); Func<int> f = () => fib(10); f",
                55
            },
            {
                "a class of the script",
                "class P { public int X; public int Y() => X + 1; } var p = new P { X = 4 }; Func<int> f = () => p.Y(); f",
                5
            },
            {
                "a record, an enum and a generic struct",
                "record R(int A); enum E { U = 1, V = 6 } struct S<T> { public T Value; } var s = new S<R> { Value = new R(2) }; var e = E.V; Func<int> f = () => s.Value.A + (int)e; f",
                8
            },
            {
                "an interface",
                "interface IShape { int Area(); } class Box(int w) : IShape { public int Area() => w * w; } IShape shape = new Box(3); Func<int> f = () => shape.Area(); f",
                9
            },
            {
                "a generic method",
                "T Last<T>(IEnumerable<T> all) => all.Last(); var xs = new List<int> { 1, 2, 3 }; Func<int> f = () => Last(xs); f",
                3
            },
            { "a generic method's lambda", "Func<T> Give<T>(T value) => () => value; var f = Give(6); f", 6 },
            {
                "a closure in a closure",
                "Func<int, Func<int>> add = x => { int y = x + 1; return () => { int z = y; Func<int> g = () => z + x; return g(); }; }; var f = add(3); f",
                7
            },
            {
                "loop variables",
                "var fs = new List<Func<int>>(); for (int i = 0; i < 3; i++) { int j = i; fs.Add(() => j * 10); } Func<int> f = () => fs.Sum(g => g()); f",
                30
            },
            {
                "a multicast function",
                "int total = 0; var box = new int[1]; Action<int> add = x => box[0] += x; add += x => box[0] += 10 * x; Func<int> f = () => { add(2); return box[0]; }; f",
                22
            },
            {
                "a query",
                "var xs = Enumerable.Range(0, 5); int k = 2; Func<int> f = () => (from x in xs where x > k orderby -x select x * k).Sum(); f",
                14
            },
            {
                "a lazy query that was captured",
                "int k = 2; var xs = Enumerable.Range(0, 5).Where(x => x > k); Func<int> f = () => xs.Sum(); f",
                7
            },
            {
                "an iterator",
                "IEnumerable<int> Count(int n) { for (int i = 0; i < n; i++) yield return i * step; } int step = 3; Func<int> f = () => Count(4).Sum(); f",
                18
            },
            {
                "an iterator that was captured",
                "int step = 3; IEnumerable<int> Count(int n) { for (int i = 0; i < n; i++) yield return i * step; } var c = Count(4); Func<int> f = () => c.Sum(); f",
                18
            },
            {
                "an async function",
                "int k = 4; async Task<int> Later(int x) { await Task.Yield(); return x + k; } Func<int> f = () => Later(1).GetAwaiter().GetResult(); f",
                5
            },
            {
                "an async lambda",
                "int k = 4; Func<Task<int>> g = async () => { await Task.Yield(); return k; }; Func<int> f = () => g().GetAwaiter().GetResult(); f",
                4
            },
            { "a property", "int stored = 8; int Twice => stored * 2; Func<int> f = () => Twice; f", 16 },
            { "a static variable", "static int counter = 5; counter = 9; Func<int> f = () => counter; f", 9 },
            {
                "a static variable that a class reaches",
                "static int s = 5; class C { public int Get() => s; } s = 11; var c = new C(); Func<int> f = () => c.Get(); f",
                11
            },
            {
                "a static variable that a neighbour uses",
                "static Stream log = Stream.Null; static int s = 4; Action a = () => log.Flush(); Func<int> f = () => s; f",
                4
            },
            { "an extension method", "static int Doubled(this int x) => 2 * x; Func<int> f = () => 4.Doubled(); f", 8 },
            { "an anonymous type", "var a = new { X = 3, Y = \"ab\" }; Func<int> f = () => a.X + a.Y.Length; f", 5 },
            { "tuples taken apart", "var (a, b) = (3, 4); Func<int> f = () => a * b; f", 12 },
            { "dynamic", "dynamic d = 5; Func<int> f = () => (int)(d + 1); f", 6 },
            {
                "a dictionary of functions",
                "var map = new Dictionary<string, Func<int, int>> { [\"inc\"] = x => x + 1 }; Func<int> f = () => map[\"inc\"](4); f",
                5
            },
            { "the arguments", "Func<int> f = () => Args.Length; f", 2 },
            {
                "an operator and an indexer",
                "class V { public int N; public static V operator +(V a, V b) => new V { N = a.N + b.N }; public int this[int i] => N * i; } var v = new V { N = 2 }; Func<int> f = () => (v + v)[3]; f",
                12
            },
            {
                "a stream that is not used",
                "var log = File.Create(\"log.txt\"); log.Dispose(); int k = 3; Func<int> f = () => k; f",
                3
            },
            {
                "a stream that a neighbour uses",
                "Func<int> Make() { var log = new StreamWriter(Stream.Null); int k = 3; Action a = () => log.Write(k); return () => k; } var f = Make(); f",
                3
            },
            {
                "an expression",
                "int k = 2; System.Linq.Expressions.Expression<Func<int>> e = () => k + 1; Func<int> f = () => e.Compile()(); f",
                3
            },
            {
                "a lazy array",
                "var a = Ones((4, 5), chunks: (2, 5)) * 3; Func<int> f = () => (int)a.Sum().Compute(); f",
                60
            },
            {
                "a labelled array",
                "var d = new DataArray(NDArray.From(new double[] { 1, 2, 3 }), [\"x\"], name: \"d\"); Func<int> f = () => (int)d.Sum(\"x\").Compute(); f",
                6
            },
            {
                "a delayed value",
                "var inc = Delay<int, int>(v => v + 1); var d = inc(inc(5)); Func<int> f = () => d.Compute(); f",
                7
            },
            {
                "an array in memory",
                "var a = NDArray.From(new double[] { 1, 2, 3 }); Func<int> f = () => (int)a.GetDouble(2); f",
                3
            },
            { "await at the top", "var k = await Task.FromResult(4); Func<int> f = () => k; f", 4 },
            {
                "using a namespace",
                "using System.Text;\nvar b = new StringBuilder(\"abc\"); Func<int> f = () => b.Length; f",
                3
            },
            {
                "pattern variables and out variables",
                "int.TryParse(\"12\", out var q); Func<object, int> g = o => o is string { Length: var n } ? n : q; Func<int> f = () => g(\"abc\") + g(1); f",
                15
            },
            {
                "a thrown exception that it catches",
                "class MyError(int code) : Exception { public int Code => code; } Func<int> f = () => { try { throw new MyError(4); } catch (MyError e) when (e.Code > 3) { return e.Code; } }; f",
                4
            },
        };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_gives_there_what_it_gives_here(string what, string script, object expected)
    {
        var function = (Delegate)Run(script)!;
        var there = (Delegate)journey.Send(function)!;
        Assert.Equal(expected, function.DynamicInvoke());
        Assert.Equal(function.GetType(), there.GetType());
        Assert.NotSame(function.Method.Module, there.Method.Module);
        Assert.True(expected.Equals(there.DynamicInvoke()), what);
    }

    [Fact]
    public void A_function_is_captured_as_it_is_when_it_is_serialized()
    {
        var there = (Func<int>)journey.Send(Run("int n = 1; Func<int> f = () => ++n; f"))!;
        Run("n = 50;");
        Assert.Equal([2, 3], [there(), there()]);
        Assert.Equal(50, Run("n"));
    }

    [Fact]
    public void Functions_in_one_message_share_their_variables()
    {
        var there = (Delegate[])
            journey.Send(
                Run("int n = 1; var fs = new Delegate[] { new Action(() => n++), new Func<int>(() => n) }; fs")
            )!;
        ((Action)there[0])();
        Assert.Equal(2, ((Func<int>)there[1])());
    }

    [Fact]
    public void A_value_of_a_type_of_the_script_comes_back_as_of_that_type()
    {
        var make =
            (Func<object>)
                journey.Send(
                    Run("class P { public int X; } Func<object> f = () => new List<P> { new P { X = 3 } }; f")
                )!;
        object made = make();
        object back = Journey.Return(made)!;
        Assert.NotSame(made.GetType(), back.GetType());
        Assert.Same(Run("typeof(List<P>)"), back.GetType());
    }

    [Fact]
    public void A_library_that_a_script_refers_to_goes_along_with_what_it_needs()
    {
        string inner = Library("Inner", "namespace Inner; public class Deep { public int Give() => 20; }", []);
        Library(
            "Outer",
            "namespace Outer; public class Wide { public int Give() => new Inner.Deep().Give() + 1; }",
            [inner]
        );
        var there =
            (Func<int>)
                journey.Send(Run("#r \"Outer.dll\"\nvar w = new Outer.Wide(); Func<int> f = () => w.Give(); f"))!;
        Assert.Equal(21, there());
        Assert.NotSame(
            AssemblyLoadContext.GetLoadContext(((Type)Run("typeof(Outer.Wide)")!).Assembly),
            AssemblyLoadContext.GetLoadContext(there.Target!.GetType().Assembly)
        );
    }

    [Fact]
    public void A_piece_that_the_function_does_not_use_stays_here()
    {
        var function = (Delegate)Run("var unused = new byte[1000];\n---\nint k = 1;\n---\nFunc<int> f = () => k; f")!;
        var serializer = new Gchunk.Engine.Workers.Values.ValueSerializer();
        int length = serializer.Serialize(function, "the function").Length;
        Assert.InRange(serializer.Assemblies.Count, 1, 2);
        Assert.InRange(length, 1, 300);
    }

    public static TheoryData<string, string> Refusals =>
        new()
        {
            {
                "var log = File.Create(\"a\"); Action f = () => log.WriteByte(1); f",
                "the variable 'log' (FileStream) cannot travel to a worker process: it is an open stream; open it inside the function"
            },
            {
                "var w = new StreamWriter(Stream.Null); Action f = () => w.Write(1); f",
                "the variable 'w' (StreamWriter) cannot travel to a worker process: it is an open stream; open it inside the function"
            },
            {
                "Action Make() { var t = new Thread(() => { }); return () => t.Start(); } var f = Make(); f",
                "the variable 't' (Thread) cannot travel to a worker process: it is a thread of this process; start it inside the function"
            },
            {
                "class S { public List<Stream> Streams { get; } = [null, null, new FileStream(\"b\", FileMode.Create)]; } var settings = new S(); Func<int> f = () => settings.Streams.Count; f",
                "the variable 'settings.Streams[2]' (FileStream) cannot travel to a worker process: it is an open stream; open it inside the function"
            },
            {
                "var t = new TaskCompletionSource<int>().Task; Func<int> f = () => t.Result; f",
                "the variable 't' (Task<int>) cannot travel to a worker process: it is not complete; wait for it first, and capture its result"
            },
            {
                "var c = new CancellationTokenSource(); Func<bool> f = () => c.IsCancellationRequested; f",
                "the variable 'c' (CancellationTokenSource) cannot travel to a worker process: what it cancels is in this process; create it inside the function"
            },
            {
                "var c = new CancellationTokenSource().Token; Func<bool> f = () => c.IsCancellationRequested; f",
                "the variable 'c' (CancellationToken) cannot travel to a worker process: what cancels it is in this process; use Interrupt.Token inside the function"
            },
            {
                "var s = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp); Func<bool> f = () => s.Connected; f",
                "the variable 's' (Socket) cannot travel to a worker process: it is a network connection; open it inside the function"
            },
            {
                "var h = new System.Net.Http.HttpClient(); Func<object> f = () => h.BaseAddress; f",
                "the variable 'h' (HttpClient) cannot travel to a worker process: it is a network connection; open it inside the function"
            },
            {
                "var g = System.Linq.Expressions.Expression.Lambda<Func<int>>(System.Linq.Expressions.Expression.Constant(1)).Compile(); Func<int> f = () => g(); f",
                "the variable 'g' (Func<int>) cannot travel to a worker process: it is a function that was generated at run time; write it as a lambda or a method"
            },
            {
                "var log = File.Create(\"c\"); Action g = () => log.WriteByte(1); Action f = () => g(); f",
                "the variable 'log' (FileStream) cannot travel to a worker process: it is an open stream; open it inside the function"
            },
            {
                "unsafe struct U { public int* P; } var u = new U(); Func<object> f = () => u; f",
                "the variable 'u' (U) cannot travel to a worker process: it holds a pointer"
            },
            {
                "var e = new ManualResetEvent(false); Action f = () => e.Set(); f",
                "the variable 'e' (ManualResetEvent) cannot travel to a worker process: it is a handle of this process; create it inside the function"
            },
            {
                "[Gchunk.Engine.DoesNotTravel(\"it is mine\")] class M { } class N : M { } var m = new N(); Func<object> f = () => m; f",
                "the variable 'm' (N) cannot travel to a worker process: it is mine"
            },
            {
                "var m = new Dictionary<string, Stream> { [\"a\"] = Stream.Synchronized(new FileStream(\"d\", FileMode.Create)) }; Func<int> f = () => m.Count; f",
                "the variable 'm[0]' (SyncStream) cannot travel to a worker process: it is an open stream; open it inside the function"
            },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_travel_is_refused_by_the_name_of_its_variable(string script, string message)
    {
        object function = Run(script)!;
        var error = Assert.Throws<GchunkException>(() => journey.Send(function, "the function"));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_value_that_cannot_travel_is_refused_by_its_place()
    {
        using var stream = new FileStream(Path.Combine(pieces.Folder, "f"), FileMode.Create);
        Assert.Equal(
            "the argument 2 (FileStream) cannot travel to a worker process: it is an open stream; open it inside the function",
            Assert.Throws<GchunkException>(() => journey.Send(stream, "the argument 2")).Message
        );
        Assert.Equal(
            "'Log' of the argument 2 (FileStream) cannot travel to a worker process: it is an open stream; open it inside the function",
            Assert.Throws<GchunkException>(() => journey.Send(new { Log = stream }, "the argument 2")).Message
        );
        Assert.StartsWith(
            "the result (FileStream) cannot travel to the client: it is an open stream",
            Assert.Throws<GchunkException>(() => Journey.Return(stream)).Message,
            StringComparison.Ordinal
        );
    }

    private object? Run(string script) => pieces.Run(script);

    private string Library(string name, string code, string[] references)
    {
        string path = Path.Combine(pieces.Folder, name + ".dll");
        string[] framework =
        [
            typeof(object).Assembly.Location,
            Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll"),
        ];
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            [.. framework.Concat(references).Select(r => MetadataReference.CreateFromFile(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        Assert.True(compilation.Emit(path).Success);
        return path;
    }
}
