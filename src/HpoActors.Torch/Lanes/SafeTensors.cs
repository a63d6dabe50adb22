using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using HpoActors.Core.Objectives;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Named float32 arrays in the safetensors format, which Python reads too: the header's length (8 bytes, little endian), the header (JSON: type, shape and place
/// of each tensor), the numbers.
/// </summary>
internal static class SafeTensors
{
    public const string Format = "safetensors";

    public static Checkpoint Write(params (string Name, int[] Shape, float[] Values)[] tensors)
    {
        int end = 0;
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            foreach ((string name, int[] shape, float[] values) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                Numbers(json, "shape", shape);
                Numbers(json, "data_offsets", [end, end += values.Length * sizeof(float)]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The numbers begin at a multiple of 8; spaces after JSON are allowed.
        while (header.Length % 8 != 0)
        {
            header.WriteByte((byte)' ');
        }

        byte[] bytes = new byte[8 + header.Length + end];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.ToArray().CopyTo(bytes, 8);
        Span<byte> data = bytes.AsSpan(8 + (int)header.Length);
        foreach ((_, _, float[] values) in tensors)
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(data);
            data = data[(values.Length * sizeof(float))..];
        }

        return new Checkpoint(Format, bytes);
    }

    /// <summary>The arrays by name.</summary>
    /// <exception cref="FormatException">The bytes are no safetensors, or not of float32.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(Checkpoint checkpoint)
    {
        try
        {
            ReadOnlySpan<byte> bytes = checkpoint.Content.Span;
            int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
            using JsonDocument header = JsonDocument.Parse(checkpoint.Content.Slice(8, length));
            ReadOnlySpan<byte> data = bytes[(8 + length)..];
            Dictionary<string, float[]> tensors = [];
            foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(t => t.Name != "__metadata__"))
            {
                if (tensor.Value.GetProperty("dtype").GetString() != "F32")
                {
                    throw new FormatException($"the tensor {tensor.Name} is not of float32");
                }

                JsonElement place = tensor.Value.GetProperty("data_offsets");
                tensors.Add(tensor.Name, MemoryMarshal.Cast<byte, float>(data[place[0].GetInt32()..place[1].GetInt32()]).ToArray());
            }

            return tensors;
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"the checkpoint is no intact safetensors: {exception.Message}", exception);
        }
    }

    private static void Numbers(Utf8JsonWriter json, string name, ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
