using System.Text;
using System.Text.Json;
using UserFunctions.Imports;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Tests.Imports;

/// <summary>What the cells of a row say about somebody who is there.</summary>
public sealed class CsvRowTests
{
    private static readonly TenantFacts International = CsvFacts.With(new() { InternationalCalling = true });
    private static readonly TenantFacts WorldWide = CsvFacts.With(new() { PhoneRule = PhoneRule.E164 });

    private static readonly User Asha = Made(
        """
        {"email":"asha@example.com","displayName":"Asha Rao","phone":"0987654321","extensionNumber":"0204","externalId":"007","tags":["vip","a;b"],"groups":["Night shift","a;b"],
        "alternateNumbers":["9876543210"],"allowedCallerIds":["8069651170","+4712345678"],"channelLimits":{"SMS":3,"LiveChat":2},"clients":[{"client":"Acme","channels":["SMS"]}],
        "areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651170"}],"licences":{"VoiceAnalytics":true},"allowedIps":{"ranges":["203.0.113.7"]},"cdrUsers":["self","Night shift"]}
        """);

    [Theory]
    [InlineData("tags", "+night;-vip", """{"tags":["a;b","night"]}""")]
    [InlineData("tags", "+VIP;-none", """{"tags":["vip","a;b"]}""")]
    [InlineData("tags", "-a\\;b", """{"tags":["vip"]}""")]
    [InlineData("tags", "vip;+night", """{"tags":["vip","+night"]}""")]
    [InlineData("tags", "\\+vip", """{"tags":["+vip"]}""")]
    [InlineData("tags", "'+night", """{"tags":["vip","a;b","night"]}""")]
    [InlineData("tags", "vip;a\\;b", "{}")]
    [InlineData("tags", "<clear>", """{"tags":null}""")]
    [InlineData("groups", "+Sales; -night shift", """{"groups":["a;b","Sales"]}""")]
    [InlineData("channels", "-SMS;-Voice", """{"channels":["LiveChat","WhatsApp","Facebook","Email"]}""")]
    [InlineData("channels", "<none>", """{"channels":[]}""")]
    [InlineData("channelLimits", "+SMS=4;-LiveChat", """{"channelLimits":{"SMS":4}}""")]
    [InlineData("channelLimits", "SMS=4", """{"channelLimits":{"SMS":4}}""")]
    [InlineData("clients", "+Acme=LiveChat;+x\\,y\\;z", """{"clients":[{"client":"Acme","channels":["LiveChat"]},{"client":"x,y;z"}]}""")]
    [InlineData("clients", "-acme", """{"clients":[]}""")]
    [InlineData("areaCodeCallerIds", "+22=8069651180;-91", """{"areaCodeCallerIds":[{"areaCode":"22","callerId":"8069651180"}]}""")]
    [InlineData("licences", "smartflows;-VoiceAnalytics;CallRecording=", """{"licences":{"Smartflows":true,"VoiceAnalytics":false,"CallRecording":null}}""")]
    [InlineData("allowedIps", "+203.0.113.0/24", """{"allowedIps":{"mode":"Selected","ranges":["203.0.113.7/32","203.0.113.0/24"]}}""")]
    [InlineData("allowedIps", "-203.0.113.7", """{"allowedIps":{"mode":"Selected","ranges":[]}}""")]
    [InlineData("allowedIps", "allowall", """{"allowedIps":{"mode":"AllowAll","ranges":[]}}""")]
    [InlineData("cdrUsers", "-self;+Sales", """{"cdrUsers":["Night shift","Sales"]}""")]
    [InlineData("cdrUsers", "-ben@example.com", """{"cdrUsers":["self","Night shift","ben@example.com"]}""")]
    [InlineData("sticky.enabled", "On", """{"sticky":{"enabled":true}}""")]
    [InlineData("phone", "<clear>", """{"phone":null}""")]
    [InlineData("accountEnabled", "true", "{}")]
    [InlineData("password", "Correct-horse-9", "{}")]
    public void A_cell_says_all_of_a_list_or_what_comes_and_goes(string column, string cell, string body) => Assert.Equal(body, Body(column, cell, Asha, CsvFacts.Facts));

    [Theory]
    [InlineData("+9876543211", """["9876543210","9876543211"]""", """["+9876543211"]""", """["+9876543211"]""")]
    [InlineData("+9876543211;-9876543210", """["9876543211"]""", """["9876543211"]""", """["+9876543211"]""")]
    [InlineData("+919876543210;+919876543211", """["+919876543210","+919876543211"]""", """["+919876543210","+919876543211"]""", """["+919876543210","+919876543211"]""")]
    [InlineData("++919876543210", """["9876543210","+919876543210"]""", """["9876543210","+919876543210"]""", """["9876543210","+919876543210"]""")]
    [InlineData("+919876543210;-+9876543210", """["919876543210"]""", """["919876543210"]""", """["+919876543210"]""")]
    public void The_plus_of_a_number_is_its_own_where_the_tenant_takes_such_numbers(string cell, string tenDigits, string international, string worldWide)
    {
        Assert.Equal($$"""{"alternateNumbers":{{tenDigits}}}""", Body("alternateNumbers", cell, Asha, CsvFacts.Facts));
        Assert.Equal($$"""{"alternateNumbers":{{international}}}""", Body("alternateNumbers", cell, Asha, International));
        Assert.Equal($$"""{"alternateNumbers":{{worldWide}}}""", Body("alternateNumbers", cell, Asha, WorldWide));
    }

    [Theory]
    [InlineData("+8069651180", """["8069651170","+4712345678","8069651180"]""")]
    [InlineData("+498912345678", """["+498912345678"]""")]
    [InlineData("+498912345678;-4712345678", """["8069651170","+498912345678"]""")]
    [InlineData("-8069651170", """["+4712345678"]""")]
    public void The_plus_of_a_caller_id_is_its_own_where_the_tenant_has_such_a_one(string cell, string numbers) =>
        Assert.Equal($$"""{"allowedCallerIds":{{numbers}}}""", Body("allowedCallerIds", cell, Asha, CsvFacts.Facts));

    [Theory]
    [InlineData("extensionNumber", "204", "extensionNumber.leading_zeros")]
    [InlineData("phone", "987654321", "phone.leading_zeros")]
    [InlineData("externalId", "7", "externalId.leading_zeros")]
    [InlineData("password", "Correct-horse-9", "password.ignored")]
    [InlineData("autoGeneratePassword", "true", "autoGeneratePassword.ignored")]
    public void What_a_spreadsheet_took_away_and_a_password_change_nobody_who_is_there(string column, string cell, string warning)
    {
        var row = Row(column, cell);
        Assert.Equal("{}", row.Body(Asha, CsvFacts.Facts).GetRawText());
        Assert.Equal(warning, Assert.Single(row.WarningsOn(Asha, CsvFacts.Facts)).Code);
    }

    [Theory]
    [InlineData("phone", "987654321", true)]
    [InlineData("phone", "98765432", false)]
    [InlineData("phone", "9876543210", false)]
    [InlineData("callForwardNumber", "987654321", true)]
    [InlineData("extensionNumber", "204", false)]
    [InlineData("password", "Correct-horse-9", false)]
    public void Somebody_new_is_warned_of_a_phone_that_is_one_digit_short(string column, string cell, bool isWarned) =>
        Assert.Equal(isWarned ? [$"{column}.leading_zeros"] : [], Row(column, cell).WarningsOn(null, CsvFacts.Facts).Select(w => w.Code));

    [Fact]
    public void A_row_names_the_user_by_its_keys_and_nothing_that_cannot_be_one()
    {
        var row = Row("id", $"{Asha.Id:B}");
        Assert.Equal((Asha.Id, "asha@example.com"), (row.Id, row.Email));
        Assert.Equal("id.invalid", Assert.Single(Row("id", "17").Errors).Code);
        Assert.Null(Row("externalId", new('x', 201)).ExternalId);
        Assert.Null(Row("externalId", "<clear>").ExternalId);
        Assert.Null(Row("extensionNumber", "12a").ExtensionNumber);
    }

    [Fact]
    public void The_role_of_the_upload_counts_for_somebody_new_whose_cell_is_blank()
    {
        Assert.Equal("""{"role":"Supervisor","email":"asha@example.com"}""", Row("role", "").Body(null, CsvFacts.Facts, "Supervisor").GetRawText());
        Assert.Equal("""{"email":"asha@example.com","role":"Agent"}""", Row("role", "Agent").Body(null, CsvFacts.Facts, "Supervisor").GetRawText());
        Assert.Equal("{}", Row("role", "").Body(Asha, CsvFacts.Facts, "Supervisor").GetRawText());
    }

    private static string Body(string column, string cell, User? current, TenantFacts facts) => Row(column, cell).Body(current, facts).GetRawText();

    private static CsvRow Row(string column, string cell)
    {
        var read = CsvFile.Read(Encoding.UTF8.GetBytes($"email\t{column}\nasha@example.com\t{cell}\n"));
        Assert.True(read.Ok, read.Error?.Message);
        return Assert.Single(read.Value);
    }

    private static User Made(string body)
    {
        var made = new UserFields(JsonElement.Parse(Encoding.UTF8.GetBytes(body))).Create(CsvFacts.Context, Guid.CreateVersion7());
        Assert.True(made.Ok, made.Error?.Message);
        return made.Value;
    }
}
