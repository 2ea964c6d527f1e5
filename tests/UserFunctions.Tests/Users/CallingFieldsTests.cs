using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class CallingFieldsTests
{
    private const string Sales = "8069651170";
    private const string Support = "8069651180";

    [Fact]
    [Spec("S015", "S016")]
    public async Task Caller_ids_keep_their_order_and_the_first_is_the_extensions()
    {
        var tenant = await WithCallerIds();
        var user = await tenant.User(new { extensionNumber = "204", allowedCallerIds = new[] { Support, Sales } });
        Assert.Equal($"""["{Support}","{Sales}"]""", user["allowedCallerIds"].GetRawText());
        Assert.Equal(Support, user.TextOf("extensionCallerId"));
        Assert.Equal(Sales, (await Changed(tenant, user, new { allowedCallerIds = new[] { "sales line", Support } })).TextOf("extensionCallerId"));
        Assert.Equal(Support, (await Changed(tenant, user, new { allowedCallerIds = new[] { Support } })).TextOf("extensionCallerId"));
        Assert.Null((await Changed(tenant, user, new { allowedCallerIds = Array.Empty<string>() })).TextOf("extensionCallerId"));
        Assert.Null((await tenant.User(new { allowedCallerIds = new[] { Sales } })).TextOf("extensionCallerId"));
    }

    [Theory]
    [Spec("S017", "S018")]
    [InlineData("Agent", true)]
    [InlineData("Supervisor", false)]
    [InlineData("Administrator", false)]
    [InlineData("Super Admin", false)]
    public async Task Agents_answer_calls_unless_it_is_said_otherwise_and_others_do_not(string role, bool isCalling)
    {
        var tenant = await TestApp.NewTenant();
        Assert.Equal(isCalling, (await tenant.User(new { role }))["callingAgent"].GetBoolean());
        var other = await tenant.User(new { role, callingAgent = !isCalling });
        Assert.Equal(!isCalling, other["callingAgent"].GetBoolean());
        Assert.Equal(!isCalling, (await Changed(tenant, other, new { designation = "Lead" }))["callingAgent"].GetBoolean());
        Assert.Equal(isCalling, (await Changed(tenant, other, new { callingAgent = (bool?)null }))["callingAgent"].GetBoolean());
    }

    [Theory]
    [Spec("S020")]
    [InlineData("91", "91")]
    [InlineData("+91", "91")]
    [InlineData("0091", "91")]
    [InlineData("022", "022")]
    public async Task Area_codes_are_kept_without_what_is_dialled_before_them(string areaCode, string kept)
    {
        var tenant = await WithCallerIds();
        var user = await tenant.User(new { areaCodeCallerIds = new[] { new { areaCode, callerId = Sales }, new { areaCode = "33", callerId = "SUPPORT LINE" } } });
        Assert.Equal([(kept, Sales), ("33", Support)], user["areaCodeCallerIds"].EnumerateArray().Select(r => (r.GetProperty("areaCode").GetString()!, r.GetProperty("callerId").GetString()!)));
    }

    [Theory]
    [Spec("S015", "S020", "S021", "S022", "S030", "S031")]
    [InlineData("""{"allowedCallerIds":["8069651199"]}""", "allowedCallerIds.unknown", "8069651199")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651199"}]}""", "areaCodeCallerIds[0].callerId.unknown", "8069651199")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651170"},{"areaCode":"+91","callerId":"8069651180"}]}""", "areaCodeCallerIds[1].areaCode.duplicate", "91")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651170"},{"areaCode":"0091","callerId":"8069651170"}]}""", "areaCodeCallerIds[1].areaCode.duplicate", "91")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"00","callerId":"8069651170"}]}""", "areaCodeCallerIds[0].areaCode.invalid", "00")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"+","callerId":"8069651170"}]}""", "areaCodeCallerIds[0].areaCode.invalid", "+")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"12345678901","callerId":"8069651170"}]}""", "areaCodeCallerIds[0].areaCode.invalid", "12345678901")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"9a","callerId":"8069651170"}]}""", "areaCodeCallerIds[0].areaCode.invalid", "9a")]
    [InlineData("""{"areaCodeCallerIds":[{"callerId":"8069651170"}]}""", "areaCodeCallerIds[0].areaCode.missing", "digits")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"91"}]}""", "areaCodeCallerIds[0].callerId.missing", "caller IDs")]
    [InlineData("""{"areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651170","prefix":"0"}]}""", "areaCodeCallerIds[0].prefix.unknown", "areaCode")]
    [InlineData("""{"allowedCallerIds":["8069651180"],"areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651170"}]}""", "areaCodeCallerIds[0].callerId.not_allowed", "8069651180")]
    [InlineData("""{"routeAgentThrough":"Pigeon"}""", "routeAgentThrough.invalid", "MobileNumber")]
    [InlineData("""{"ipName":"Nowhere","extensionNumber":"204"}""", "ipName.unknown", "Nowhere")]
    [InlineData("""{"blockOutboundCall":"Some"}""", "blockOutboundCall.invalid", "ExtensionOnly")]
    [InlineData("""{"callForwardNumber":"12345"}""", "callForwardNumber.invalid", "12345")]
    [InlineData("""{"alternateNumbers":["9876543210","98765"]}""", "alternateNumbers.invalid", "98765")]
    [InlineData("""{"sticky":{"timeoutSeconds":4}}""", "sticky.timeoutSeconds.invalid", "5 to 120")]
    [InlineData("""{"sticky":{"timeoutSeconds":121}}""", "sticky.timeoutSeconds.invalid", "5 to 120")]
    [InlineData("""{"sticky":{"ringStrategy":"Random"}}""", "sticky.ringStrategy.invalid", "Simultaneously")]
    [InlineData("""{"timeGroup":"Never"}""", "timeGroup.unknown", "Never")]
    [InlineData("""{"interactions":{"fax":true}}""", "interactions.fax.unknown", "whatsapp")]
    [InlineData("""{"interactions":{"video":"yes"}}""", "interactions.video.invalid", "true or false")]
    public async Task What_is_wrong_is_named_with_what_is_allowed(string fields, string code, string said)
    {
        var tenant = await WithCallerIds();
        var rows = await tenant.Rows();
        var refused = await tenant.Post("users", Body(fields));
        refused.Expect(HttpStatusCode.BadRequest, code);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(rows.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Theory]
    [Spec("S021", "S022")]
    [InlineData("""{"routeAgentThrough":"Extension"}""", "routeAgentThrough.needs_extension")]
    [InlineData("""{"ipName":"Office"}""", "ipName.needs_extension")]
    public async Task What_needs_an_extension_is_a_conflict_without_one(string fields, string code)
    {
        var tenant = await WithCallerIds();
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.0/24" } } } })).Expect(HttpStatusCode.OK);
        (await tenant.Post("users", Body(fields))).Expect(HttpStatusCode.Conflict, code);
        var user = await tenant.User(Body(fields, ("extensionNumber", "204")));
        (await tenant.Patch($"users/{user.Id}", Body(fields, ("extensionNumber", null)))).Expect(HttpStatusCode.Conflict, code);
        // Who only gives the number up gives up with it what hangs on it.
        (await tenant.Patch($"users/{user.Id}", new { extensionNumber = (string?)null })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}", JsonNode.Parse(fields)!)).Expect(HttpStatusCode.Conflict, code);
        var both = await tenant.Post("users", Body(fields, ("displayName", null)));
        both.Expect(HttpStatusCode.BadRequest);
        Assert.Contains(code, both.Codes);
    }

    [Fact]
    [Spec("S023", "S024", "S025")]
    public async Task Outbound_calls_are_blocked_not_at_all_altogether_or_on_the_extension()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.Equal("None", user.TextOf("blockOutboundCall"));
        foreach (var block in (string[])["All", "ExtensionOnly", "None"])
            Assert.Equal(block, (await Changed(tenant, user, new { blockOutboundCall = block.ToUpperInvariant() })).TextOf("blockOutboundCall"));
    }

    [Fact]
    [Spec("S026", "S027")]
    public async Task Forwarding_to_the_own_number_follows_the_phone_until_a_number_is_set()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { phone = "9876543210", callForwardSameAsUserNumber = true });
        Assert.Equal((true, "9876543210"), Forward(user));
        Assert.Equal((true, "9876543211"), Forward(await Changed(tenant, user, new { phone = "9876543211" })));
        Assert.Equal((false, "9000000001"), Forward(await Changed(tenant, user, new { callForwardNumber = "9000000001" })));
        Assert.Equal((false, "9000000001"), Forward(await Changed(tenant, user, new { phone = "9876543212" })));
        Assert.Equal((true, "9876543212"), Forward(await Changed(tenant, user, new { callForwardSameAsUserNumber = true })));
        Assert.Equal((false, null), Forward(await Changed(tenant, user, new { callForwardNumber = (string?)null })));
        var refused = await tenant.Patch($"users/{user.Id}", new { callForwardNumber = "9000000001", callForwardSameAsUserNumber = true });
        refused.Expect(HttpStatusCode.BadRequest, "callForwardSameAsUserNumber.invalid");

        static (bool IsSame, string? Number) Forward(Reply reply) => (reply["callForwardSameAsUserNumber"].GetBoolean(), reply.TextOf("callForwardNumber"));
    }

    [Fact]
    [Spec("S028", "S029", "S030")]
    public async Task Sticky_calls_ring_the_numbers_in_order_or_at_once_for_a_time()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { alternateNumbers = new[] { "9000000002", "9000000001" } });
        Assert.Equal("""["9000000002","9000000001"]""", user["alternateNumbers"].GetRawText());
        Assert.Equal("""{"enabled":false,"ringStrategy":"OrderBy","timeoutSeconds":30}""", user["sticky"].GetRawText());
        Assert.Equal("""{"enabled":true,"ringStrategy":"OrderBy","timeoutSeconds":5}""", (await Changed(tenant, user, new { sticky = new { enabled = true, timeoutSeconds = 5 } }))["sticky"].GetRawText());
        Assert.Equal("""{"enabled":true,"ringStrategy":"Simultaneously","timeoutSeconds":120}""", (await Changed(tenant, user, new { sticky = new { ringStrategy = "simultaneously", timeoutSeconds = 120 } }))["sticky"].GetRawText());
    }

    [Fact]
    [Spec("S031")]
    public async Task A_time_group_is_given_by_name_or_id_and_shows_both()
    {
        var tenant = await TestApp.NewTenant();
        var group = (await tenant.Post("time-groups", new { name = "Office", timeZone = "Asia/Kolkata", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "18:00" } } })).Expect(HttpStatusCode.Created);
        var user = await tenant.User(new { timeGroup = "office" });
        Assert.Equal(("Office", group.Id), (user.TextOf("timeGroup"), user["timeGroupId"].GetGuid()));
        Assert.Null((await Changed(tenant, user, new { timeGroup = (string?)null })).TextOf("timeGroup"));
        Assert.Equal("Office", (await Changed(tenant, user, new { timeGroup = group.Id })).TextOf("timeGroup"));
    }

    [Fact]
    [Spec("S038", "S039", "S040", "S041", "S042")]
    public async Task Interactions_are_kept_while_the_master_switch_is_off_and_none_of_them_counts_then()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { interactions = new { video = true, sms = true }, agentDispositions = true });
        Assert.Equal("""{"enabled":false,"video":true,"whatsapp":false,"sms":true,"effective":[]}""", user["interactions"].GetRawText());
        Assert.True(user["agentDispositions"].GetBoolean());
        Assert.Equal("""{"enabled":true,"video":true,"whatsapp":false,"sms":true,"effective":["video","sms"]}""", (await Changed(tenant, user, new { interactions = new { enabled = true } }))["interactions"].GetRawText());
        Assert.Equal("""["whatsapp"]""", (await Changed(tenant, user, new { interactions = new { video = false, sms = false, whatsapp = true } }))["interactions"].GetProperty("effective").GetRawText());
        Assert.Equal("[]", (await Changed(tenant, user, new { interactions = new { enabled = false } }))["interactions"].GetProperty("effective").GetRawText());
        (await tenant.Patch($"users/{user.Id}", new { interactions = new { effective = new[] { "video" } } })).Expect(HttpStatusCode.BadRequest, "interactions.effective.read_only");
    }

    [Fact]
    [Spec("S020")]
    public async Task A_caller_id_that_an_area_code_uses_is_not_disallowed_behind_its_back()
    {
        var tenant = await WithCallerIds();
        var user = await tenant.User(new { areaCodeCallerIds = new[] { new { areaCode = "91", callerId = Sales } } });
        (await tenant.Patch($"users/{user.Id}", new { allowedCallerIds = new[] { Support } })).Expect(HttpStatusCode.Conflict, "allowedCallerIds.in_use");
        await Changed(tenant, user, new { allowedCallerIds = new[] { Support, Sales } });
        await Changed(tenant, user, new { allowedCallerIds = new[] { Support }, areaCodeCallerIds = new[] { new { areaCode = "91", callerId = Support } } });
    }

    private static async Task<TestTenant> WithCallerIds()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("caller-ids", new { number = Sales, name = "Sales line" })).Expect(HttpStatusCode.Created);
        (await tenant.Post("caller-ids", new { number = Support, name = "Support line" })).Expect(HttpStatusCode.Created);
        return tenant;
    }

    private static async Task<Reply> Changed(TestTenant tenant, Reply user, object change) => (await tenant.Patch($"users/{user.Id}", change)).Expect(HttpStatusCode.OK);

    private static JsonObject Body(string fields, params (string Name, string? Value)[] more)
    {
        var body = JsonNode.Parse(fields)!.AsObject();
        body.TryAdd("displayName", "Asha Rao");
        body.TryAdd("email", TestTenant.NewEmail());
        foreach (var (name, value) in more)
            body[name] = value;
        return body;
    }
}
