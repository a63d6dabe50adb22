using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Protocol.Serialization;

/// <summary>The forms on the wire of types whose own shape is not what should travel.</summary>
internal static class WireConverters
{
    /// <param name="system">Where actors' paths are looked up, or null where none are read or written.</param>
    public static JsonSerializerOptions Options(ExtendedActorSystem? system) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new ActorRefConverter(system),
            new TrialIdConverter(),
            new AttemptIdConverter(),
            new CheckpointIdConverter(),
            new PackKeyConverter(),
            new CheckpointConverter(),
            new HyperparameterValueConverter(),
            new ConfigurationConverter(),
            new MetricsConverter(),
            new EventConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower),
        },
    };

    private sealed class ActorRefConverter(ExtendedActorSystem? system) : JsonConverter<IActorRef>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(IActorRef).IsAssignableFrom(typeToConvert);

        public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            system is null
                ? throw new JsonException("an actor's path means nothing outside an actor system")
                : Resolve(system, reader.GetString() ?? throw new JsonException("an actor's path is missing"));

        public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Akka.Serialization.Serialization.SerializedActorPath(value));

        // A path means one life of an actor. The provider of a system without a network would take whoever lives there now.
        private static IActorRef Resolve(ExtendedActorSystem system, string path)
        {
            IActorRef found = system.Provider.ResolveActorRef(path);
            return ActorPath.TryParse(path, out ActorPath meant) && meant.Uid != ActorCell.UndefinedUid && meant.Uid != found.Path.Uid
                ? new EmptyLocalActorRef(system.Provider, meant, system.EventStream)
                : found;
        }
    }

    private sealed class TrialIdConverter : JsonConverter<TrialId>
    {
        public override TrialId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, TrialId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }

    // "7/2": trial 7, attempt 2.
    private sealed class AttemptIdConverter : JsonConverter<AttemptId>
    {
        public override AttemptId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string text = reader.GetString() ?? "";
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            return slash > 0 && int.TryParse(text.AsSpan(0, slash), out int trial) && int.TryParse(text.AsSpan(slash + 1), out int attempt)
                ? new AttemptId(new TrialId(trial), attempt)
                : throw new JsonException($"'{text}' is no trial/attempt");
        }

        public override void Write(Utf8JsonWriter writer, AttemptId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    // trial@epoch
    private sealed class CheckpointIdConverter : JsonConverter<CheckpointId>
    {
        public override CheckpointId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string[] parts = (reader.GetString() ?? "").Split('@');
            return parts.Length == 2 && int.TryParse(parts[0], out int trial) && int.TryParse(parts[1], out int epoch)
                ? new CheckpointId(new TrialId(trial), epoch)
                : throw new JsonException($"'{string.Join('@', parts)}' is no trial@epoch");
        }

        public override void Write(Utf8JsonWriter writer, CheckpointId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class PackKeyConverter : JsonConverter<PackKey>
    {
        public override PackKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("a pack's key is missing"));

        public override void Write(Utf8JsonWriter writer, PackKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    // One that a keeper has travels as its name; only small ones should travel as bytes.
    private sealed class CheckpointConverter : JsonConverter<Checkpoint>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(Checkpoint).IsAssignableFrom(typeToConvert);

        public override Checkpoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? format = null, key = null;
            byte[]? content = null;
            int length = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                switch (name)
                {
                    case "format":
                        format = reader.GetString();
                        break;
                    case "key":
                        key = reader.GetString();
                        break;
                    case "length":
                        length = reader.GetInt32();
                        break;
                    case "content":
                        content = reader.GetBytesFromBase64();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            return (format, key, content) switch
            {
                ({ } f, { } k, null) => new KeptCheckpoint(f, k, length, null),
                ({ } f, null, { } c) => new Checkpoint(f, c),
                _ => throw new JsonException("a checkpoint has a format, and either a key or its content"),
            };
        }

        public override void Write(Utf8JsonWriter writer, Checkpoint value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("format", value.Format);
            if (value is KeptCheckpoint kept)
            {
                writer.WriteString("key", kept.Key);
                writer.WriteNumber("length", kept.Length);
            }
            else
            {
                writer.WriteBase64String("content", value.Content.Span);
            }

            writer.WriteEndObject();
        }
    }

    // A float always has a point or an exponent, an int never, so that native types come back: 1 is an int, 1.0 a float.
    private sealed class HyperparameterValueConverter : JsonConverter<HyperparameterValue>
    {
        public override HyperparameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => HyperparameterValue.Of(true),
            JsonTokenType.False => HyperparameterValue.Of(false),
            JsonTokenType.String => HyperparameterValue.Of(reader.GetString()!),
            JsonTokenType.Number when reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 => HyperparameterValue.Of(reader.GetInt64()),
            JsonTokenType.Number => HyperparameterValue.Of(reader.GetDouble()),
            _ => throw new JsonException($"{reader.TokenType} is no hyperparameter's value"),
        };

        public override void Write(Utf8JsonWriter writer, HyperparameterValue value, JsonSerializerOptions options)
        {
            switch (value.Kind)
            {
                case ValueKind.Float:
                    string text = value.ToString();
                    writer.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
                    break;
                case ValueKind.Int:
                    writer.WriteNumberValue(value.AsInt64());
                    break;
                case ValueKind.Bool:
                    writer.WriteBooleanValue(value.AsBool());
                    break;
                default:
                    writer.WriteStringValue(value.AsText());
                    break;
            }
        }
    }

    private sealed class ConfigurationConverter : JsonConverter<Configuration>
    {
        private static readonly HyperparameterValueConverter Values = new();

        public override Configuration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            List<KeyValuePair<string, HyperparameterValue>> pairs = [];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                pairs.Add(new(name, Values.Read(ref reader, typeof(HyperparameterValue), options)));
            }

            return new Configuration(pairs);
        }

        public override void Write(Utf8JsonWriter writer, Configuration value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach ((string name, HyperparameterValue one) in value)
            {
                writer.WritePropertyName(name);
                Values.Write(writer, one, options);
            }

            writer.WriteEndObject();
        }
    }

    private sealed class MetricsConverter : JsonConverter<Metrics>
    {
        public override Metrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            List<KeyValuePair<string, double>> pairs = [];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                pairs.Add(new(name, reader.TokenType == JsonTokenType.String ? Named(reader.GetString()) : reader.GetDouble()));
            }

            return new Metrics(pairs);
        }

        public override void Write(Utf8JsonWriter writer, Metrics value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach ((string name, double one) in value)
            {
                if (double.IsFinite(one))
                {
                    writer.WriteNumber(name, one);
                }
                else
                {
                    writer.WriteString(name, one.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            writer.WriteEndObject();
        }

        private static double Named(string? text) => text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new JsonException($"'{text}' is no number"),
        };
    }

    // ["proposed/1", { … }]
    private sealed class EventConverter : JsonConverter<ExperimentEvent>
    {
        private static readonly (string Name, Type Type)[] Events =
        [
            ("started/1", typeof(Started)),
            ("proposed/1", typeof(TrialProposed)),
            ("attempt/1", typeof(AttemptStarted)),
            ("reported/1", typeof(Reported)),
            ("verdict/1", typeof(VerdictGiven)),
            ("paused/1", typeof(TrialPaused)),
            ("resumed/1", typeof(TrialResumed)),
            ("checkpoint-lost/1", typeof(CheckpointLost)),
            ("retry/1", typeof(AttemptFailed)),
            ("returned/1", typeof(AttemptReturned)),
            ("ended/1", typeof(TrialEnded)),
            ("exhausted/1", typeof(SpaceExhausted)),
            ("over/1", typeof(Ended)),
            ("tested/1", typeof(BestTested)),
        ];

        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(ExperimentEvent);

        public override ExperimentEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Read();
            string? name = reader.GetString();
            reader.Read();
            Type type = Array.Find(Events, e => e.Name == name).Type ?? throw new JsonException($"the event '{name}' is unknown here");
            ExperimentEvent fact = (ExperimentEvent)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(type))!;
            reader.Read();
            return fact;
        }

        public override void Write(Utf8JsonWriter writer, ExperimentEvent value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Array.Find(Events, e => e.Type == value.GetType()).Name ?? throw new JsonException($"{value.GetType().Name} does not travel"));
            JsonSerializer.Serialize(writer, value, options.GetTypeInfo(value.GetType()));
            writer.WriteEndArray();
        }
    }
}
