using System.Globalization;
using System.Net;
using UserFunctions.Invitations;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Invitations;

/// <summary>
/// Invitations while the mail server puts off one mail in three and the process is killed (SIGKILL) twice in the middle of it: everybody gets at least one link that works, and
/// nobody ever has two different ones.
/// </summary>
/// <remarks>
/// Environment: <c>INVITES</c>, how many people are invited (60 unless set; the full run is <c>INVITES=1000</c> and takes some minutes). <c>INVITES_SEED</c> is the seed that the
/// moments of the kills are drawn with; every run prints it.
/// </remarks>
public sealed class KilledInvitations(ITestOutputHelper output)
{
    private const int Kills = 2;
    private const int UsersAFile = 500;

    [LinuxFact]
    public async Task Everybody_gets_a_link_that_works_and_nobody_two_different_ones()
    {
        var (people, seed) = (Number("INVITES", 60), Number("INVITES_SEED", 1));
        output.WriteLine($"INVITES={people} INVITES_SEED={seed}");
        var random = new Random(seed);
        await using var server = await MailServer.Start(certificate: null, refuse: 3);
        await using var app = new KilledApp(await AzuriteFixture.NewAccount(), Settings(server), () => server.Count);
        await app.Start();
        for (var file = 0; file * UsersAFile < people; file++)
            await app.Drop(Text(file * UsersAFile, Math.Min(people, (file + 1) * UsersAFile)), $"people{file}.csv");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var moment = (people * kill / (Kills + 1)) + random.Next(people / 6);
            await app.Until(p => p.Mails >= moment);
            await app.Kill();
            output.WriteLine($"kill {kill}: {server.Count} mails taken, {server.Refused} put off");
            await app.Start();
        }

        await app.Until(p => p.Mails >= people && server.Mails.Select(mail => mail.To[0]).Distinct().Count() == people);
        await Eventually.Holds(async () => (await app.Rows("", InvitationTable.Table)).Count(row => row.Text("delivery") == nameof(Delivery.Sent)) == people);
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        var byPerson = server.Mails.Select(taken => taken.Mail).GroupBy(mail => mail.To).ToList();
        output.WriteLine($"{byPerson.Sum(g => g.Count())} mails to {byPerson.Count} people, {server.Refused} put off, {byPerson.Count(g => g.Count() > 1)} got one twice, {took.TotalSeconds:0} s");
        Assert.Equal(Enumerable.Range(0, people).Select(Address).Order(StringComparer.Ordinal), byPerson.Select(g => g.Key).Order(StringComparer.Ordinal));
        Assert.All(byPerson, mails => Assert.Single(mails.Select(mail => mail.Token).Distinct()));
        Assert.InRange(server.Refused, people / 4, people);

        await Parallel.ForEachAsync(byPerson, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (mails, _) =>
        {
            var accepted = await app.Send(HttpMethod.Post, "invitations/accept", new { token = mails.First().Token });
            Assert.Equal(mails.Key, accepted.Expect(HttpStatusCode.OK).TextOf("email"));
        });
        Assert.Equal(people, (await app.Rows("u|")).Count(row => row.Text("lifecycle") == "Active"));
        Assert.Equal(people, (await app.Rows("c|")).Count(row => row.Text("kind") == UserFunctions.Users.Activation.Kind));
    }

    private static Dictionary<string, string> Settings(MailServer server) => new()
    {
        ["Invitations__SmtpHost"] = "127.0.0.1",
        ["Invitations__SmtpPort"] = server.Port.ToString(CultureInfo.InvariantCulture),
        ["Invitations__SmtpStartTls"] = "false",
        // Seconds in place of minutes.
        ["Invitations__RetryDelays"] = "00:00:01,00:00:02,00:00:04",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:01",
    };

    private static string Text(int from, int to) => "email,displayName\n" + string.Concat(Enumerable.Range(from, to - from).Select(i => $"{Address(i)},Person {i}\n"));

    private static string Address(int number) => $"invited{number}@example.com";

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
