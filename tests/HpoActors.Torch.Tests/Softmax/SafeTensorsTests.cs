using System.Text;
using HpoActors.Core.Objectives;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Tests.Softmax;

public sealed class SafeTensorsTests
{
    [Fact]
    public void Arrays_come_back_to_the_last_bit()
    {
        float[] weight = [1.5f, float.NaN, -0f, float.MaxValue, 1e-40f, 3];
        float[] bias = [0.1f];
        IReadOnlyDictionary<string, float[]> read = SafeTensors.Read(SafeTensors.Write(("weight", [2, 3], weight), ("bias", [1], bias)));
        Assert.Equal(weight.Select(BitConverter.SingleToInt32Bits), read["weight"].Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(bias, read["bias"]);
    }

    [Fact]
    public void The_header_is_what_other_readers_expect()
    {
        byte[] bytes = SafeTensors.Write(("w", [2, 1], [1, 2])).Content.ToArray();
        int length = (int)BitConverter.ToInt64(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal("""{"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""", Encoding.UTF8.GetString(bytes, 8, length).TrimEnd());
        Assert.Equal(8 + length + 8, bytes.Length);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127, 1 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 91, 93 })]
    public void Other_bytes_are_refused(byte[] bytes) => Assert.Throws<FormatException>(() => SafeTensors.Read(new Checkpoint("safetensors", bytes)));

    [Fact]
    public void Another_format_is_refused_by_its_name()
    {
        Checkpoint strange = new("line/1", SafeTensors.Write(("w", [1], [1])).Content);
        Assert.Equal("the checkpoint is of the format line/1, not safetensors", Assert.Throws<FormatException>(() => SafeTensors.Read(strange)).Message);
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_and_nothing_else()
    {
        byte[] whole = SafeTensors.Write([("activation", "tanh")], [("weight", [2, 3], new float[6]), ("bias", [1], [1])]).Content.ToArray();
        Random random = new(1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = whole[..random.Next(whole.Length / 2, whole.Length + 1)];
            damaged[random.Next(damaged.Length)] = i % 2 == 0 ? "{}[]\",:09a-."u8[random.Next(12)] : (byte)random.Next(256);
            try
            {
                Checkpoint checkpoint = new("safetensors", damaged);
                SafeTensors.Read(checkpoint);
                SafeTensors.Text(checkpoint, "activation");
            }
            catch (FormatException)
            {
                continue;
            }
        }
    }
}
