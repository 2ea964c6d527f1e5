namespace UserFunctions.Routing;

/// <summary>Some of a tenant's channels, of which there are at most 30, by their places in its list.</summary>
/// <param name="Bits">One bit a place.</param>
internal readonly record struct ChannelSet(uint Bits)
{
    /// <summary>True when the channel at this place is in it.</summary>
    public bool Has(int place) => (Bits & (1u << place)) != 0;

    /// <summary>Those of the names that the list knows, without regard to case.</summary>
    public static ChannelSet Of(IEnumerable<string> names, IReadOnlyList<string> list)
    {
        var bits = 0u;
        foreach (var name in names)
        {
            if (PlaceOf(name, list) is >= 0 and var place)
                bits |= 1u << place;
        }

        return new(bits);
    }

    /// <summary>The place of a channel in the list; negative when it is not there.</summary>
    public static int PlaceOf(string name, IReadOnlyList<string> list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
