using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>The room's services.</summary>
internal static class SignInRegistration
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<SignInSettings>().AddSingleton<Seals>().AddSingleton<SignInTable>().AddSingleton<AddressFailures>().AddSingleton<Turns>().AddSingleton<SignInLog>();
        services.AddSingleton<IOneTimeCodeSender>(provider => provider.GetRequiredService<SignInSettings>() is { CodeUrl: { } url }
            ? new HttpCodeSender(url)
            : provider.GetRequiredService<SignInSettings>().CodeFolder is { } folder ? new PickupCodeSender(folder) : new NoCodeSender());
        services.AddSingleton<SignInSteps>().AddSingleton<Sessions>();
        services.AddSingleton<ReadSessionToken>().AddSingleton(provider => provider.GetRequiredService<ReadSessionToken>().Reader);
        services.AddSingleton<EndLock>(provider => provider.GetRequiredService<SignInTable>().EndLock);
        // Made when it is needed: the log knows the reactions, and this one reads users, who know the log.
        services.AddSingleton(provider => EndSessionsOfUser.Reaction(() => (
            provider.GetRequiredService<SignInTable>(), provider.GetRequiredService<Sessions>(), provider.GetRequiredService<UserWriter>(), provider.GetRequiredService<Passwords>())));
        services.AddSingleton(provider => EndSessionsOfUser.Forget(provider.GetRequiredService<SignInTable>()));
        return services;
    }
}
