using System.Text.RegularExpressions;

namespace UserFunctions.Tests.House;

/// <summary>What every file keeps to.</summary>
public sealed partial class StyleTest
{
    private const int MostLines = 250;

    /// <summary>The things themselves and their pure rules.</summary>
    public static TheoryData<string> Things =>
    [
        "Users/User", "Groups/Group", "Departments/Department", "Clients/Client", "PhoneExtensions/PhoneExtension", "Roles/Role", "Tenants/ApiKey", "Invitations/Invitation", "Imports/Import", "Presence/Status",
    ];

    [Theory]
    [MemberData(nameof(Things))]
    public void A_thing_knows_no_request_no_storage_and_no_clock(string thing)
    {
        var file = Assert.Single(Sources.In("functions"), f => f.Path == $"functions/{thing}.cs");
        Assert.DoesNotMatch(@"\b(Microsoft|Azure)\.", file.Code);
        Assert.DoesNotMatch(@"\b(ITables|ChangeLog|Queues|TimeProvider|HttpRequest|HttpContext|IResult|Answer|Caller|async|await|Task|ValueTask|Stream|File)\b", file.Code);
        var reading = (string[])["FieldReader", "Field", "Permission", "Json"];
        var http = typeof(App).Assembly.GetTypes().Where(t => t.Namespace == "UserFunctions.Platform.Http" && !t.IsNested).Select(t => t.Name.Split('`')[0]).Except(reading);
        Assert.DoesNotMatch($@"\b({string.Join('|', http)})\b", file.Code);
    }

    [Fact]
    public void Time_comes_in_from_outside()
    {
        Assert.Empty(Sources.In("functions").Where(f => Clock().IsMatch(f.Code)).Select(f => f.Path));
        Assert.Matches(Clock(), "var now = DateTimeOffset.UtcNow;");
    }

    [Fact]
    public void No_test_is_left_out()
    {
        Assert.Empty(Sources.In("tests").Where(f => LeftOut().IsMatch(f.Code)).Select(f => f.Path));
        Assert.Matches(LeftOut(), $"[Fact({"Skip"} = \"later\")]");
    }

    [Fact]
    public void No_test_waits_for_a_time_instead_of_a_condition()
    {
        Assert.Empty(Sources.In("tests/UserFunctions.Tests").Where(f => Waiting().IsMatch(f.Code)).Select(f => f.Path));
        Assert.Matches(Waiting(), $"await Task.{"Delay"}(10);");
    }

    [Fact]
    public void No_file_is_longer_than_it_may_be_and_its_namespace_is_its_folder()
    {
        Assert.Empty(Sources.In("functions").Concat(Sources.In("tests/UserFunctions.Tests")).Where(f => f.Text.Count(c => c == '\n') > MostLines).Select(f => f.Path));
        Assert.Empty(Sources.In("functions").Where(f => f.Path != "functions/Platform/Hosting/Triggers.cs" && Namespace().Match(f.Code).Groups[1].Value != Expected(f)).Select(f => f.Path));

        static string Expected(Sources.SourceFile file) => string.Join('.', file.Path.Split('/')[1..^1].Prepend("UserFunctions"));
    }

    [Fact]
    public void The_sources_are_the_same_for_both_heads()
    {
        Assert.Empty(Sources.In("functions").Where(f => Condition().IsMatch(f.Text)).Select(f => f.Path));
        Assert.Empty(Sources.In("functions").Where(f => f.Code.Contains("Microsoft.Azure.Functions.Worker", StringComparison.Ordinal)).Select(f => f.Path));
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bSkip\s*=\s*""")]
    private static partial Regex LeftOut();

    [GeneratedRegex(@"\b(Task\.Delay|Thread\.Sleep)\(")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"(?m)^namespace ([\w.]+);")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(?m)^\s*#if\b")]
    private static partial Regex Condition();
}
