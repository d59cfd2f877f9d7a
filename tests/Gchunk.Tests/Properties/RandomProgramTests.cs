using Gchunk.Engine;
using Xunit;

namespace Gchunk.Tests.Properties;

public class RandomProgramTests
{
    [SeedProperty]
    public void Random_programs_give_a_result_or_an_error_that_a_user_can_understand(Seed seed)
    {
        var program = new RandomProgram(seed.Value);
        Exception? error = program.Run();
        Assert.True(error is null or GchunkException, $"{string.Join("; ", program.Steps)}: {error}");
    }
}
