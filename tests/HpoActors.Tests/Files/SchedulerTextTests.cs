using HpoActors.Core;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guards;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class SchedulerTextTests
{
    [Fact]
    public void A_name_may_have_options_as_in_a_file()
    {
        Assert.Equal(new FifoSchedulerSettings(), SchedulerText.Parse(" fifo ", "--compare"));
        Assert.Equal(new AshaSchedulerSettings(Eta: 4), SchedulerText.Parse("asha{eta=4}", "--compare"));
        Assert.Equal(
            new GuardedSchedulerSettings(new FifoSchedulerSettings(), new GuardOptions { Patience = 5 }), SchedulerText.Parse("fifo{guards{patience=5}}", "--compare"));
    }

    [Theory]
    [InlineData("ashaa", "--compare: must be fifo, asha,")]
    [InlineData("asha{ete=4}", "--compare asha.ete: unknown key; did you mean 'eta'?")]
    [InlineData("asha{eta=x}", "--compare asha.eta: must be a whole number")]
    public void What_is_wrong_is_named_by_its_flag(string text, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<InvalidOptionException>(() => SchedulerText.Parse(text, "--compare")).Message, StringComparison.Ordinal);
}
