using System.Reflection;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>
/// The types whose objects a message may ask for, among those that every process has: a list. The user's own types are
/// those of the code that the client has sent, or has loaded itself.
/// </summary>
/// <remarks>
/// An object is made without its constructor, and its private fields are set. For a type that was not written with that
/// in mind, this may end in memory that is freed twice, or in a program that is run. So the framework's types are here
/// because they hold only data; exceptions, delegates, arrays and enums of any type are allowed by their kind.
/// </remarks>
internal static class NamedTypes
{
    // Whole namespaces of the framework, whose classes hold data.
    private static readonly HashSet<string> Namespaces =
    [
        "System.Collections",
        "System.Collections.Concurrent",
        "System.Collections.Frozen",
        "System.Collections.Generic",
        "System.Collections.Immutable",
        "System.Collections.ObjectModel",
        "System.Collections.Specialized",
        "System.Globalization",
        "System.Linq",
        "System.Linq.Expressions",
        "System.Numerics",
        "System.Numerics.Tensors",
        "System.Runtime.Intrinsics",
        "System.Text",
        "System.Text.Json",
        "System.Text.Json.Nodes",
        "System.Text.RegularExpressions",
        "System.Xml.Linq",
    ];

    // Others of the framework, without the number of their type parameters.
    private static readonly HashSet<string> Names =
    [
        "System.ArraySegment",
        "System.BitConverter",
        "System.Convert",
        "System.DateOnly",
        "System.DateTime",
        "System.DateTimeOffset",
        "System.Decimal",
        "System.Guid",
        "System.Half",
        "System.HashCode",
        "System.Index",
        "System.Int128",
        "System.Lazy",
        "System.LazyHelper",
        "System.Math",
        "System.MathF",
        "System.Memory",
        "System.Nullable",
        "System.Object",
        "System.Progress",
        "System.Random",
        "System.Range",
        "System.ReadOnlyMemory",
        "System.String",
        "System.StringComparer",
        "System.TimeOnly",
        "System.TimeSpan",
        "System.Tuple",
        "System.UInt128",
        "System.ValueTuple",
        "System.Version",
        "System.Data.DataColumn",
        "System.Diagnostics.Stopwatch",
        "System.Drawing.Color",
        "System.Drawing.Point",
        "System.Drawing.PointF",
        "System.Drawing.Rectangle",
        "System.Drawing.RectangleF",
        "System.Drawing.Size",
        "System.Drawing.SizeF",
        "System.Net.IPAddress",
        "System.Net.IPEndPoint",
        "System.Runtime.CompilerServices.Closure",
        "System.Runtime.CompilerServices.StrongBox",
    ];

    // Libraries that gchunk uses, and whose objects hold only numbers.
    private static readonly HashSet<string> Libraries = ["MathNet.Numerics"];

    /// <summary>Returns why no message may ask for an object of a type, or null if one may.</summary>
    public static string? WhyNot(Type type)
    {
        if (!PresentAssemblies.Contains(type.Assembly) || typeof(Delegate).IsAssignableFrom(type))
            return null;
        if (HasFinalizer(type))
            return "it frees something when it is collected; create it inside the function";
        return IsListed(type) || typeof(Exception).IsAssignableFrom(type)
            ? null
            : $"{TypeText.Of(type)} is not among the types that are sent; create it inside the function, or capture what it is made of";
    }

    /// <summary>
    /// True if a result may contain functions of a type. The client runs none of them by itself, except for comparers and
    /// what a collection calls while it is filled.
    /// </summary>
    public static bool MayBeCalled(Type type) =>
        !PresentAssemblies.Contains(type.Assembly) || IsListed(type) || type.IsPrimitive || type.IsEnum;

    private static bool IsListed(Type type)
    {
        Type outer = type;
        while (outer.DeclaringType is { } declaring)
            outer = declaring;
        string space = outer.Namespace ?? "",
            name = outer.Name.Split('`')[0];
        if (!PresentAssemblies.IsFramework(type.Assembly))
            return IsOwn(type.Assembly) || Libraries.Contains(type.Assembly.GetName().Name ?? "");
        return Namespaces.Contains(space) || Names.Contains($"{space}.{name}");
    }

    // Types of gchunk that must not travel say so themselves (DoesNotTravel). The program itself has another name.
    private static bool IsOwn(Assembly assembly) =>
        assembly.GetName().Name is { } name
        && (name.StartsWith("Gchunk.", StringComparison.Ordinal) || name == ProgramFiles.Name);

    private static bool HasFinalizer(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (
                level.GetMethod(
                    "Finalize",
                    BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly,
                    Type.EmptyTypes
                )
                is not null
            )
            {
                return true;
            }
        }
        return false;
    }
}
