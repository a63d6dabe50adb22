// An objective of one's own that trains many trials in one pass over the data: here reading the data is what costs, and it is read once for all lanes.
using System.Runtime.InteropServices;
using Akka.Actor;
using HpoActors;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

using ActorSystem system = ActorSystem.Create("fused", "akka.loglevel = WARNING");
ExperimentSpec spec = new()
{
    Name = "lines",
    Space = new SearchSpace(new FloatHyperparameter("learning_rate", 1e-4, 1, Scale.Log)),
    ObjectiveName = "lines",
    Metric = "error",
    Budget = new Budget { Trials = 100, Epochs = 5 },
};
ExperimentResult result = await Hpo.Get(system).RunAsync(spec, new RunOptions { Objective = _ => new Lines() });
Console.WriteLine($"{result.Counts[TrialState.Completed]} trials, up to {result.Lanes} at once on a core");
Console.WriteLine($"best: {result.Best?.Configuration}, error {result.Best?.Value:0.00000}");

/// <summary>Fits y = w x + b by stochastic gradient descent. All trials can share a pass, so there is one key.</summary>
internal sealed class Lines : ILaneObjective
{
    public int? Lanes => null;

    public PackKey KeyOf(Configuration configuration) => new("all");

    public ILaneSession Open(Device device, PackKey key) => new Session();

    private sealed class Session : ILaneSession
    {
        private const string Format = "line/1";

        private readonly Dictionary<TrialId, Lane> _lanes = [];

        public int Lanes => 32;

        public int TileSize => 1;

        public bool EpochsShareAPass => true;

        // A trial that was paused goes on where its checkpoint says, at trial.FirstEpoch, as if it had never left.
        public void Admit(TrialContext trial)
        {
            double[] weights = [0, 0];
            if (trial.Checkpoint is { } checkpoint)
            {
                weights = checkpoint.Format == Format && checkpoint.Content is { Length: 2 * sizeof(double) } bytes
                    ? MemoryMarshal.Cast<byte, double>(bytes.Span).ToArray()
                    : throw new FormatException($"the checkpoint of trial {trial.Trial} is no {Format}");
            }

            _lanes.Add(trial.Trial, new Lane(trial, weights[0], weights[1]));
        }

        public IReadOnlyList<LaneReport> TrainEpoch(IReadOnlyList<TrialId> lanes, Action pulse)
        {
            // On copies: a call that throws must have changed nothing.
            Lane[] training = [.. lanes.Select(trial => _lanes[trial] with { Error = 0 })];
            int rows = 0;
            foreach ((double x, double y) in Data())
            {
                foreach (Lane lane in training)
                {
                    lane.Learn(x, y);
                }

                if (++rows % 1000 == 0)
                {
                    pulse();
                }
            }

            return [.. training.Select(lane => Finish(_lanes[lane.Trial.Trial] = lane with { Epoch = lane.Epoch + 1, Error = lane.Error / rows }))];
        }

        public Checkpoint Release(TrialId trial)
        {
            Lane lane = _lanes[trial];
            _lanes.Remove(trial);
            return new Checkpoint(Format, MemoryMarshal.AsBytes<double>(new[] { lane.Slope, lane.Offset }).ToArray());
        }

        public void Dispose() => _lanes.Clear();

        private static LaneReport Finish(Lane lane) => double.IsFinite(lane.Error)
            ? new LaneReport(lane.Trial.Trial, lane.Epoch, new Metrics("error", lane.Error))
            : new LaneReport(lane.Trial.Trial, lane.Epoch, Metrics.None, new TrialFailure(FailureKind.Diverged, "the error grew without bound; lower the learning rate"));

        private static IEnumerable<(double X, double Y)> Data()
        {
            RandomStream random = RandomStream.For(1, "data");
            for (int i = 0; i < 100_000; i++)
            {
                double x = (4 * random.NextDouble()) - 2;
                yield return (x, (3 * x) - 1 + (0.1 * (random.NextDouble() - 0.5)));
            }
        }
    }

    private sealed record Lane(TrialContext Trial, double Slope, double Offset)
    {
        private readonly double _rate = Trial.Configuration.GetDouble("learning_rate");

        public double Slope { get; private set; } = Slope;

        public double Offset { get; private set; } = Offset;

        public int Epoch { get; init; } = Trial.FirstEpoch - 1;

        public double Error { get; set; }

        public void Learn(double x, double y)
        {
            double miss = (Slope * x) + Offset - y;
            Error += miss * miss;
            Slope -= _rate * miss * x;
            Offset -= _rate * miss;
        }
    }
}
