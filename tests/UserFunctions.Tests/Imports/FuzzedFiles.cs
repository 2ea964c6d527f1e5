using System.Text;

namespace UserFunctions.Tests.Imports;

/// <summary>Makes files that nobody would write of those that people do.</summary>
internal sealed class FuzzedFiles(int seed)
{
    // What a reader of CSV decides on.
    private static readonly byte[][] Telling =
    [
        [(byte)'"'], [(byte)','], [(byte)';'], [(byte)'\t'], [(byte)'|'], "\r\n"u8.ToArray(), [(byte)'\r'], [(byte)'\n'], [0], [0xFF], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0xC3], [0x81], [(byte)'\''], [(byte)'\\'],
        "=+-@"u8.ToArray(), "<clear>"u8.ToArray(), "<none>"u8.ToArray(), "9.19E+11"u8.ToArray(), "sep=;\n"u8.ToArray(), "version:v1.0\n"u8.ToArray(), "+a;-b"u8.ToArray(), "a=b;c=,"u8.ToArray(), "\"\""u8.ToArray(),
    ];

    private const int MaxMutated = 20_000;
    private const int MaxRandom = 300;

    private readonly Random random = new(seed);
    private readonly byte[][] files = [.. CsvCorpus.Names.Select(CsvCorpus.Content).Where(content => content.Length is > 0 and < MaxMutated)];

    /// <summary>The next one.</summary>
    public byte[] Next()
    {
        if (random.Next(10) == 0)
        {
            var bytes = new byte[random.Next(1, MaxRandom)];
            random.NextBytes(bytes);
            return bytes;
        }

        var file = Some(files).ToList();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
            Change(file);
        return file.Count == 0 ? [(byte)'\n'] : [.. file];
    }

    private void Change(List<byte> file)
    {
        var at = random.Next(file.Count + 1);
        var length = Math.Min(random.Next(1, 40), file.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < file.Count:
                file[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 or 2:
                file.InsertRange(at, Some(Telling));
                break;
            case 3:
                file.RemoveRange(at, length);
                break;
            case 4:
                file.InsertRange(at, file.GetRange(at, length));
                break;
            case 5:
                file.RemoveRange(at, file.Count - at);
                break;
            case 6:
                var other = Some(files);
                file.InsertRange(at, other.AsSpan(0, Math.Min(other.Length, 2000)));
                break;
            default:
                Transcode(file);
                break;
        }
    }

    private void Transcode(List<byte> file)
    {
        var text = Encoding.UTF8.GetString([.. file]);
        file.Clear();
        file.AddRange(Some((Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1, Encoding.UTF32]).GetBytes(text));
    }

    private T Some<T>(T[] of) => of[random.Next(of.Length)];
}
