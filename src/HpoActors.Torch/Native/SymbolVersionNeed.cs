namespace HpoActors.Torch.Native;

/// <summary>
/// The symbol versions that a shared library needs of others (ELF's Verneed table). The loader refuses a library when a needed version
/// is missing, unless the need is marked weak.
/// </summary>
internal static class SymbolVersionNeed
{
    private const ulong StringTable = 5;
    private const ulong SymbolTable = 6;
    private const ulong GnuHash = 0x6ffffef5;
    private const ulong VersionOfSymbol = 0x6ffffff0;
    private const ulong Needs = 0x6ffffffe;
    private const ulong NeedCount = 0x6fffffff;

    private const int SymbolSize = 24;
    private const ushort Weak = 0x2;
    private const ushort VersionMask = 0x7fff;

    /// <summary>Marks the need of one version weak, in place: one flag in one table entry changes.</summary>
    /// <param name="library">The whole file of a 64-bit little-endian ELF shared library.</param>
    /// <param name="version">The version, e.g. <c>GLIBCXX_3.4.32</c>.</param>
    /// <param name="unusedSymbol">The only symbol that may be bound to the version: one that no code refers to.</param>
    /// <returns>True if the flag was set; false if the library does not need the version, or needs it weakly already.</returns>
    /// <exception cref="InvalidDataException">
    /// The bytes are no such library or are damaged, or another symbol is bound to the version, so that the library would load and
    /// then fail in the middle of a call.
    /// </exception>
    public static bool Weaken(Span<byte> library, string version, string unusedSymbol)
    {
        var elf = new ElfImage(library);
        if (elf.DynamicOffset(Needs) is not { } need || elf.Dynamic(NeedCount) is not { } count)
        {
            return false;
        }

        ulong strings = Required(elf, StringTable);

        // The tables are chains: each entry holds the distance to the next, 0 after the last. They only go forward, so that a damaged
        // one ends outside the file.
        for (; count > 0; count--)
        {
            ulong entry = ElfImage.Add(need, elf.UInt32(need + 8));
            for (int versions = elf.UInt16(need + 2); versions > 0; versions--)
            {
                if (elf.StringIs(strings + elf.UInt32(entry + 8), version))
                {
                    return Weaken(elf, entry, strings, version, unusedSymbol);
                }

                if (!Advance(elf, ref entry))
                {
                    break;
                }
            }

            if (!Advance(elf, ref need))
            {
                break;
            }
        }

        return false;
    }

    private static bool Weaken(ElfImage elf, ulong entry, ulong strings, string version, string unusedSymbol)
    {
        ushort flags = elf.UInt16(entry + 4);
        if ((flags & Weak) != 0)
        {
            return false;
        }

        RequireUnused(elf, elf.UInt16(entry + 6), strings, version, unusedSymbol);
        elf.WriteUInt16(entry + 4, (ushort)(flags | Weak));
        return true;
    }

    private static void RequireUnused(ElfImage elf, ushort versionIndex, ulong strings, string version, string unusedSymbol)
    {
        ulong symbols = Required(elf, SymbolTable);
        ulong versions = Required(elf, VersionOfSymbol);

        // The hash table covers exported symbols only and says where they begin: all imported ones stand before.
        uint imported = elf.UInt32(Required(elf, GnuHash) + 4);
        for (ulong i = 1; i < imported; i++)
        {
            if ((elf.UInt16(versions + (2 * i)) & VersionMask) == versionIndex
                && !elf.StringIs(strings + elf.UInt32(symbols + (SymbolSize * i)), unusedSymbol))
            {
                throw new InvalidDataException($"symbol {i} of the ELF file is bound to {version} and may be called");
            }
        }
    }

    // Both kinds of entry, of a library and of a version, keep the distance at the same place.
    private static bool Advance(ElfImage elf, ref ulong entry)
    {
        uint distance = elf.UInt32(entry + 12);
        entry += distance;
        return distance != 0;
    }

    private static ulong Required(ElfImage elf, ulong tag) =>
        elf.DynamicOffset(tag) ?? throw new InvalidDataException($"the dynamic table of the ELF file lacks the entry 0x{tag:x}");
}
