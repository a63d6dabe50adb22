using CsCheck;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class MutatedFileTests
{
    private const string Characters = "{}[]\"\\=:,.#/'$ \t\r\n0159eE+-abz_\0\u00e9;()";

    [Fact]
    public void A_damaged_file_is_read_or_refused_in_one_line() => Check(File.ReadAllText(Path.Combine(ExperimentTexts.Folder, "softmax.conf")));

    [Fact]
    public void So_is_one_with_every_key() => Check(ExperimentTexts.EveryKey);

    private static void Check(string text)
    {
        Gen<(int Place, int Length, string Inserted)> change = Gen.Select(
            Gen.Int[0, text.Length], Gen.Int[0, 3], Gen.Char[Characters].Array[0, 3].Select(c => new string(c)));
        change.Array[1, 4].Sample(
            changes =>
            {
                string damaged = text;
                foreach ((int place, int length, string inserted) in changes)
                {
                    int start = Math.Min(place, damaged.Length);
                    damaged = damaged.Remove(start, Math.Min(length, damaged.Length - start)).Insert(start, inserted);
                }

                try
                {
                    ExperimentFile.Parse(damaged, "softmax.conf");
                }
                catch (ExperimentFileException e)
                {
                    Assert.StartsWith("softmax.conf", e.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain(e.Message, char.IsControl);
                }
            },
            iter: 10_000);
    }
}
