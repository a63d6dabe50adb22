using System.Collections.Frozen;
using HpoActors.Searcher;

namespace HpoActors.Protocol.Serialization;

/// <summary>The manifests: <c>s</c> to a searcher, <c>t</c> to a trainer, <c>p</c> to a pool, <c>n</c> to and from nodes, <c>c</c> to and from clients, <c>r</c> to results, <c>j</c> a journal record.</summary>
internal static class Manifests
{
    private static readonly (string Manifest, Type Type)[] All =
    [
        ("s.work/1", typeof(SearcherProtocol.WorkRequested)),
        ("s.updates/1", typeof(SearcherProtocol.TrialUpdates)),
        ("s.heartbeat/1", typeof(SearcherProtocol.Heartbeat)),
        ("s.stop/1", typeof(SearcherProtocol.StopExperiment)),
        ("s.test/1", typeof(SearcherProtocol.KeepTest)),
        ("s.suspend/1", typeof(SearcherProtocol.Suspend)),
        ("s.over/1", typeof(SearcherProtocol.OfficeOver)),
        ("t.handback/1", typeof(TrainerProtocol.HandBack)),
        ("p.suspend/1", typeof(PoolProtocol.Suspend)),
        ("p.handback/1", typeof(PoolProtocol.HandBackAll)),
        ("p.handedback/1", typeof(PoolProtocol.HandedBack)),
        ("n.handedback/1", typeof(PoolProtocol.AllHandedBack)),
        ("t.assign/1", typeof(TrainerProtocol.Assign)),
        ("t.verdict/1", typeof(TrainerProtocol.VerdictReached)),
        ("t.ack/1", typeof(TrainerProtocol.Acknowledged)),
        ("t.standdown/1", typeof(TrainerProtocol.StandDown)),
        ("t.searcher/1", typeof(TrainerProtocol.SearcherChanged)),
        ("t.cancel/1", typeof(TrainerProtocol.CancelExperiment)),
        ("t.close/1", typeof(TrainerProtocol.CloseExperiment)),
        ("t.test/1", typeof(TrainerProtocol.TestBest)),
        ("e.tested/1", typeof(TrainerProtocol.BestTested)),
        ("e.joined/1", typeof(PoolProtocol.Joined)),
        ("e.refused/1", typeof(PoolProtocol.Refused)),
        ("p.begin/1", typeof(PoolProtocol.Begin)),
        ("p.finish/1", typeof(PoolProtocol.Finish)),
        ("p.leave/1", typeof(PoolProtocol.Leave)),
        ("p.test/1", typeof(PoolProtocol.TestBest)),
        ("p.answered/1", typeof(PoolProtocol.WorkAnswered)),
        ("p.available/1", typeof(PoolProtocol.WorkAvailable)),
        ("p.ready/1", typeof(PoolProtocol.TrainerReady)),
        ("r.facts/1", typeof(ResultsProtocol.Facts)),
        ("r.conclude/1", typeof(ResultsProtocol.Conclude)),
        ("n.alive/1", typeof(NodeProtocol.NodeAlive)),
        ("n.known/1", typeof(NodeProtocol.NodeKnown)),
        ("n.open/1", typeof(NodeProtocol.Open)),
        ("n.opened/1", typeof(NodeProtocol.Opened)),
        ("n.notopened/1", typeof(NodeProtocol.NotOpened)),
        ("n.close/1", typeof(NodeProtocol.Close)),
        ("n.leaves/1", typeof(NodeProtocol.NodeLeaves)),
        ("c.submit/1", typeof(ClientProtocol.Submit)),
        ("c.accepted/1", typeof(ClientProtocol.Accepted)),
        ("c.denied/1", typeof(ClientProtocol.Denied)),
        ("c.follow/1", typeof(ClientProtocol.Follow)),
        ("c.facts/1", typeof(ClientProtocol.Facts)),
        ("c.cancel/1", typeof(ClientProtocol.Cancel)),
        ("c.ask/1", typeof(ClientProtocol.AskStatus)),
        ("c.status/1", typeof(ClientProtocol.Status)),
        ("p.others/1", typeof(PoolProtocol.OthersTrain)),
        ("j.facts/1", typeof(FactBatch)),
    ];

    private static readonly FrozenDictionary<Type, string> ByType = All.ToFrozenDictionary(m => m.Type, m => m.Manifest);
    private static readonly FrozenDictionary<string, Type> ByManifest = All.ToFrozenDictionary(m => m.Manifest, m => m.Type, StringComparer.Ordinal);

    public static IEnumerable<Type> Types => All.Select(m => m.Type);

    public static string? Of(Type type) => ByType.GetValueOrDefault(type);

    public static Type? TypeOf(string manifest) => ByManifest.GetValueOrDefault(manifest);
}
