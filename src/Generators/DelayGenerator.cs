using Microsoft.CodeAnalysis;

namespace Gchunk.Generators;

/// <summary>Gives <c>Prelude</c> the forms of <c>Delay</c> for functions of one to eight arguments.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class DelayGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        Forms.Register(context, "Gchunk.Dsl.Delayed", "Prelude.Delay.g.cs", "static partial class Prelude", Method);

    private static string Method(int arguments)
    {
        int[] all = [.. Enumerable.Range(1, arguments)];
        string types = string.Join(", ", all.Select(i => $"T{i}").Append("TResult")),
            function = $"Func<{types}>",
            delayed = string.Join(", ", all.Select(i => $"Delayed<T{i}>").Append("Delayed<TResult>")),
            values = string.Join(", ", all.Select(i => $"(T{i})a[{i - 1}]!")),
            names = string.Join(", ", all.Select(i => $"a{i}")),
            calls = string.Join(", ", all.Select(i => $"a{i}.Call"));
        return $$"""
                /// <summary>
                /// Makes a function of {{arguments}} argument{{(
                arguments == 1 ? "" : "s"
            )}} whose calls run only in <c>Compute</c>. An argument is a value or a
                /// delayed value.
                /// </summary>
                /// <param name="function">The function.</param>
                /// <param name="text">The text of the function, which the compiler fills in.</param>
                public static Func<{{delayed}}> Delay<{{types}}>(
                    {{function}} function,
                    [CallerArgumentExpression(nameof(function))] string text = ""
                )
                {
                    var user = UserFunction.Of(function, text);
                    CallInvoker invoker = static (f, a) => (({{function}})f)({{values}});
                    return ({{names}}) => new Delayed<TResult>(new FunctionCall(user, invoker, [{{calls}}]));
                }


            """;
    }
}
