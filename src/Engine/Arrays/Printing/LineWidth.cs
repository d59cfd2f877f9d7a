namespace Gchunk.Engine.Arrays.Printing;

/// <summary>The width of the lines in which values are shown: that of the window, or 100 columns in a pipe.</summary>
internal static class LineWidth
{
    private const int InPipes = 100;
    private const int Least = 20;

    /// <summary>The columns of a line.</summary>
    public static int Columns => Math.Max(Window?.Invoke() ?? InPipes, Least);

    /// <summary>Returns the columns of the window; set by a program that writes to one.</summary>
    public static Func<int>? Window { get; set; }
}
