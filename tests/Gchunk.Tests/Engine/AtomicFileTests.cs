using Gchunk.Engine;
using Xunit;

namespace Gchunk.Tests.Engine;

/// <summary>Tests that act on the whole process run when no others do.</summary>
[CollectionDefinition("whole process", DisableParallelization = true)]
[Trait("Runs", "alone")]
public sealed class WholeProcess;

[Collection("whole process")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class AtomicFileTests
{
    [Fact]
    public void An_interrupted_process_leaves_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-atomic-").FullName;
        try
        {
            using AtomicFile file = AtomicFile.Create(Path.Combine(folder, "out.nc"));
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
        string folder = Directory.CreateTempSubdirectory("gchunk-atomic-").FullName;
        try
        {
            string real = Path.Combine(folder, "real"),
                link = Path.Combine(folder, "link");
            File.WriteAllText(real, "old");
            File.CreateSymbolicLink(link, real);
            using (AtomicFile file = AtomicFile.Create(link))
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

    [Fact]
    public void The_temporary_file_is_new_and_nobody_else_can_write_it()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-atomic-").FullName;
        try
        {
            string path = Path.Combine(folder, "out");
            using AtomicFile first = AtomicFile.Create(path),
                second = AtomicFile.Create(path);
            Assert.NotEqual(first.TemporaryPath, second.TemporaryPath);
            foreach (AtomicFile file in (AtomicFile[])[first, second])
            {
                Assert.Equal(folder, Path.GetDirectoryName(file.TemporaryPath));
                Assert.Equal(
                    UnixFileMode.None,
                    File.GetUnixFileMode(file.TemporaryPath) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
                );
            }
            AtomicFile.WriteText(path, "secret", isPrivate: true);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal("secret", File.ReadAllText(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_a_killed_process_left_is_deleted_by_the_next_write()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-atomic-").FullName;
        try
        {
            string path = Path.Combine(folder, "out"),
                dead = Path.Combine(folder, $".out.{Environment.MachineName}.999999999-0123456789abcdef.tmp"),
                other = Path.Combine(folder, ".out.elsewhere.999999999-0123456789abcdef.tmp");
            File.WriteAllText(dead, "");
            File.WriteAllText(other, "");
            AtomicFile.WriteBytes(path, [1, 2, 3]);
            Assert.Equal([other, path], Directory.GetFiles(folder).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
