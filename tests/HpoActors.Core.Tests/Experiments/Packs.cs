using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Small experiments whose trials have letters for keys, and trainers that ask for packs of them.</summary>
internal static class Packs
{
    /// <summary>One trial for each letter, of eight epochs; its configuration is the letter.</summary>
    public static ExperimentSpec Keys(string keys, long? totalEpochs = null) => Specs.Of(keys.Length, 8, totalEpochs).With(() => new Letters(keys));

    public static PackKey Key(string key) => new(key);

    public static PackKey One(Configuration configuration) => new("one");

    public static PackAnswer AskLanes(
        this ExperimentDriver driver, int lanes, string? open = null, int trainers = 1, string trainer = "cpu:0", Func<Configuration, PackKey>? keyOf = null) =>
        driver.AskPack(new PackRequest(trainer, trainers, lanes, open is null ? null : Key(open)), keyOf ?? Letter, Rules.Noon);

    public static int[] Ids(this PackAnswer answer) => [.. answer.Work.Select(w => w.Trial.Value)];

    public static int[] Waiting(this ExperimentDriver driver) =>
        [.. driver.State.Live.Values.Where(t => t.State == TrialState.Proposed).Select(t => t.Id.Value).Order()];

    /// <summary>An experiment at work.</summary>
    public static ExperimentDriver Started(this ExperimentSpec spec, Action<ExperimentEvent>? facts = null)
    {
        ExperimentDriver driver = new(spec, facts);
        driver.Start(Rules.Noon);
        return driver;
    }

    private static PackKey Letter(Configuration configuration) => Key(configuration.GetText("key"));

    private sealed class Letters(string keys) : ISearcher
    {
        public bool LearnsFromResults => false;

        public Proposal? Propose(TrialId trial, RandomStream random) =>
            new(new Configuration([KeyValuePair.Create("key", HyperparameterValue.Of(keys[trial.Value].ToString()))]), Rules.Why);

        public void Observe(in Observation observation)
        {
        }
    }
}
