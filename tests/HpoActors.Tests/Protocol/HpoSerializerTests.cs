using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using HpoActors.Protocol;
using HpoActors.Protocol.Serialization;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Tests.Protocol;

public sealed class HpoSerializerTests : IDisposable
{
    private readonly SimulatedSystem _simulated = new();
    private readonly IActorRef _actor;
    private readonly HpoSerializer _serializer;

    public HpoSerializerTests()
    {
        _actor = new Probe(_simulated, "somebody").Ref;
        _serializer = new HpoSerializer((ExtendedActorSystem)_simulated.System);
    }

    [Fact]
    public void Every_message_comes_back_as_it_went()
    {
        IHpoMessage[] samples = [.. Samples.All(_actor)];
        Assert.Equal(Manifests.Types.Select(t => t.FullName).Order(), samples.Select(s => s.GetType().FullName).Distinct().Order());
        foreach (IHpoMessage sample in samples)
        {
            Serializer chosen = _simulated.System.Serialization.FindSerializerFor(sample);
            HpoSerializer serializer = Assert.IsType<HpoSerializer>(chosen);
            byte[] bytes = serializer.ToBinary(sample);
            SameContent.Assert(sample, serializer.FromBinary(bytes, serializer.Manifest(sample)));
            Assert.DoesNotContain("HpoActors", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_kind_of_fact_is_among_the_samples()
    {
        IEnumerable<Type> facts = typeof(Core.Experiments.ExperimentEvents).GetNestedTypes();
        Assert.Equal(14, facts.Count());
        Assert.Equal(facts.Select(t => t.Name).Order(), Samples.Events.Select(e => e.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void Every_message_type_has_a_manifest_of_its_own_with_a_version()
    {
        IEnumerable<Type> messages = typeof(IHpoMessage).Assembly.GetTypes().Where(t => t.IsClass && typeof(IHpoMessage).IsAssignableFrom(t));
        Assert.Equal(messages.Select(t => t.FullName).Order(), Manifests.Types.Select(t => t.FullName).Order());
        string[] manifests = [.. messages.Select(t => Manifests.Of(t)!)];
        Assert.Equal(manifests.Length, manifests.Distinct().Count());
        Assert.All(manifests, m => Assert.Matches("^[a-z]\\.[a-z]+/[0-9]+$", m));
    }

    [Fact]
    public void What_has_no_manifest_does_not_travel()
    {
        Assert.Throws<SerializationException>(() => _serializer.ToBinary("text"));
        Assert.Throws<SerializationException>(() => _serializer.Manifest(new Stranger()));
    }

    [Fact]
    public void A_manifest_of_another_version_is_refused_by_name()
    {
        SerializationException error = Assert.Throws<SerializationException>(() => _serializer.FromBinary("{}"u8.ToArray(), "s.work/99"));
        Assert.Contains("s.work/99", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s.heartbeat/1", "")]
    [InlineData("s.heartbeat/1", "null")]
    [InlineData("s.heartbeat/1", "[]")]
    [InlineData("s.heartbeat/1", "{\"running\":[\"7\"]}")]
    [InlineData("s.heartbeat/1", "{\"running\":[7]}")]
    [InlineData("s.heartbeat/1", "{\"running\":")]
    [InlineData("j.facts/1", "{\"events\":[[\"unheard/1\",{}]]}")]
    [InlineData("j.facts/1", "{\"events\":[[]]}")]
    [InlineData("j.facts/1", "{\"events\":[7]}")]
    [InlineData("e.tested/1", "{\"metrics\":{\"a\":1,\"a\":2}}")]
    [InlineData("e.tested/1", "{\"metrics\":{\"a\":\"one\"}}")]
    [InlineData("e.tested/1", "{\"metrics\":7}")]
    [InlineData("s.stop/1", "{\"phase\":\"nowhere\"}")]
    public void A_payload_that_is_not_what_it_should_be_is_refused(string manifest, string payload) =>
        Assert.Throws<SerializationException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes(payload), manifest));

    [Fact]
    public void A_damaged_payload_is_refused_or_read_and_nothing_else()
    {
        Random random = new(1);
        foreach (IHpoMessage sample in Samples.All(_actor))
        {
            byte[] whole = _serializer.ToBinary(sample);
            for (int i = 0; i < 300; i++)
            {
                byte[] damaged = whole[..random.Next(whole.Length / 2, whole.Length + 1)];
                damaged[random.Next(damaged.Length)] = "{}[]\",:0a\\"u8[random.Next(10)];
                try
                {
                    _serializer.FromBinary(damaged, _serializer.Manifest(sample));
                }
                catch (SerializationException)
                {
                    continue;
                }
            }
        }
    }

    public void Dispose() => _simulated.Dispose();

    private sealed record Stranger : IHpoMessage;
}
