using System.Text;
using Generated.Connector;
using Generated.Whole;

// Drives the app at args[0] with the key args[1] through the generated clients, the connector's and that of the whole document; it ends with 0 when every answer was as expected.
using var http = new HttpClient();
http.DefaultRequestHeaders.Add("x-functions-key", args[1]);
var client = new ConnectorClient(http) { BaseUrl = args[0] };
var whole = new WholeClient(http) { BaseUrl = args[0] };

await Create("Asha Rao", "asha@example.com");
await Create("Ben Okoro", "ben@example.com");
var first = await client.ListUsersAsync(top: 1);
Expect(first is { Value.Count: 1, NextLink: not null }, "a first page with a next one");
var cursor = System.Web.HttpUtility.ParseQueryString(first.NextLink!.Query)["cursor"];
var second = await client.ListUsersAsync(top: 1, cursor: cursor);
Expect(second.Value.Count == 1 && second.Value.First().Id != first.Value.First().Id, "a second page with somebody else");

var asha = (await client.ListUsersAsync(email: "asha@example.com")).Value.Single();
var read = await client.ReadUserAsync(asha.Id);
Expect(read is { DisplayName: "Asha Rao", AccountEnabled: true }, "the user who was made");
var changed = await client.ChangeUserAsync(asha.Id, new Generated.Connector.UserChanges { Designation = "Lead" });
Expect(changed.Designation == "Lead" && changed.Version == read.Version + 1, "the change and the next version");

var import = await client.UploadImportAsync(new Generated.Connector.UploadBody { FileName = "team.csv", ContentBase64 = Encoding.UTF8.GetBytes("displayName,email\nCleo Diaz,cleo@example.com\n") });
var ended = await Ended(import.Id);
Expect(ended is { State: Generated.Whole.ImportState.Succeeded, Counts.Created: 1 }, "an import that made one user");

var again = await client.CreateUserAsync(new Generated.Connector.UserBody { DisplayName = "Ben Okoro", Email = "ben@example.com", Designation = "Head" }, onConflict: Generated.Connector.OnConflict2.Upsert);
Expect(again.Designation == "Head" && again.Version == 2, "the user who was there, changed");
var key = Guid.NewGuid().ToString();
var group = new Generated.Connector.GroupBody { Name = "Night" };
Expect((await client.CreateGroupAsync(group, idempotency_Key: key)).Id == (await client.CreateGroupAsync(group, idempotency_Key: key)).Id, "one group for one request");
Expect((await whole.OnUserCreatedAsync()).Count == 0, "nothing new since now");

await client.DeleteUserAsync(asha.Id);
Expect(await StatusOf(() => client.ReadUserAsync(asha.Id)) == 404, "404 for a user who was deleted");
Expect(await StatusOf(() => client.CreateUserAsync(new Generated.Connector.UserBody { DisplayName = "Ben Again", Email = "ben@example.com" })) == 409, "409 for an address in use");
Console.WriteLine("driven");

async Task Create(string displayName, string email)
{
    var made = await client.CreateUserAsync(new Generated.Connector.UserBody { DisplayName = displayName, Email = email });
    Expect(made.Email == email, "the user who was made");
}

// While it goes on the answer is 202 with the same shape.
async Task<Generated.Whole.Import> Ended(Guid id)
{
    using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
    while (await timer.WaitForNextTickAsync(limit.Token))
    {
        if (await whole.ReadImportAsync(id, cancellationToken: limit.Token) is var ended && ended.FinishedAt != default)
            return ended;
    }

    throw new TimeoutException("The import did not end.");
}

static async Task<int> StatusOf(Func<Task> call)
{
    try
    {
        await call();
        return 200;
    }
    catch (Generated.Connector.ApiException refused)
    {
        return refused.StatusCode;
    }
}

static void Expect(bool holds, string what)
{
    if (!holds) throw new InvalidOperationException($"Expected {what}.");
}
