using System.Globalization;
using System.Net;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Imports;

/// <summary>Imports that write all rows or none, by a process that is killed (SIGKILL) at some moment of each, also while it takes rows back.</summary>
/// <remarks>
/// Environment: <c>ATOMIC_KILLS</c>, how many imports there are, each with a kill (3 unless set; the full run is <c>ATOMIC_KILLS=50</c> and takes some minutes).
/// <c>KILLS_SEED</c> is the seed that the moments are drawn with; every run prints it.
/// </remarks>
public sealed class KilledAtomicImports(ITestOutputHelper output)
{
    private const int Rows = 100;

    [Fact]
    public async Task All_rows_are_there_or_none_and_nobody_is_invited_before_all_are()
    {
        var (kills, seed) = (Number("ATOMIC_KILLS", 3), Number("KILLS_SEED", 1));
        output.WriteLine($"ATOMIC_KILLS={kills} KILLS_SEED={seed}");
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("user-functions-mail-");
        await using var app = new KilledApp(await AzuriteFixture.NewAccount(), new Dictionary<string, string> { ["Invitations__PickupFolder"] = folder.FullName }, () => Mails().Count);
        await app.Start();
        var inside = 0;
        for (var kill = 1; kill <= kills; kill++)
        {
            await app.Drop(Text(kill), $"{kill}.csv", new() { ["mode"] = "atomic" });
            var moment = random.Next(Rows);
            await app.Until(p => p.Done >= moment || p.Import is { IsFinished: true });
            var isCancelled = kill % 3 == 0 && (await app.Send(HttpMethod.Post, $"imports/{app.ImportId}/cancel")).Status is HttpStatusCode.Accepted;
            await app.Kill();
            var at = (await app.Look()).Import!;
            inside += at.IsFinished ? 0 : 1;
            output.WriteLine($"kill {kill}: {at.State} {at.Counts.Done}{(isCancelled ? ", cancelled" : "")}");
            if (!at.IsFinished)
                Assert.DoesNotContain(Mails(), mail => mail.To.StartsWith($"k{kill}-", StringComparison.Ordinal));
            await app.Start();
            var end = (await app.Until(p => p.Import is { IsFinished: true })).Import!;
            var there = (await app.Rows("u|")).Count(row => row.Text("email")!.StartsWith($"k{kill}-", StringComparison.Ordinal) && row.Text("lifecycle") != "Deleted");
            Assert.Equal((end.State, there), isCancelled && end.State is ImportState.Cancelled ? (ImportState.Cancelled, 0) : (ImportState.Succeeded, Rows));
            Assert.Equal(there, (await app.Rows("e|")).Count(row => row.Key.StartsWith($"e|k{kill}-", StringComparison.Ordinal)));
            await Eventually.Holds(() => Task.FromResult(Mails().Count(mail => mail.To.StartsWith($"k{kill}-", StringComparison.Ordinal)) == there));
        }

        Assert.InRange(inside, Math.Max(1, kills / 3), kills);
        folder.Delete(recursive: true);

        List<ReceivedMail> Mails() => [.. Directory.GetFiles(folder.FullName, "*.eml").Select(ReceivedMail.Read).DistinctBy(mail => mail.To)];
    }

    private static string Text(int kill) => "email,displayName\n" + string.Concat(Enumerable.Range(1, Rows).Select(i => $"k{kill}-{i}@example.com,Person {i}\n"));

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
