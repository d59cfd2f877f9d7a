namespace Gchunk.Dsl; internal static class Placeholder;
