using CsCheck;
using HpoActors.Core;
using HpoActors.Devices;

namespace HpoActors.Tests.Devices;

public sealed class TrainersSpecTests
{
    private static readonly Machine Large = new([0, 1, 2, 3], 2);

    [Theory]
    [InlineData("cpu:2", "cpu:0 cpu:1")]
    [InlineData("cpu:0-3", "cpu:0 cpu:1 cpu:2 cpu:3")]
    [InlineData("cpu:0-0", "cpu:0")]
    [InlineData("cpu:3-3", "cpu:3")]
    [InlineData("cpu:0,2", "cpu:0 cpu:2")]
    [InlineData("cpu:2,0", "cpu:2 cpu:0")]
    [InlineData("cpu:0-1,3", "cpu:0 cpu:1 cpu:3")]
    [InlineData("cuda:0", "cuda:0")]
    [InlineData("cuda:0,1", "cuda:0 cuda:1")]
    [InlineData("cuda:0-1", "cuda:0 cuda:1")]
    [InlineData("auto", "cuda:0 cuda:1")]
    [InlineData("auto/8", "cuda:0/8 cuda:1/8")]
    [InlineData("cpu:2+cuda:0", "cpu:0 cpu:1 cuda:0")]
    [InlineData(" cpu:2 + cuda:0 ", "cpu:0 cpu:1 cuda:0")]
    [InlineData("cpu:2/32", "cpu:0/32 cpu:1/32")]
    [InlineData("cpu:2/32+cuda:1", "cpu:0/32 cpu:1/32 cuda:1")]
    [InlineData("cpu:2+cpu:0,1", "cpu:0 cpu:1")]
    [InlineData("cpu:0,0,0-1", "cpu:0 cpu:1")]
    [InlineData("auto+cuda:1+cpu:1", "cuda:0 cuda:1 cpu:0")]
    public void A_specification_names_devices_in_order_and_each_once(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', TrainersSpec.Parse(text).Resolve(Large)));

    [Fact]
    public void Auto_is_all_cores_where_there_is_no_gpu() =>
        Assert.Equal("cpu:1 cpu:3", string.Join(' ', TrainersSpec.Auto.Resolve(new Machine([1, 3], 0))));

    [Fact]
    public void A_count_takes_the_first_cores_that_the_process_may_use() =>
        Assert.Equal("cpu:4 cpu:6", string.Join(' ', TrainersSpec.Parse("cpu:2").Resolve(new Machine([4, 6, 7], 0))));

    [Theory]
    [InlineData("cpu:0", "trainers: 'cpu:0' asks for no core at all; write cpu:1 for one core, or cpu:0-0 for core 0")]
    [InlineData("cpu:3-1", "trainers: 'cpu:3-1' has a range that runs backwards; write 1-3")]
    [InlineData("cpu:2/0", "trainers: 'cpu:2/0' needs a whole number of lanes from 1 behind the /, such as cpu:2/32")]
    [InlineData("cpu:2/", "needs a whole number of lanes")]
    [InlineData("/4", "'/4' names no devices")]
    [InlineData("cpu:2/4/4", "needs a whole number of lanes")]
    [InlineData("", "names no devices; write auto, cpu:2")]
    [InlineData("cpu:2+", "names no devices")]
    [InlineData("gpu:0", "'gpu:0' names no devices; write auto, cpu:2")]
    [InlineData("2", "names no devices")]
    [InlineData("cpu", "names no devices")]
    [InlineData("CPU:2", "names no devices")]
    [InlineData("cpu:", "has '' where a number or a range such as 0-3 has to stand")]
    [InlineData("cpu:0,", "has '' where a number")]
    [InlineData("cpu:-1", "has '-1' where a number")]
    [InlineData("cpu:0-1-2", "has '0-1-2' where a number")]
    [InlineData("cpu:99999999999", "where a number")]
    [InlineData("cuda:x", "has 'x' where a number")]
    public void What_cannot_be_read_is_refused_in_one_line(string text, string message)
    {
        string found = Assert.Throws<InvalidOptionException>(() => TrainersSpec.Parse(text)).Message;
        Assert.Contains(message, found, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', found);
        Assert.False(TrainersSpec.TryParse(text, out _, out string? problem));
        Assert.Equal(found, $"trainers: {problem}");
    }

    [Theory]
    [InlineData("cpu:8", "trainers: cpu:8 asks for 8 cores; this process may use 2 (0-1)")]
    [InlineData("cpu:0,5", "trainers: cpu:0,5 names core 5; this process may use 0-1 (a number alone is a count: cpu:2 are two cores)")]
    [InlineData("cpu:0-2147483647", "names core 2")]
    [InlineData("cuda:0", "trainers: cuda:0 names GPU 0; this machine has no GPU that can be used")]
    [InlineData("cpu:1/2+cpu:0-0/4", "trainers: cpu:0 stands twice in 'cpu:1/2+cpu:0-0/4', with different lanes; name each device once")]
    [InlineData("cpu:1+cpu:0-0/4", "with different lanes")]
    public void What_the_machine_lacks_is_refused_in_one_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOptionException>(() => TrainersSpec.Parse(text).Resolve(new Machine([0, 1], 0))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_gpu_too_many_is_refused_with_the_ones_that_are_there() =>
        Assert.Equal(
            "trainers: cuda:0,2 names GPU 2; this machine has 2 GPUs (0-1)",
            Assert.Throws<InvalidOptionException>(() => TrainersSpec.Parse("cuda:0,2").Resolve(Large)).Message);

    [Fact]
    public void A_specification_reads_back_as_itself()
    {
        Gen<string> part = Gen.OneOf(
            Gen.Const("auto"),
            Gen.Int[1, 4].Select(n => $"cpu:{n}"),
            Gen.Int[0, 3].Array[1, 4].Select(a => a.Length == 1 ? $"cpu:{a[0]}-{a[0]}" : $"cpu:{string.Join(',', a)}"),
            Gen.Int[0, 1].Select(n => $"cuda:{n}"));
        part.Array[1, 4].Select(a => string.Join('+', a)).Sample(text =>
        {
            TrainersSpec spec = TrainersSpec.Parse(text);
            IReadOnlyList<TrainerDevice> devices = spec.Resolve(Large);
            return spec.ToString() == text
                && devices.SequenceEqual(TrainersSpec.Parse(spec.ToString()).Resolve(Large))
                && devices.Distinct().Count() == devices.Count && devices.Count > 0;
        });
    }

    [Fact]
    public void Any_text_is_read_or_refused_without_an_accident() =>
        Gen.OneOf(Gen.String["cpuda:+/-,0123 "], Gen.String).Sample(text =>
            TrainersSpec.TryParse(text, out TrainersSpec? spec, out string? problem) ? spec is not null && problem is null : problem is { Length: > 0 });
}
