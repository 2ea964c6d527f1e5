using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

/// <summary>What is particular to the REST implementation: how it signs, what it sends and how it reads odd answers.</summary>
public sealed class RestTablesTests : TablesContract
{
    private static readonly RowOperation[] Two = [RowOperation.Insert(NewRow("a")), RowOperation.Insert(NewRow("b"))];

    private readonly SteppingClock clock = new();

    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) =>
        RestTablesConnection.Open(connectionString, transport, clock);

    [Fact]
    public async Task Every_try_is_signed_anew_with_its_own_date()
    {
        Wire.LoseNextAnswer();
        Assert.True((await Submit(RowOperation.Replace(NewRow("it's")))).Written);

        var tries = Wire.Sent.Where(t => t.Method == "PUT").ToList();
        Assert.Equal(2, tries.Count);
        Assert.NotEqual(tries[0].Headers["x-ms-date"], tries[1].Headers["x-ms-date"]);
        Assert.NotEqual(tries[0].Headers["Authorization"], tries[1].Headers["Authorization"]);
        Assert.All(tries, t => Assert.Equal(Signature(t), t.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_wrong_key_is_an_error()
    {
        var wrong = (await AzuriteFixture.ConnectionString).Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => Connect(wrong, Wire).Get(Table, Partition, "a", default));
        Assert.Equal((403, "AuthorizationFailure"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task An_identity_asks_for_storage_and_sends_its_token()
    {
        var credential = new FixedCredential();
        Wire.Before = _ => new CannedResponse(200, """{"odata.etag":"W/\"1\"","PartitionKey":"p","RowKey":"r","n":1}""");
        var tables = new RestTables(new Uri("https://account.table.core.windows.net"), credential, RestTablesConnection.Options(Wire));
        Assert.Equal(1, (await tables.Get("users", "p", "r", default))!.Number("n"));
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("Bearer a token", Wire.Sent[^1].Headers["Authorization"]);
        Assert.Equal("https://account.table.core.windows.net/users(PartitionKey='p',RowKey='r')", Wire.Sent[^1].Address.AbsoluteUri);
    }

    [Fact]
    public async Task Quotes_in_keys_are_doubled_and_then_escaped()
    {
        await Submit(RowOperation.Replace(NewRow("it's 5%")));
        Assert.EndsWith($"/devstoreaccount1/{Table}(PartitionKey='tenant%201',RowKey='it%27%27s%205%25')", Wire.Sent[^1].Address.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_operation_is_sent_as_a_plain_request()
    {
        Assert.True((await Submit(RowOperation.Insert(NewRow("a", ("name", "Zoë"))))).Written);
        Assert.EndsWith("/" + Table, Wire.Sent[^1].Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Zo\\u00eb\"", Wire.Sent[^1].Body, StringComparison.Ordinal);
        Assert.Equal("return-no-content", Wire.Sent[^1].Headers["Prefer"]);
    }

    [Fact]
    public async Task A_batch_has_the_one_form_that_every_table_service_reads()
    {
        await Submit(RowOperation.Insert(NewRow("a", ("lines", "1\r\n2"))), RowOperation.Replace(NewRow("b") with { ETag = "*" }), RowOperation.Delete(NewRow("c")));
        var sent = Assert.Single(Wire.Sent, t => t.Address.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal));
        var (address, body) = (sent.Address, sent.Body);
        Assert.DoesNotContain('\n', body.Replace("\r\n", "", StringComparison.Ordinal));
        var id = sent.Headers["Content-Type"]["multipart/mixed; boundary=batch_".Length..];
        var root = new Uri(address, "./").AbsoluteUri;
        Assert.Equal(
            $$"""
            --batch_{{id}}
            Content-Type: multipart/mixed; boundary=changeset_{{id}}

            --changeset_{{id}}
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            POST {{root}}{{Table}} HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            Content-Type: application/json
            Prefer: return-no-content

            {"PartitionKey":"tenant 1","RowKey":"a","op":"{{id}}","lines":"1\r\n2"}
            --changeset_{{id}}
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            PUT {{root}}{{Table}}(PartitionKey='tenant%201',RowKey='b') HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            If-Match: *
            Content-Type: application/json
            Prefer: return-no-content

            {"PartitionKey":"tenant 1","RowKey":"b","op":"{{id}}"}
            --changeset_{{id}}
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            DELETE {{root}}{{Table}}(PartitionKey='tenant%201',RowKey='c') HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            If-Match: *

            --changeset_{{id}}--
            --batch_{{id}}--

            """.ReplaceLineEndings("\n"),
            body.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(500, "OperationTimedOut")]
    public async Task A_busy_server_inside_an_accepted_batch_is_tried_again(int status, string code)
    {
        Once(Inner(status, code, "The server is busy."));
        Assert.True((await Submit(Two)).Written);
        Assert.Equal(2, Wire.Sent.Count(t => t.Address.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_an_error_in_the_end()
    {
        Wire.Before = _ => Inner(503, "ServerBusy", "0:The server is busy.");
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => Submit(Two));
        Assert.Equal((503, "ServerBusy", 5), (error.Status, error.ErrorCode, Wire.Sent.Count(t => t.Method == "POST") - 1));
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_one_error_after_all_tries()
    {
        Wire.Before = _ => throw new IOException("No route.");
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => Get("a"));
        Assert.Equal((0, 5), (error.Status, Wire.Sent.Count(t => t.Method == "GET")));
        Assert.Contains("No route.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "InvalidInput", "0:One of the request inputs is not valid.")]
    [InlineData(404, "TableNotFound", "0:The table specified does not exist.")]
    [InlineData(409, "EntityAlreadyExists", "The specified entity already exists.")]
    public async Task An_answer_that_says_nothing_of_a_row_is_an_error(int status, string code, string message)
    {
        Wire.Before = _ => Inner(status, code, message);
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => Submit(Two));
        Assert.Equal((status, code), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task A_refusal_is_read_as_the_service_writes_it()
    {
        Once(Inner(412, "UpdateConditionNotSatisfied", "1:The update condition specified in the request was not satisfied.\\nRequestId:1\\nTime:2"));
        AssertRefused(await Submit(Two), Refusal.Changed, 1);
    }

    [Fact]
    public async Task An_answer_to_fewer_operations_is_an_error()
    {
        Wire.Before = _ => new CannedResponse(202, "--x\r\n\r\nHTTP/1.1 204 No Content\r\nETag: W/\"1\"\r\n\r\n--x--");
        await Assert.ThrowsAsync<RequestFailedException>(() => Submit(Two));
    }

    [Fact]
    public async Task An_error_page_of_something_in_between_is_an_error_with_its_status()
    {
        Wire.Before = _ => new CannedResponse(403, "<html>");
        foreach (var operations in new[] { Two, Two[..1] })
            Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => Submit(operations))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => Get("a"))).Status);
    }

    [Fact]
    public async Task A_page_token_takes_what_the_service_says_and_gives_it_back()
    {
        Once(new CannedResponse(200, """{"value":[]}""", ("x-ms-continuation-NextPartitionKey", "1!8!dGVu"), ("x-ms-continuation-NextRowKey", "1!4!YQ==")));
        var page = await Tables.Page(Table, Partition, "a", "b", 10, null, default);
        Assert.Empty(page.Rows);
        Assert.Equal(page.Next, Uri.EscapeDataString(page.Next!));
        await Tables.Page(Table, Partition, "a", "b", 10, page.Next, default);
        Assert.EndsWith("&NextPartitionKey=1%218%21dGVu&NextRowKey=1%214%21YQ%3D%3D", Wire.Sent[^1].Address.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_4_MiB_is_refused_although_its_characters_are_few()
    {
        var text = string.Concat(Enumerable.Repeat("\u0001", 32_768));
        var rows = Enumerable.Range(0, 22).Select(n => RowOperation.Insert(NewRow($"{n}", ("t", text)))).ToArray();
        var before = Wire.Sent.Count;
        Assert.Contains("4194304", (await Assert.ThrowsAsync<ArgumentException>(() => Submit(rows))).Message, StringComparison.Ordinal);
        Assert.Equal(before, Wire.Sent.Count);
    }

    // As Azure writes it: the parts' boundaries differ from Azurite's, the rest does not.
    private static CannedResponse Inner(int status, string code, string message) => new(202, string.Join(
        "\r\n",
        "--batchresponse_1", "Content-Type: multipart/mixed; boundary=changesetresponse_1", "", "--changesetresponse_1",
        "Content-Type: application/http", "Content-Transfer-Encoding: binary", "", $"HTTP/1.1 {status} Whatever",
        "X-Content-Type-Options: nosniff", "DataServiceVersion: 3.0;", "Content-Type: application/json;odata=minimalmetadata;charset=utf-8", "",
        $$$$"""{"odata.error":{"code":"{{{{code}}}}","message":{"lang":"en-US","value":"{{{{message}}}}"}}}""",
        "--changesetresponse_1--", "--batchresponse_1--", ""));

    private static string Signature(SentTry sent)
    {
        var settings = AzuriteFixture.ConnectionString.Result.Split(';').First(part => part.StartsWith("AccountKey=", StringComparison.Ordinal));
        var text = $"{sent.Headers["x-ms-date"]}\n/devstoreaccount1{sent.Address.AbsolutePath}";
        var hash = HMACSHA256.HashData(Convert.FromBase64String(settings["AccountKey=".Length..]), Encoding.UTF8.GetBytes(text));
        return $"SharedKeyLite devstoreaccount1:{Convert.ToBase64String(hash)}";
    }

    private void Once(Response answer) => Wire.Before = _ =>
    {
        Wire.Before = null;
        return answer;
    };

    /// <summary>Every look at it finds it an hour later.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long hours;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(Interlocked.Increment(ref hours));
    }

    private sealed class FixedCredential : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("a token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
