using System.Text;
using Generated;

// Drives the app at args[0] with the key args[1] through the generated client; it ends with 0 when every answer was as expected.
using var http = new HttpClient();
http.DefaultRequestHeaders.Add("x-functions-key", args[1]);
var client = new ConnectorClient(http) { BaseUrl = args[0] };

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
var changed = await client.ChangeUserAsync(asha.Id, new UserChanges { Designation = "Lead" });
Expect(changed.Designation == "Lead" && changed.Version == read.Version + 1, "the change and the next version");

var import = await client.UploadImportAsync(new UploadBody { FileName = "team.csv", ContentBase64 = Encoding.UTF8.GetBytes("displayName,email\nCleo Diaz,cleo@example.com\n") });
var ended = await Ended(import.Id);
Expect(ended is { State: ImportState.Succeeded, Counts.Created: 1 }, "an import that made one user");

await client.DeleteUserAsync(asha.Id);
Expect(await StatusOf(() => client.ReadUserAsync(asha.Id)) == 404, "404 for a user who was deleted");
Expect(await StatusOf(() => client.CreateUserAsync(new UserBody { DisplayName = "Ben Again", Email = "ben@example.com" })) == 409, "409 for an address in use");
Console.WriteLine("driven");

// Of two good answers, 201 for a new user and 200 for one that was there, this generator takes 200 for the good one and throws the other.
async Task Create(string displayName, string email)
{
    try
    {
        await client.CreateUserAsync(new UserBody { DisplayName = displayName, Email = email });
    }
    catch (ApiException<User> made) when (made.StatusCode == 201)
    {
        Expect(made.Result.Email == email, "the user who was made");
    }
}

async Task<Import> Ended(Guid id)
{
    using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
    while (await timer.WaitForNextTickAsync(limit.Token))
    {
        try
        {
            return await client.ReadImportAsync(id, cancellationToken: limit.Token);
        }
        catch (ApiException running) when (running.StatusCode == 202)
        {
            // It goes on.
        }
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
    catch (ApiException refused)
    {
        return refused.StatusCode;
    }
}

static void Expect(bool holds, string what)
{
    if (!holds) throw new InvalidOperationException($"Expected {what}.");
}
