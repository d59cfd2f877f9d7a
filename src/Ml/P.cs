namespace Gchunk.Ml; internal static class Placeholder;
