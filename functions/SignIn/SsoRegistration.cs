using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;

namespace UserFunctions.SignIn;

/// <summary>The services of resets and of single sign-on.</summary>
internal static class SsoRegistration
{
    /// <summary>Registers those of resets by mail.</summary>
    public static IServiceCollection AddPasswordResets(this IServiceCollection services)
    {
        services.AddSingleton<ResetSettings>().AddSingleton<ResetLimits>().AddSingleton<PasswordResetTable>();
        services.AddSingleton(provider => PasswordResetTable.Forget(provider.GetRequiredService<PasswordResetTable>()));
        return services;
    }

    /// <summary>Registers those of single sign-on.</summary>
    public static IServiceCollection AddSso(this IServiceCollection services)
    {
        services.AddSingleton<SsoConnection>().AddSingleton<IssuerKeys>().AddSingleton<SsoTokens>().AddSingleton<SsoPeople>().AddSingleton<SsoEntry>();
        services.AddSingleton<ReadSsoToken>().AddSingleton(provider => provider.GetRequiredService<ReadSsoToken>().Reader);
        services.AddSingleton(provider => SsoLink.Forget(provider.GetRequiredService<ITables>()));
        return services;
    }
}
