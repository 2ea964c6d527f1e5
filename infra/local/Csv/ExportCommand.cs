using System.Globalization;

namespace UserFunctions.Local.Csv;

/// <summary>Writes what the host exports to a file.</summary>
internal static class ExportCommand
{
    private const string ToOutput = "-";
    private const int BufferBytes = 1 << 16;

    /// <summary>Runs it. A file that is there is replaced only by a whole one.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="StartException">The app refused the call.</exception>
    public static async Task<int> Run(HttpClient client, ExportLine line, TextWriter say, CancellationToken cancellationToken)
    {
        if (line.File != ToOutput) DemandFolder(line.File);
        using var response = await client.GetAsync(line.Path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await ImportApi.Demand(response, cancellationToken);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (line.File == ToOutput)
        {
            await using var output = Console.OpenStandardOutput();
            await content.CopyToAsync(output, cancellationToken);
            return CsvCommands.AllGood;
        }

        var bytes = await Save(content, line.File, cancellationToken);
        await say.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{line.File}: {bytes:N0} bytes"));
        return CsvCommands.AllGood;
    }

    /// <summary>Looks, before anything else is done, whether a file can come to be there.</summary>
    /// <exception cref="StartException">There is no such folder.</exception>
    public static void DemandFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new StartException($"There is no folder {folder}.");
    }

    private static async Task<long> Save(Stream content, string path, CancellationToken cancellationToken)
    {
        var part = $"{path}.part";
        try
        {
            long bytes;
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes, useAsync: true))
            {
                await content.CopyToAsync(file, cancellationToken);
                bytes = file.Length;
            }

            File.Move(part, path, overwrite: true);
            return bytes;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
