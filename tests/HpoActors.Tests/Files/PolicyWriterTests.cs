using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Files;
using HpoActors.Files.Writing;
using HpoActors.Tests.Protocol;

namespace HpoActors.Tests.Files;

public sealed class PolicyWriterTests
{
    public static TheoryData<string> Searchers() => [.. PolicySamples.Searchers.Select(s => s.GetType().Name)];

    public static TheoryData<string> Schedulers() => [.. PolicySamples.Schedulers.Select(s => s.GetType().Name)];

    [Theory]
    [MemberData(nameof(Searchers))]
    public void Every_option_of_a_searcher_comes_back(string type)
    {
        SearcherSettings settings = PolicySamples.Searchers.Single(s => s.GetType().Name == type);
        OptionSet experiment = Read(("searcher", PolicyWriter.Searcher(settings, PolicySamples.Space)));
        SearcherSettings read = PolicyReader.Searcher(experiment.Read("experiment"));
        Assert.Equal(HoconWriter.Line(PolicyWriter.Searcher(settings, PolicySamples.Space)), HoconWriter.Line(PolicyWriter.Searcher(read, PolicySamples.Space)));
        if (settings is Core.Searchers.Grid.GridSearcherSettings)
        {
            // A dictionary comes back in another order.
            Assert.Equal(settings, read);
        }
        else
        {
            SameContent.Assert(settings, read);
        }
    }

    [Theory]
    [MemberData(nameof(Schedulers))]
    public void Every_option_of_a_scheduler_comes_back(string type)
    {
        SchedulerSettings settings = PolicySamples.Schedulers.Single(s => s.GetType().Name == type);
        OptionSet experiment = Read(("scheduler", PolicyWriter.Scheduler(settings)));
        SameContent.Assert(settings, PolicyReader.Scheduler(experiment.Read("experiment")));
    }

    private static OptionSet Read((string Key, HoconBlock Value) policy) =>
        HoconReader.ReadFile(HoconWriter.Write(Nodes.Block((policy.Key, policy.Value))), "a.conf").ToOptions();
}
