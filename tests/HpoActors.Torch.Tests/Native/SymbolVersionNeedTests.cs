using System.Buffers.Binary;
using System.Text;
using HpoActors.Torch.Native;

namespace HpoActors.Torch.Tests.Native;

public sealed class SymbolVersionNeedTests
{
    [Fact]
    public void Exactly_one_byte_of_the_real_library_changes()
    {
        byte[] original = TorchSharpLibrary.Bytes();
        byte[] patched = [.. original];

        Assert.True(Weaken(patched));

        int changed = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != patched[i]);
        Assert.Equal(0, original[changed]);
        Assert.Equal(2, patched[changed]);

        // The flag is the third field of its table entry; the first is the System V hash of the version's name.
        Assert.Equal(SystemVHash(TorchSharpLibrary.Version), BinaryPrimitives.ReadUInt32LittleEndian(patched.AsSpan(changed - 4)));
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        byte[] once = TorchSharpLibrary.Bytes();
        Weaken(once);
        byte[] twice = [.. once];

        Assert.False(Weaken(twice));
        Assert.Equal(once, twice);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.99")]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("")]
    public void A_library_without_the_version_is_left_alone(string version)
    {
        byte[] original = TorchSharpLibrary.Bytes();
        byte[] patched = [.. original];

        Assert.False(SymbolVersionNeed.Weaken(patched, version, TorchSharpLibrary.UnusedSymbol));
        Assert.Equal(original, patched);
    }

    [Fact]
    public void A_stripped_library_is_understood()
    {
        byte[] stripped = TorchSharpLibrary.Bytes();
        stripped.AsSpan(40, 8).Clear(); // Where the section headers begin,
        stripped.AsSpan(58, 6).Clear(); // their size, their number and their names.

        Assert.True(Weaken(stripped));
    }

    [Fact]
    public void A_version_that_code_uses_stays_needed()
    {
        byte[] original = TorchSharpLibrary.Bytes();
        byte[] patched = [.. original];

        // std::condition_variable::wait is of this version, and called.
        var error = Assert.Throws<InvalidDataException>(
            () => SymbolVersionNeed.Weaken(patched, "GLIBCXX_3.4.30", TorchSharpLibrary.UnusedSymbol));

        Assert.Contains("GLIBCXX_3.4.30", error.Message, StringComparison.Ordinal);
        Assert.Equal(original, patched);
    }

    [Fact]
    public void A_library_cut_short_gives_a_clear_error()
    {
        byte[] original = TorchSharpLibrary.Bytes();
        int dynamicTable = DynamicTable(original);

        for (int length = 0; length < dynamicTable; length += length < 1024 ? 1 : 8191)
        {
            byte[] truncated = original[..length];
            var error = Assert.Throws<InvalidDataException>(() => Weaken(truncated));
            Assert.Contains("ELF", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Anything_but_a_64_bit_little_endian_shared_library_gives_a_clear_error()
    {
        byte[] original = TorchSharpLibrary.Bytes();
        Assert.Throws<InvalidDataException>(() => Weaken(Encoding.UTF8.GetBytes("<html>404 Not Found</html>")));
        Assert.Throws<InvalidDataException>(() => Weaken(With(original, 4, 1))); // 32-bit
        Assert.Throws<InvalidDataException>(() => Weaken(With(original, 5, 2))); // big-endian
        Assert.Throws<InvalidDataException>(() => Weaken(With(original, 16, 2))); // a program
        Assert.Throws<InvalidDataException>(() => Weaken(With(original, 56, 0))); // no segments
    }

    [Fact]
    public void Random_damage_to_the_tables_never_escapes_the_file()
    {
        byte[] original = TorchSharpLibrary.Bytes();
        (int Start, int Length)[] tables = [(32, 32), (64, 560), (DynamicTable(original), 560), (WeakFlag(original) - 0x100, 0x200)];
        var random = new Random(20240501);
        int refused = 0;

        for (int run = 0; run < 2000; run++)
        {
            byte[] damaged = [.. original];
            (int start, int length) = tables[run % tables.Length];
            for (int hit = 0; hit < 4; hit++)
            {
                damaged[start + random.Next(length)] = (byte)random.Next(256);
            }

            try
            {
                Weaken(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 200, 2000);
    }

    private static bool Weaken(byte[] library) =>
        SymbolVersionNeed.Weaken(library, TorchSharpLibrary.Version, TorchSharpLibrary.UnusedSymbol);

    private static byte[] With(byte[] original, int offset, byte value)
    {
        byte[] changed = [.. original];
        changed[offset] = value;
        return changed;
    }

    private static int DynamicTable(byte[] library) => (int)BinaryPrimitives.ReadUInt64LittleEndian(ProgramHeader(library, 2).AsSpan(8));

    private static int WeakFlag(byte[] original)
    {
        byte[] patched = [.. original];
        Weaken(patched);
        return original.AsSpan().CommonPrefixLength(patched);
    }

    private static byte[] ProgramHeader(byte[] library, uint type) =>
        Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(56)))
            .Select(i => library[(64 + (56 * i))..(64 + (56 * (i + 1)))])
            .First(header => BinaryPrimitives.ReadUInt32LittleEndian(header) == type);

    private static uint SystemVHash(string name)
    {
        uint hash = 0;
        foreach (byte b in Encoding.ASCII.GetBytes(name))
        {
            hash = (hash << 4) + b;
            uint top = hash & 0xf0000000;
            hash = (hash ^ (top >> 24)) & ~top;
        }

        return hash;
    }
}
