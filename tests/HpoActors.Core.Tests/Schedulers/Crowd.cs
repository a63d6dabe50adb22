using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Schedulers;

/// <summary>Trainers that take turns in an order that a seed decides, each training its trial up to where a verdict is due; some attempts fail.</summary>
internal sealed class Crowd
{
    private readonly ExperimentDriver _driver;
    private readonly Func<Configuration, int, double> _curve;
    private readonly RandomStream _random;
    private readonly int _failOneIn;
    private readonly Assignment?[] _trainers;
    private readonly Dictionary<TrialId, CheckpointId> _checkpoints = [];

    public Crowd(ExperimentSpec spec, Func<Configuration, int, double> curve, int trainers = 1, int seed = 1, int failOneIn = 0)
    {
        _curve = curve;
        _random = RandomStream.For(seed, "crowd");
        _failOneIn = failOneIn;
        _trainers = new Assignment?[trainers];
        _driver = new ExperimentDriver(spec, Hear);
    }

    public List<ExperimentEvent> Facts { get; } = [];

    public ExperimentState State => _driver.State;

    public IEnumerable<TrialProposed> Proposed => Facts.OfType<TrialProposed>();

    public Crowd ToEnd()
    {
        _driver.Start();
        for (int turn = 0; !State.Phase.IsFinal(); turn++)
        {
            Assert.True(turn < 100_000, "the experiment does not end");
            int trainer = _random.NextInt32(_trainers.Length);
            _trainers[trainer] ??= _driver.Ask($"cpu:{trainer}");
            if (_trainers[trainer] is { } work)
            {
                Train(work);
                _trainers[trainer] = null;
            }

            // Others may start before this one is back.
            for (int i = 0; i < _trainers.Length; i++)
            {
                _trainers[i] ??= _driver.Ask($"cpu:{i}");
            }
        }

        return this;
    }

    private void Train(Assignment work)
    {
        int until = work.Until;
        for (int epoch = work.FirstEpoch; epoch <= until; epoch++)
        {
            if (_failOneIn > 0 && _random.NextInt32(_failOneIn) == 0)
            {
                _driver.End(work.Attempt, new TrialFailure((FailureKind)_random.NextInt32(5), "it broke"));
                return;
            }

            if (_driver.Report(work.Attempt, epoch, new Metrics("error", _curve(work.Configuration, epoch))) is { Kind: VerdictKind.Continue } onwards)
            {
                until = onwards.Until;
            }
        }

        _driver.End(work.Attempt);
    }

    // Only the latest checkpoint of a live trial may be copied.
    private void Hear(ExperimentEvent fact)
    {
        Facts.Add(fact);
        switch (fact)
        {
            case TrialPaused paused:
                _checkpoints[paused.Trial] = new CheckpointId(paused.Trial, State.LiveTrials[paused.Trial].Epoch);
                break;
            case TrialEnded ended:
                _checkpoints.Remove(ended.Trial);
                break;
            case TrialProposed { StartFrom: { } copied }:
                Assert.Equal(copied, _checkpoints.GetValueOrDefault(copied.Trial));
                break;
        }
    }
}
