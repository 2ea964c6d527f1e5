using System.Net;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.SignIn;

/// <summary>The decision over all that it depends on: every combination of its axes, held against a table of what goes before what.</summary>
public sealed class SignInDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    // What goes before what, written by hand from the features: the first line that holds is the first reason. Each names the axes in words, as the loops below set them.
    private static readonly (string Code, Func<Case, bool> Holds)[] Precedence =
    [
        ("user.unknown", c => c.Life is "deleted"),
        ("lifecycle.not_active", c => c.Life is "staged" or "pending"),
        ("account.disabled", c => c.Account is "disabled"),
        ("agent.blocked", c => c.Agent is "blocked"),
        ("access_role.no_access", c => c.Role is "none"),
        ("web_login.blocked", c => c.Web is "blocked"),
        ("sign_in.locked", c => c.Lock is "locked" && c.Means is "password"),
        ("ip_not_allowed", c => c.Ip is "outside"),
        ("sso_required", c => c.Means is "password" && c.Method is "sso"),
        ("password_required", c => c.Means is "sso" && c.Method is "password"),
        ("password.wrong", c => AsksPassword(c) && c.Password is not "right"),
        ("login_based_calling.off", c => c.Door is "dialer" && c.Calling is "off"),
        ("dialer_panel.off", c => c.Door is "dialer" && c.Panel is "off"),
        ("otp.no_phone", c => AsksPassword(c) && c.Factor is "no phone"),
        ("otp.wrong", c => AsksCode(c) && c.Code is "wrong"),
        ("otp.required", c => AsksCode(c) && c.Code is "none"),
        ("password.must_change", c => AsksPassword(c) && c.Change is "must"),
    ];

    [Fact]
    [Spec("S047", "S048", "S049", "S050", "S051", "S055", "S057", "S059", "S062", "S105", "S107", "S119", "S120")]
    public void Every_combination_of_the_axes_has_the_first_reason_that_the_table_says()
    {
        var (seen, met) = (0, new Dictionary<string, int>());
        foreach (var c in Cases())
        {
            var reasons = SignInDecision.Decide(State(c), Request(c), Now).Select(r => r.Code).ToList();
            var expected = Precedence.Where(line => line.Holds(c)).Select(line => line.Code).ToList();
            if (!expected.SequenceEqual(reasons))
                Assert.Fail($"{c}: {string.Join(", ", reasons)} instead of {string.Join(", ", expected)}");
            seen++;
            var first = reasons.FirstOrDefault() ?? "allowed";
            met[first] = met.GetValueOrDefault(first) + 1;
        }

        Assert.True(seen > 1_000_000, $"{seen}");
        // Each code comes first somewhere, and somebody gets in.
        Assert.Equal(Precedence.Select(p => p.Code).Append("allowed").Order(StringComparer.Ordinal), met.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [Spec("S050", "S051")]
    [InlineData("203.0.113.7", "203.0.113.0/24", true)]
    [InlineData("203.0.114.7", "203.0.113.0/24", false)]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7/32", true)]
    [InlineData("::ffff:203.0.113.8", "203.0.113.7/32", false)]
    [InlineData("2001:db8::1", "2001:db8::/32", true)]
    [InlineData("2001:db9::1", "2001:db8::/32", false)]
    [InlineData("203.0.113.7", "2001:db8::/32", false)]
    [InlineData("0.0.0.0", "0.0.0.0/0", true)]
    [InlineData("255.255.255.255", "0.0.0.0/0", true)]
    [InlineData("::1", "0.0.0.0/0", false)]
    public void An_address_is_allowed_when_a_range_holds_it_whatever_it_is_dressed_in(string address, string range, bool isAllowed)
    {
        var state = new SignInState { Lifecycle = Lifecycle.Active, AllowedIps = new(AllowedIpsMode.Selected, ["192.0.2.1/32", range]) };
        var reasons = SignInDecision.Decide(state, new(Application.Portal, IPAddress.Parse(address), Means.Password, Proof.Right), Now);
        Assert.Equal(isAllowed ? [] : ["ip_not_allowed"], reasons.Select(r => r.Code));
    }

    [Fact]
    public void A_lock_ends_at_its_time_and_not_after_it()
    {
        var state = new SignInState { Lifecycle = Lifecycle.Active, LockedUntil = Now };
        Assert.Empty(SignInDecision.Decide(state, new(Application.Portal, null, Means.Password, Proof.Right), Now));
        Assert.Equal(SignInReason.Locked, Assert.Single(SignInDecision.Decide(state, new(Application.Portal, null, Means.Password, Proof.Right), Now.AddTicks(-1))));
    }

    private static bool AsksPassword(Case c) => c is { Means: "password", Method: "password" };

    private static bool AsksCode(Case c) => AsksPassword(c) && c.Factor is not "none";

    private static IEnumerable<Case> Cases() =>
        from life in (string[])["staged", "pending", "active", "deleted"]
        from account in (string[])["enabled", "disabled"]
        from agent in (string[])["enabled", "disabled", "blocked"]
        from role in (string[])["some", "none"]
        from web in (string[])["open", "blocked"]
        from isLocked in (string[])["free", "locked", "over"]
        from ip in (string[])["anywhere", "inside", "outside", "not asked"]
        from method in (string[])["password", "sso"]
        from means in (string[])["password", "sso", "session"]
        from password in (string[])["right", "wrong", "none"]
        from door in (string[])["portal", "dialer"]
        from calling in (string[])["on", "off"]
        from panel in (string[])["on", "off"]
        from factor in (string[])["none", "phone", "no phone"]
        from code in (string[])["right", "wrong", "none"]
        from change in (string[])["keep", "must"]
        select new Case(life, account, agent, role, web, isLocked, ip, method, means, password, door, calling, panel, factor, code, change);

    private static SignInState State(Case c) => new()
    {
        Lifecycle = c.Life switch { "staged" => Lifecycle.Staged, "pending" => Lifecycle.Pending, "active" => Lifecycle.Active, _ => Lifecycle.Deleted },
        IsEnabled = c.Account is "enabled",
        AgentState = c.Agent switch { "enabled" => AgentState.Enabled, "disabled" => AgentState.Disabled, _ => AgentState.Blocked },
        HasAccess = c.Role is "some",
        IsWebLoginBlocked = c.Web is "blocked",
        LockedUntil = c.Lock switch { "locked" => Now.AddMinutes(1), "over" => Now.AddMinutes(-1), _ => null },
        AllowedIps = c.Ip is "anywhere" ? AllowedIps.Anywhere : new(AllowedIpsMode.Selected, ["203.0.113.0/24"]),
        Method = c.Method is "sso" ? AuthenticationMethod.SSO : AuthenticationMethod.Password,
        MustChangePassword = c.Change is "must",
        HasSecondFactor = c.Factor is not "none",
        HasPhone = c.Factor is not "no phone",
        HasLoginBasedCalling = c.Calling is "on",
        HasDialerPanel = c.Panel is "on",
    };

    private static SignInRequest Request(Case c) => new(
        c.Door is "dialer" ? Application.DialerPanel : Application.Portal,
        c.Ip switch { "not asked" => null, "outside" => IPAddress.Parse("198.51.100.1"), _ => IPAddress.Parse("203.0.113.7") },
        c.Means switch { "password" => Means.Password, "sso" => Means.SingleSignOn, _ => Means.Session },
        Of(c.Password),
        Of(c.Code));

    private static Proof Of(string proof) => proof switch { "right" => Proof.Right, "wrong" => Proof.Wrong, _ => Proof.Missing };

    private readonly record struct Case(
        string Life, string Account, string Agent, string Role, string Web, string Lock, string Ip, string Method, string Means, string Password, string Door, string Calling, string Panel, string Factor, string Code, string Change);
}
