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

    private const string Metadata = "__metadata__";

    public static Checkpoint Write(params (string Name, int[] Shape, float[] Values)[] tensors) => Write([], tensors);

    /// <summary>The arrays with texts beside them, which every reader of the format may ignore.</summary>
    public static Checkpoint Write((string Name, string Text)[] metadata, (string Name, int[] Shape, float[] Values)[] tensors)
    {
        int end = 0;
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            if (metadata.Length > 0)
            {
                json.WriteStartObject(Metadata);
                foreach ((string name, string text) in metadata)
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

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
    public static IReadOnlyDictionary<string, float[]> Read(Checkpoint checkpoint) => Open(checkpoint, (header, data) =>
    {
        Dictionary<string, float[]> tensors = [];
        foreach (JsonProperty tensor in header.EnumerateObject().Where(t => t.Name != Metadata))
        {
            if (tensor.Value.GetProperty("dtype").GetString() != "F32")
            {
                throw new FormatException($"the tensor {tensor.Name} is not of float32");
            }

            JsonElement place = tensor.Value.GetProperty("data_offsets");
            tensors.Add(tensor.Name, MemoryMarshal.Cast<byte, float>(data[place[0].GetInt32()..place[1].GetInt32()].Span).ToArray());
        }

        return tensors;
    });

    /// <summary>The text of that name beside the arrays, or null.</summary>
    /// <exception cref="FormatException">The bytes are no safetensors.</exception>
    public static string? Text(Checkpoint checkpoint, string name) => Open(checkpoint, (header, _) =>
        header.TryGetProperty(Metadata, out JsonElement metadata) && metadata.TryGetProperty(name, out JsonElement text) ? text.GetString() : null);

    private static T Open<T>(Checkpoint checkpoint, Func<JsonElement, ReadOnlyMemory<byte>, T> read)
    {
        if (checkpoint.Format != Format)
        {
            throw new FormatException($"the checkpoint is of the format {checkpoint.Format}, not {Format}");
        }

        ReadOnlyMemory<byte> content = checkpoint.Content;
        try
        {
            int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(content.Span));
            using JsonDocument header = JsonDocument.Parse(content.Slice(8, length));
            return read(header.RootElement, content[(8 + length)..]);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
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
