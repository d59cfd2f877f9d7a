namespace Gchunk.Engine; internal static class Placeholder;
