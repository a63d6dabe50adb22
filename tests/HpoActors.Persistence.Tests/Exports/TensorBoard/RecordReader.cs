namespace HpoActors.Persistence.Tests.Exports.TensorBoard;

/// <summary>Reads TFRecord files, checksums verified bit by bit.</summary>
internal static class RecordReader
{
    public static List<byte[]> Read(string file)
    {
        using BinaryReader reader = new(File.OpenRead(file));
        List<byte[]> records = [];
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            byte[] length = reader.ReadBytes(8);
            Assert.Equal(Masked(length), reader.ReadUInt32());
            byte[] record = reader.ReadBytes(checked((int)BitConverter.ToInt64(length)));
            Assert.Equal(Masked(record), reader.ReadUInt32());
            records.Add(record);
        }

        return records;
    }

    /// <summary>CRC-32C by its definition: the remainder of division by the Castagnoli polynomial, bits reflected.</summary>
    public static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }

        return ~crc;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = Crc(data);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }
}
