using System.Globalization;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Persistence.Stores;
using HpoActors.Stores;
using Npgsql;

namespace HpoActors.Persistence.Checkpoints;

/// <summary>An experiment's checkpoints in the database, where every machine reads them. A row is whole or not there.</summary>
internal sealed class PostgresCheckpoints(PostgresStore store, string experiment) : CheckpointKeeper
{
    private volatile bool _isOver;

    public override bool IsLasting => true;

    public override KeptCheckpoint Write(CheckpointId id, AttemptId attempt, Checkpoint checkpoint)
    {
        if (_isOver)
        {
            throw new IOException($"the checkpoint of trial {id.Trial} is not kept: the experiment is over");
        }

        byte[] content = checkpoint.Content.ToArray();
        return Use($"the checkpoint of trial {id.Trial} could not be kept", connection =>
        {
            using NpgsqlCommand command = new(
                $"""
                INSERT INTO {StoreSchema.Checkpoints} (experiment, trial, epoch, attempt, format, content) VALUES (@experiment, @trial, @epoch, @attempt, @format, @content)
                ON CONFLICT (experiment, trial, epoch, attempt) DO UPDATE SET format = excluded.format, content = excluded.content
                """,
                connection);
            command.Parameters.AddWithValue("experiment", experiment);
            command.Parameters.AddWithValue("trial", id.Trial.Value);
            command.Parameters.AddWithValue("epoch", id.Epoch);
            command.Parameters.AddWithValue("attempt", attempt.Attempt);
            command.Parameters.AddWithValue("format", checkpoint.Format);
            command.Parameters.AddWithValue("content", content);
            command.ExecuteNonQuery();
            return new KeptCheckpoint(checkpoint.Format, new Key(id, attempt.Attempt).ToString(), content.Length, this);
        });
    }

    public override byte[] Read(KeptCheckpoint checkpoint)
    {
        byte[]? content = Use($"the checkpoint {checkpoint.Key} cannot be read", connection =>
        {
            using NpgsqlCommand command = Select("SELECT content FROM", Key.Parse(checkpoint.Key), connection);
            return command.ExecuteScalar() as byte[];
        });
        return content is null
            ? throw new IOException($"the checkpoint {checkpoint.Key} of '{experiment}' is not in {store.Name} any more")
            : content.Length == checkpoint.Length
                ? content
                : throw new IOException($"the checkpoint {checkpoint.Key} of '{experiment}' in {store.Name} has {content.Length} bytes where {checkpoint.Length} were written; something else changed it");
    }

    public override void Delete(KeptCheckpoint checkpoint)
    {
        try
        {
            Use("", connection =>
            {
                using NpgsqlCommand command = Select("DELETE FROM", Key.Parse(checkpoint.Key), connection);
                return command.ExecuteNonQuery();
            });
        }
        catch (IOException)
        {
            // It goes with all at the experiment's end.
        }
    }

    public override IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Find() => Use("the checkpoints cannot be looked up", connection =>
    {
        using NpgsqlCommand command = new(
            $"SELECT trial, epoch, attempt, format, length(content) FROM {StoreSchema.Checkpoints} WHERE experiment = @experiment ORDER BY trial, epoch, attempt", connection);
        command.Parameters.AddWithValue("experiment", experiment);
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<(CheckpointId, KeptCheckpoint)> found = [];
        while (reader.Read())
        {
            CheckpointId id = new(new TrialId(reader.GetInt32(0)), reader.GetInt32(1));
            found.Add((id, new KeptCheckpoint(reader.GetString(3), new Key(id, reader.GetInt32(2)).ToString(), reader.GetInt32(4), this)));
        }

        return (IReadOnlyList<(CheckpointId, KeptCheckpoint)>)found;
    });

    public override void DeleteAll()
    {
        _isOver = true;
        Use("the checkpoints could not be deleted", connection =>
        {
            using NpgsqlCommand command = new($"DELETE FROM {StoreSchema.Checkpoints} WHERE experiment = @experiment", connection);
            command.Parameters.AddWithValue("experiment", experiment);
            return command.ExecuteNonQuery();
        });
    }

    public override void Dispose() => _isOver = true;

    private NpgsqlCommand Select(string what, Key key, NpgsqlConnection connection)
    {
        NpgsqlCommand command = new($"{what} {StoreSchema.Checkpoints} WHERE experiment = @experiment AND trial = @trial AND epoch = @epoch AND attempt = @attempt", connection);
        command.Parameters.AddWithValue("experiment", experiment);
        command.Parameters.AddWithValue("trial", key.Id.Trial.Value);
        command.Parameters.AddWithValue("epoch", key.Id.Epoch);
        command.Parameters.AddWithValue("attempt", key.Attempt);
        return command;
    }

    private T Use<T>(string failure, Func<NpgsqlConnection, T> work)
    {
        try
        {
            return store.Use(work);
        }
        catch (StoreException exception)
        {
            throw new IOException($"{failure}: {exception.Message}", exception);
        }
    }

    // 7@3/1: trial 7 after epoch 3, as attempt 1 left it.
    private readonly record struct Key(CheckpointId Id, int Attempt)
    {
        public static Key Parse(string text)
        {
            string[] parts = text.Split('@', '/');
            return parts.Length == 3 && Number(parts[0]) is { } trial && Number(parts[1]) is { } epoch && Number(parts[2]) is { } attempt
                ? new Key(new CheckpointId(new TrialId(trial), epoch), attempt)
                : throw new IOException($"'{text}' is no checkpoint of this store");
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id.Trial.Value}@{Id.Epoch}/{Attempt}");

        private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
