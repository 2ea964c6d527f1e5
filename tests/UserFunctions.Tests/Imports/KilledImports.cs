using System.Globalization;
using System.Net;
using UserFunctions.Imports;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Imports;

/// <summary>
/// An import of 500 users by a process that is killed (SIGKILL) again and again: before the first row, between rows, around its end, and
/// while the invitations go out. When it is over, every user is there once, and everybody has his mail.
/// </summary>
/// <remarks>
/// Environment: <c>KILLS</c>, how often each test kills. Unless it is set the first test kills twice in the first half, up to the last row, and
/// the second one twice in the second half. The full run is <c>KILLS=20</c> and takes some minutes, because from the sixth start on the run
/// waits for the timer's lease of the killed process. <c>KILLS_SEED</c> is the seed that the moments are drawn with; every run prints it.
/// </remarks>
public sealed class KilledImports(ITestOutputHelper output)
{
    private const int Users = 500;

    // Longer than one process works on a mail: what is in hand at one kill is at most a batch and the next.
    private const int MailsInHand = 12;

    private static readonly int Kills = Number("KILLS", 2);
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("KILLS") is { Length: > 0 };

    [Fact]
    public async Task Every_user_is_there_once_and_has_one_mail_in_the_folder()
    {
        var folder = Directory.CreateTempSubdirectory("user-functions-mail-");
        await using var app = new KilledApp(
            await AzuriteFixture.NewAccount(), new Dictionary<string, string> { ["Invitations__PickupFolder"] = folder.FullName }, () => Directory.GetFiles(folder.FullName, "*.eml").Length);
        await Run(app, Number("KILLS_SEED", 1), 0, IsFull ? 1 : 0.5);
        var mails = Directory.GetFiles(folder.FullName, "*.eml").Select(ReceivedMail.Read).ToList();
        Assert.Equal(Addresses(), mails.Select(m => m.To).Order(StringComparer.Ordinal));
        await TheLinkWorks(app, mails[7]);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_user_gets_his_mail_from_the_server_and_a_second_one_only_if_a_kill_hit_it()
    {
        await using var server = await MailServer.Start(certificate: null);
        var settings = new Dictionary<string, string>
        {
            ["Invitations__SmtpHost"] = "127.0.0.1",
            ["Invitations__SmtpPort"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Invitations__SmtpStartTls"] = "false",
        };
        await using var app = new KilledApp(await AzuriteFixture.NewAccount(), settings, () => server.Count);
        await Run(app, Number("KILLS_SEED", 2), IsFull ? 0 : 0.5, 1);
        var mails = server.Mails.Select(m => m.Mail).ToList();
        Assert.Equal(Addresses(), mails.Select(m => m.To).Distinct().Order(StringComparer.Ordinal));
        var repeated = mails.GroupBy(m => m.To).Where(g => g.Count() > 1).ToList();
        output.WriteLine($"{mails.Count} mails, {repeated.Count} users got more than one, at most {mails.GroupBy(m => m.To).Max(g => g.Count())}");
        Assert.All(repeated, g => Assert.Single(g.Select(m => m.Token).Distinct()));
        Assert.All(repeated, g => Assert.Single(g.Select(m => m.Id).Distinct()));
        Assert.All(repeated, g => Assert.InRange(g.Count(), 2, 2));
        Assert.InRange(mails.Count, Users, Users + (Kills * MailsInHand));
        await TheLinkWorks(app, mails[7]);
    }

    private async Task Run(KilledApp app, int seed, double from, double to)
    {
        output.WriteLine($"KILLS={Kills} KILLS_SEED={seed}");
        var random = new Random(seed);
        await app.Start();
        await app.Drop("email,displayName,extensionNumber\n" + string.Concat(Enumerable.Range(1, Users).Select(i => $"{Address(i)},Person {i},{2000 + i}\n")));
        var inside = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await app.Until(Moment(await app.Look(), from + ((to - from) * kill / Kills), Kills - kill, random));
            await app.Kill();
            var at = await app.Look();
            inside += at.Import is not null && at.Mails < Users ? 1 : 0;
            output.WriteLine($"kill {kill + 1}: {at}");
            await app.Start();
        }

        var end = await app.Until(p => p.Import is { IsFinished: true } && p.Mails >= Users);
        await app.IsQuiet();
        Assert.Equal(Kills, inside);
        Assert.Equal((ImportState.Succeeded, new ImportCounts(Users, Users, 0, 0, 0), null), (end.Import!.State, end.Import.Counts, end.Import.Problem));
        await EveryRowIsThereOnce(app);
    }

    /// <summary>The next moment to kill at: a tenth of the kills before the first row, four tenths among the rows, one and a half at the end, the rest among the mails.</summary>
    private static Func<Progress, bool> Moment(Progress now, double share, int left, Random random)
    {
        var looks = random.Next(6);
        if (share < 0.1)
            return p => p.Import is not null && looks-- <= 0;
        if (share < 0.5)
        {
            var rows = now.Done + 1 + random.Next(Math.Max(1, 2 * (Users - now.Done) / (left + 1)));
            return p => p.Done >= Math.Min(rows, Users - 1) || p.Import is { IsFinished: true };
        }

        // At the end: when the process has taken the run up again, or, once it is ended, goes on with what follows.
        if (share < 0.65)
            return p => p.Done == Users && (p.Import!.UpdatedAt != now.Import?.UpdatedAt || p.Mails > now.Mails) && looks-- <= 0;
        var mails = now.Mails + 1 + random.Next(Math.Max(1, (Users - 60 - now.Mails) / left));
        return p => p.Mails >= mails;
    }

    private static async Task EveryRowIsThereOnce(KilledApp app)
    {
        var users = (await app.Rows("u|")).ToDictionary(r => r.Key[2..], r => r.Text("email")!);
        Assert.Equal(Addresses(), users.Values.Order(StringComparer.Ordinal));
        var claims = await app.Rows("e|");
        Assert.Equal(Users, claims.Count);
        Assert.All(claims, r => Assert.Equal(r.Key, "e|" + KeyRange.Escape(users[r.Id("userId")!.Value.ToString()])));
        Assert.Equal(Users, (await app.Rows("x|")).Select(r => r.Id("userId")!.Value).Distinct().Count());

        var outcomes = (await app.Rows("o|")).SelectMany(r => Json.Read<RowOutcome[]>(r.LongTextOf("outcomes"))!).ToList();
        Assert.Equal(Enumerable.Range(1, Users), outcomes.Select(o => o.Row));
        Assert.All(outcomes, o => Assert.Equal((RowState.Created, users[o.UserId!.Value.ToString()]), (o.Outcome, o.Email)));
        Assert.Equal(outcomes.Select(o => $"{o.Row} created {o.Email} {o.UserId}"), (await app.Report()).Select(r => $"{r[0]} {r[2]} {r[3]} {r[4]}"));

        var changes = await app.Rows("c|");
        Assert.Equal(Enumerable.Range(1, changes.Count).Select(n => $"c|{n:D12}"), changes.Select(c => c.Key));
        Assert.Equal("import.finished", changes[^1].Text("kind"));
        Assert.Equal(users.Keys.Order(), changes.SkipLast(1).SelectMany(c => Json.Read<string[]>(c.LongTextOf("ids"))!).Order());
    }

    private static async Task TheLinkWorks(KilledApp app, ReceivedMail mail)
    {
        var accepted = await app.Send(HttpMethod.Post, "invitations/accept", new { token = mail.Token });
        Assert.Equal(mail.To, accepted.Expect(HttpStatusCode.OK).TextOf("email"));
    }

    private static string Address(int number) => $"person{number}@example.com";

    private static IEnumerable<string> Addresses() => Enumerable.Range(1, Users).Select(Address).Order(StringComparer.Ordinal);

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
