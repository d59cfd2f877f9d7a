using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Engine.Storage;

/// <summary>Tests that act on the whole process run when no others do.</summary>
[CollectionDefinition("whole process", DisableParallelization = true)]
public sealed class WholeProcess;

[Collection("whole process")]
public class PendingFileTests
{
    [Fact]
    public void An_interrupted_process_leaves_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-pending-").FullName;
        try
        {
            using PendingFile file = PendingFile.Create(Path.Combine(folder, "out.nc"));
            Assert.Single(Directory.GetFiles(folder));
            Interrupt.CleanUp();
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_link_stays_and_what_it_points_to_is_replaced()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-pending-").FullName;
        try
        {
            string real = Path.Combine(folder, "real"),
                link = Path.Combine(folder, "link");
            File.WriteAllText(real, "old");
            File.CreateSymbolicLink(link, real);
            using (PendingFile file = PendingFile.Create(link))
            {
                File.WriteAllText(file.TemporaryPath, "new");
                file.Commit();
            }
            Assert.Equal(real, File.ResolveLinkTarget(link, false)!.FullName);
            Assert.Equal("new", File.ReadAllText(real));
            Assert.Equal(2, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
