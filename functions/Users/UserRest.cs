using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;

namespace UserFunctions.Users;

/// <summary>
/// The settings of a user without what other columns of the index hold: those of one section are a text that many users share, null where all is as it is for a
/// new user. What a section gets later is in it by itself.
/// </summary>
internal static class UserRest
{
    public static string? Calling(User user) => Unusual(user.Calling with
    {
        CallingAgent = false,
        CreateAgentExtension = false,
        AllowedCallerIds = [],
        IpName = null,
        TimeGroupId = null,
        AlternateNumbers = [],
        CallForwardNumber = user.Calling.CallForwardSameAsUserNumber ? user.Calling.CallForwardNumber : null,
    });

    public static CallingSettings Calling(IndexRow row, string?[] texts, UserTraits traits, UserOwn own)
    {
        var rest = row.Shared(UserEntry.Calling) as CallingSettings ?? Usual<CallingSettings>.Settings;
        var links = row.Shared(UserEntry.Links) as UserLinks;
        return rest with
        {
            CallingAgent = traits.CallingAgent,
            CreateAgentExtension = traits.CreateAgentExtension,
            AllowedCallerIds = links?.AllowedCallerIds ?? [],
            IpName = links?.IpName,
            TimeGroupId = links?.TimeGroup,
            AlternateNumbers = own.AlternateNumbers ?? [],
            CallForwardNumber = rest.CallForwardSameAsUserNumber ? rest.CallForwardNumber : texts[UserEntry.CallForwardNumber],
        };
    }

    // An id that reads as the address may stand for it or have been chosen: only the settings tell.
    public static string? Login(User user) => Unusual(user.Login with
    {
        LoginId = user.LoginId == user.Email ? user.Login.LoginId : null,
        AccountEnabled = true,
        WebLoginBlocked = false,
        LoginBasedCalling = false,
        AuthenticationMethod = AuthenticationMethod.Password,
    });

    public static LoginSettings Login(IndexRow row, string?[] texts, UserTraits traits)
    {
        var rest = row.Shared(UserEntry.Login) as LoginSettings ?? Usual<LoginSettings>.Settings;
        return rest with
        {
            LoginId = texts[UserEntry.LoginId] == texts[UserEntry.Email] ? rest.LoginId : texts[UserEntry.LoginId],
            AccountEnabled = traits.AccountEnabled,
            WebLoginBlocked = traits.WebLoginBlocked,
            LoginBasedCalling = traits.LoginBasedCalling,
            AuthenticationMethod = traits.AuthenticationMethod,
        };
    }

    public static string? Work(User user) => Unusual(user.Work with { Channels = null, Clients = [], LimitsSet = null });

    public static WorkSettings Work(IndexRow row, UserOwn own)
    {
        var links = row.Shared(UserEntry.Links) as UserLinks;
        return (row.Shared(UserEntry.Work) as WorkSettings ?? Usual<WorkSettings>.Settings) with { Channels = links?.OwnChannels, Clients = links?.Clients ?? [], LimitsSet = own.LimitsSet };
    }

    private static string? Unusual<T>(T settings)
        where T : new() => Json.Write(settings) is var text && text == Usual<T>.Text ? null : text;

    private static class Usual<T>
        where T : new()
    {
        public static readonly T Settings = new();
        public static readonly string Text = Json.Write(Settings);
    }
}
