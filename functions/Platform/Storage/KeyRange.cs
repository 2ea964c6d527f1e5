namespace UserFunctions.Platform.Storage;

/// <summary>Row keys of this app: parts joined by <c>|</c>, free text percent-encoded.</summary>
public static class KeyRange
{
    /// <summary>Free text as a part of a key: no <c>/ \ # ?</c>, no control character, no <c>|</c> is left.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    /// <summary>The end of the range of all keys that begin with <paramref name="prefix"/>, exclusive.</summary>
    public static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>The range of all keys that begin with <paramref name="prefix"/>.</summary>
    public static (string From, string To) Under(string prefix) => (prefix, EndOf(prefix));

    /// <summary>The range of all keys that begin with a letter or digit: tables whose keys are ids or names.</summary>
    public static (string From, string To) Ids { get; } = ("0", "~");

    /// <summary>The first key behind <paramref name="key"/>: the start of the page that follows it.</summary>
    // '!' is the smallest character that keys of this app hold and a table's key may end with.
    public static string Behind(string key) => key + "!";
}
