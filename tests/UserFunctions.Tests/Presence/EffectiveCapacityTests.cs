using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Routing;
using UserFunctions.Users;

namespace UserFunctions.Tests.Presence;

/// <summary>Whether one more conversation fits, by the rule alone.</summary>
public sealed class EffectiveCapacityTests
{
    [Theory]
    [InlineData("SMS", 2, 0, null)]
    [InlineData("SMS", 3, 0, "ChannelLimit")]
    [InlineData("LiveChat", 3, 0, null)]
    [InlineData("Voice", 3, 7, null)]
    [InlineData("WhatsApp", 3, 0, null)]
    [Spec("S088", "S090")]
    public void A_channel_at_its_limit_gets_nothing_and_the_others_go_on(string channel, int sms, int voice, string? refusal)
    {
        var capacity = Of(Agents.Ready with { Work = new() { ChannelLimits = new Dictionary<string, int> { ["SMS"] = 3, ["LiveChat"] = 2 } } });
        Assert.Equal(refusal, capacity.Refuses(channel, Used(("SMS", sms), ("Voice", voice)))?.ToString());
    }

    [Theory]
    [InlineData(-1, 500, true)]
    [InlineData(0, 0, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    [Spec("S092", "S093", "S094")]
    public void The_chat_limit_counts_all_channels_but_voice(int limit, int open, bool fits)
    {
        var capacity = Of(Agents.Ready with { Work = new() { ChatLimit = limit } });
        Assert.Equal(fits, capacity.Refuses("LiveChat", Used(("SMS", open), ("Voice", 9))) is null);
        Assert.Null(capacity.Refuses("Voice", Used(("SMS", open))));
    }

    [Fact]
    public void Channels_share_units_and_a_paused_one_gets_nothing()
    {
        var own = OwnCapacity.None with { TotalUnits = 10, ChannelUnits = new Dictionary<string, int> { ["Voice"] = 10, ["LiveChat"] = 3, ["Email"] = 0 }, PausedChannels = ["SMS"] };
        var capacity = Of(Agents.Ready with { Work = new() { Capacity = own } });
        Assert.Equal(CapacityRefusal.ChannelPaused, capacity.Refuses("sms", Used()));
        Assert.Null(capacity.Refuses("Voice", Used()));
        Assert.Equal(CapacityRefusal.TotalUnits, capacity.Refuses("Voice", Used(("WhatsApp", 1))));
        Assert.Null(capacity.Refuses("LiveChat", Used(("LiveChat", 2))));
        Assert.Equal(CapacityRefusal.TotalUnits, capacity.Refuses("LiveChat", Used(("LiveChat", 2), ("WhatsApp", 2))));
        Assert.Null(capacity.Refuses("Email", Used(("Voice", 1))));
        Assert.Equal((10, false), (capacity.UsedUnits(Used(("Voice", 1), ("Email", 4))), capacity.IsFull(Used(("Voice", 1)), takesCalls: true)));
        Assert.Equal(CapacityRefusal.ChannelLimit, capacity.Refuses("Pigeon", Used()));
    }

    [Fact]
    [Spec("S088", "S092")]
    public void A_limit_below_what_is_open_keeps_new_work_off_until_there_is_room()
    {
        var capacity = Of(Agents.Ready with { Work = new() { ChatLimit = 2, ChannelLimits = new Dictionary<string, int> { ["SMS"] = 1 } } });
        Assert.All((int[])[5, 3, 2], open => Assert.Equal(CapacityRefusal.ChatLimit, capacity.Refuses("LiveChat", Used(("LiveChat", open)))));
        Assert.Null(capacity.Refuses("LiveChat", Used(("LiveChat", 1))));
        Assert.Equal(CapacityRefusal.ChannelLimit, capacity.Refuses("SMS", Used(("SMS", 4))));
    }

    [Fact]
    public void What_the_user_has_comes_before_the_profile_and_the_profile_before_nothing()
    {
        var facts = Facts(Profile("Team", new() { ["SMS"] = 3, ["LiveChat"] = 2 }, 5), Profile("All", new() { ["Email"] = 9 }, 7, isDefault: true));
        var team = CapacityProfileList.Of(facts).Find("team")!;
        var plain = EffectiveCapacity.Of(Agents.Ready, facts);
        Assert.Equal((7, CapacitySource.DefaultProfile), (plain.ChatLimit, plain.ChatLimitFrom));
        Assert.Equal((9, CapacitySource.DefaultProfile), (Channel(plain, "Email").Limit, Channel(plain, "Email").LimitFrom));
        var member = EffectiveCapacity.Of(Agents.Ready with { Work = new() { Capacity = OwnCapacity.None with { ProfileId = team.Id }, ChannelLimits = new Dictionary<string, int> { ["SMS"] = -1 } } }, facts);
        Assert.Equal((5, CapacitySource.Profile), (member.ChatLimit, member.ChatLimitFrom));
        Assert.Equal((-1, CapacitySource.User), (Channel(member, "SMS").Limit, Channel(member, "SMS").LimitFrom));
        Assert.Equal((2, CapacitySource.Profile), (Channel(member, "LiveChat").Limit, Channel(member, "LiveChat").LimitFrom));
        Assert.Equal((-1, CapacitySource.Nobody), (Channel(member, "Email").Limit, Channel(member, "Email").LimitFrom));
        // Unlimited that was said is another thing than nothing said.
        var free = EffectiveCapacity.Of(Agents.Ready with { Work = new() { Capacity = OwnCapacity.None with { ProfileId = team.Id, ChatLimitIsOwn = true } } }, facts);
        Assert.Equal((-1, CapacitySource.User), (free.ChatLimit, free.ChatLimitFrom));
        // A profile that is gone says nothing, and the default one does.
        Assert.Equal(7, EffectiveCapacity.Of(Agents.Ready with { Work = new() { Capacity = OwnCapacity.None with { ProfileId = Guid.NewGuid() } } }, facts).ChatLimit);
    }

    [Property(MaxTest = 200)]
    public bool Filling_up_by_what_fits_never_goes_beyond_a_limit(NonEmptyArray<NonNegativeInt> wanted, NonNegativeInt chat, NonNegativeInt sms, PositiveInt units)
    {
        string[] channels = ["SMS", "LiveChat", "Voice", "Email"];
        var (chats, most, total) = (chat.Get % 6, sms.Get % 4, (units.Get % 12) + 1);
        var own = OwnCapacity.None with { TotalUnits = total, ChannelUnits = new Dictionary<string, int> { ["Voice"] = 4, ["LiveChat"] = 2 } };
        var capacity = Of(Agents.Ready with { Work = new() { ChatLimit = chats, ChannelLimits = new Dictionary<string, int> { ["SMS"] = most }, Capacity = own } });
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var channel in wanted.Get.Select(i => channels[i.Get % channels.Length]).Where(channel => capacity.Refuses(channel, used) is null))
            used[channel] = used.GetValueOrDefault(channel) + 1;
        return used.GetValueOrDefault("SMS") <= most && used.Where(u => u.Key != "Voice").Sum(u => u.Value) <= chats && capacity.UsedUnits(used) <= total;
    }

    private static EffectiveCapacity Of(User user) => EffectiveCapacity.Of(user, Facts());

    private static ChannelCapacity Channel(EffectiveCapacity capacity, string name) => Assert.Single(capacity.Channels, c => c.Channel == name);

    private static Dictionary<string, int> Used(params (string Channel, int Open)[] used) => used.ToDictionary(u => u.Channel, u => u.Open, StringComparer.OrdinalIgnoreCase);

    private static TenantFacts Facts(params CapacityProfile[] profiles) => new(new([]), new([]), [.. profiles.Select(p => CapacityProfileTable.Write("t", p, null))]);

    private static CapacityProfile Profile(string name, Dictionary<string, int> limits, int chats, bool isDefault = false) =>
        new(Guid.CreateVersion7(), 1, name, chats, limits, null, new Dictionary<string, int>(), isDefault, default, default);
}
