using System.Diagnostics;

namespace UserFunctions.Bench;

/// <summary>A process of its own, from its start to its first answer, with Azurite up.</summary>
internal static class StartFigure
{
    private const int Rounds = 5;

    public static async Task Run(Bed bed, Figures figures)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
            times.Add(await Once(bed.ConnectionString));
        figures.Add(new($"start to first answer of a new process, slowest of {Rounds}", times.Max(), null, 3000));
    }

    private static async Task<double> Once(string connection)
    {
        await using var host = await ChildHost.Ready(connection);
        return Stopwatch.GetElapsedTime(host.StartedAt).TotalMilliseconds;
    }
}
