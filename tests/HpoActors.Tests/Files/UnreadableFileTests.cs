using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class UnreadableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_file() => Check("no.conf", null, $"there is no such file (looked in {_folder})");

    [Fact]
    public void A_missing_folder() => Check("no/no.conf", null, $"there is no such file (looked in {Path.Combine(_folder, "no")})");

    [Fact]
    public void A_directory() => Check("", null, "is a directory; name a file in it");

    [Fact]
    public void An_empty_file() => Check("a.conf", [], "is empty; write a block experiment { … }, as in hocon/softmax.conf");

    [Fact]
    public void A_binary_file() => Check("a.conf", [0x50, 0, 1, 2], "is no text in UTF-8; an experiment file is a plain text");

    [Fact]
    public void Text_in_another_encoding() => Check("a.conf", [0x61, 0xE9, 0x62], "is no text in UTF-8; an experiment file is a plain text");

    [Fact]
    public void A_huge_file() => Check("a.conf", new byte[(1 << 20) + 1], "is larger than 1 MiB; an experiment file is a short text");

    [Fact]
    public void A_file_without_the_right_to_read_it()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            // Windows has other rights, and root may read everything.
            return;
        }

        string path = Path.Combine(_folder, "a.conf");
        File.WriteAllText(path, ExperimentTexts.Minimal);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Check("a.conf", null, "may not be read; give yourself the right to read it");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void No_name(string path) => Assert.Equal(
        "experiment file: has no name; name a file such as softmax.conf", Assert.Throws<ExperimentFileException>(() => ExperimentFile.Load(path)).Message);

    [Fact]
    public void A_name_that_no_file_can_have() =>
        Assert.StartsWith("a b: cannot be read: ", Assert.Throws<ExperimentFileException>(() => ExperimentFile.Load("a\0b")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        string path = Path.Combine(_folder, "marked.conf");
        File.WriteAllText(path, "\uFEFF" + ExperimentTexts.Minimal);
        Assert.Equal("marked", ExperimentFile.Load(path).Spec.Name);
    }

    private void Check(string name, byte[]? content, string problem)
    {
        string path = Path.Combine(_folder, name);
        if (content is not null)
        {
            File.WriteAllBytes(path, content);
        }

        ExperimentFileException error = Assert.Throws<ExperimentFileException>(() => ExperimentFile.Load(path));
        Assert.Equal($"{path}: {problem}", error.Message);
    }
}
