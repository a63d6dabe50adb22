using System.Data.Common;
using System.Globalization;
using HpoActors.Core.Experiments;
using HpoActors.Stores;

namespace HpoActors.Persistence.Stores;

/// <summary>An experiment's line in the list, and the database's time when it was read.</summary>
internal sealed record ExperimentRow
{
    /// <summary>What <see cref="Read"/> expects, in its order; the time goes behind.</summary>
    public const string Columns =
        "name, definition, created_at, phase, office, held, officer_host, officer_process, officer_started, officer_place, officer_life, seen_at, term";

    public required StoredExperiment Experiment { get; init; }

    /// <summary>Whether its officer neither gave the office back nor died, as far as can be told from here.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>How long ago the officer gave its last sign of life.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>Until when the office stays its officer's without a further sign, from now.</summary>
    public required TimeSpan Left { get; init; }

    /// <exception cref="FormatException">A value is none that is written here.</exception>
    public static ExperimentRow Read(DbDataReader reader)
    {
        string place = reader.GetString(9);
        string life = reader.GetString(10);
        long seenAt = reader.GetInt64(11);
        long term = reader.GetInt64(12);
        long now = reader.GetInt64(13);
        Officer officer = new(
            reader.GetString(6),
            reader.GetInt32(7),
            DateTimeOffset.Parse(reader.GetString(8), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
        bool held = reader.GetInt64(5) != 0 && now < seenAt + term && !IsDead(officer, place, life);
        ExperimentPhase phase = PhaseOf(reader.GetString(3));
        return new ExperimentRow
        {
            IsHeld = held,
            Silence = TimeSpan.FromMilliseconds(Math.Max(0, now - seenAt)),
            Left = TimeSpan.FromMilliseconds(seenAt + term - now),
            Experiment = new StoredExperiment(
                reader.GetString(0),
                reader.GetString(1),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)),
                phase != ExperimentPhase.Running || held ? phase : ExperimentPhase.Interrupted,
                officer,
                reader.GetInt64(4),
                DateTimeOffset.FromUnixTimeMilliseconds(seenAt),
                CanGoOn: phase == ExperimentPhase.Running),
        };
    }

    /// <summary>The form of a phase in the table: how the experiment ended, or <c>running</c> as long as it has not, whether or not anybody is at it.</summary>
    public static string Write(ExperimentPhase phase) => phase.ToString().ToLowerInvariant();

    // Only where process ids mean the same as here can it be told; elsewhere the term decides.
    private static bool IsDead(Officer officer, string place, string life) => place == ProcessLife.Place && ProcessLife.Of(officer.Process) != life;

    private static ExperimentPhase PhaseOf(string text) =>
        Enum.TryParse(text, ignoreCase: true, out ExperimentPhase phase) ? phase : throw new FormatException($"'{text}' is no phase of an experiment");
}
