namespace Gchunk.Engine.Storage.Cf;

/// <summary>The rules of a calendar.</summary>
internal enum CfCalendarKind
{
    Standard,
    Gregorian,
    Julian,
    NoLeap,
    AllLeap,
    Days360,
}
