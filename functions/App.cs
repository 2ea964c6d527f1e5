using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Clients;
using UserFunctions.Groups;
using UserFunctions.Imports;
using UserFunctions.Invitations;
using UserFunctions.PhoneExtensions;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Roles;
using UserFunctions.Tenants;
using UserFunctions.Users;
using UserFunctions.Webhooks;

namespace UserFunctions;

/// <summary>Puts the app together: the one place that knows all rooms. A head adds ITables, the blob and queue services, and configuration.</summary>
public static class App
{
    /// <summary>What the app keeps its data in.</summary>
    public static StorageNames Storage { get; } = new(
        [ChangeLog.Table, TenantRegistry.Table, ApiKeyTable.Table, InvitationTable.Table, ImportTable.Table, PresenceTable.Table, OperationTable.Table, RegistrationTable.Table, DeliveryTable.Table],
        [InviteMessage.Queue, ApplyStatus.Queue, ApplyCapacity.Queue, ImportMessage.Queue, WebhookMessage.Queue],
        [UserSnapshots.Container, Import.Container, ProfileImageBlobs.Container]);

    /// <summary>Registers everything that the functions need.</summary>
    public static IServiceCollection AddUserFunctions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System).AddSingleton(configuration);
        services.AddSingleton(Storage);
        services.AddSingleton<StorageSetup>();
        services.AddSingleton<Queues>();
        services.AddSingleton<Reactions>().AddHostedService(provider => provider.GetRequiredService<Reactions>());
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<Facts>();
        services.AddSingleton<RequestRows>();
        services.AddSingleton<RequestPipeline>();
        services.AddTenants();
        services.AddUsers();
        services.AddSingleton<Membership>().AddSingleton<EndMemberships>().AddSingleton<GroupViews>();
        services.AddSingleton<ExtensionWriter>();
        services.AddSingleton<ExtensionReader>().AddSingleton<ExtensionIndexes>();
        services.AddSingleton<RegistrationTable>();
        services.AddPresence();
        services.AddImports();
        // Made when it is needed: the log knows the reactions, and this one writes through the log.
        services.AddSingleton(provider => EndMemberships.Reaction(provider.GetRequiredService<EndMemberships>));
        services.AddInvitations();
        services.AddEvents();
        services.AddWebhooks();
        services.AddTelemetry(configuration);
        return services;
    }

    /// <summary>What has to be there before the first request: storage, settings that are sound, the bootstrap key's tenant and its owner.</summary>
    public static async Task Prepare(IServiceProvider services, CancellationToken cancellationToken)
    {
        var door = services.GetRequiredService<OpenDoor>();
        _ = services.GetRequiredService<InvitationSettings>();
        _ = services.GetRequiredService<WebhookSettings>();
        await services.GetRequiredService<StorageSetup>().Create(cancellationToken);
        await services.GetRequiredService<TenantRegistry>().Ensure(door.BootstrapTenant, cancellationToken);
        await services.GetRequiredService<BootstrapOwner>().Ensure(cancellationToken);
    }

    private static void AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantRegistry>();
        services.AddSingleton<ApiKeyTable>();
        services.AddSingleton<RequestBudgets>();
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<LimitWrongKeys>(provider => provider.GetRequiredService<WrongKeys>().Take);
        services.AddSingleton<OpenDoor>();
        services.AddSingleton<Authenticate>(provider => provider.GetRequiredService<OpenDoor>().Authenticate);
    }

    private static void AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<UserWriter>();
        services.AddSingleton<UserActions>();
        services.AddSingleton(provider => ForgetImages.Reaction(provider.GetRequiredService<ProfileImageBlobs>()));
        services.AddSingleton<RoleHolders>();
        services.AddSingleton<CountRoleUses>(provider => provider.GetRequiredService<RoleHolders>().Count);
        services.AddSingleton<UserLog>();
        services.AddSingleton<ProfileImageBlobs>();
        services.AddSingleton<UserIndexes>();
        services.AddSingleton<UserSnapshots>();
        services.AddSingleton<UpsertUser>();
        services.AddSingleton<Ownership>();
        services.AddSingleton<BootstrapOwner>();
        services.AddSingleton<TenantUses>().AddSingleton<ReadUses>(provider => provider.GetRequiredService<TenantUses>().Read);
        services.AddSingleton<ClientUsers>().AddSingleton<ReadTaken>(provider => provider.GetRequiredService<ClientUsers>().Taken);
        services.AddSingleton<FindUser>(provider => async (tenant, text, token) => (await provider.GetRequiredService<UserWriter>().FindNamed(tenant, text, token))?.Known);
    }

    private static void AddPresence(this IServiceCollection services)
    {
        services.AddSingleton<PresenceTable>();
        services.AddSingleton<PresenceQueue>();
        services.AddSingleton<OperationTable>();
    }

    private static void AddImports(this IServiceCollection services)
    {
        services.AddSingleton<ImportTable>();
        services.AddSingleton<ImportBlobs>();
        services.AddSingleton<ImportReport>();
        services.AddSingleton<ExistingUsers>().AddSingleton<DecideRows>().AddSingleton<WriteChunk>();
        services.AddSingleton<PlanImport>().AddSingleton<EndImport>();
        services.AddSingleton<ImportTurn>();
        services.AddSingleton<RunImport>();
        services.AddSingleton<UndoneUsers>();
        services.AddSingleton<RunUndo>();
    }

    private static void AddInvitations(this IServiceCollection services)
    {
        services.AddSingleton<InvitationSettings>().AddSingleton<InvitationTable>();
        services.AddSingleton<IMailSender>(provider => provider.GetRequiredService<InvitationSettings>() is { Smtp: { } smtp }
            ? new SmtpMailSender(smtp)
            : new PickupMailSender(provider.GetRequiredService<InvitationSettings>().PickupFolder));
        services.AddSingleton(provider => ForgetInvitations.Reaction(provider.GetRequiredService<InvitationTable>()));
        services.AddSingleton(provider => InviteMessage.Reaction(provider.GetRequiredService<Queues>(), provider.GetRequiredService<InvitationTable>()));
    }

    private static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventLog>();
        services.AddSingleton<UserStates>();
        services.AddSingleton<UserEvents>().AddSingleton(provider => provider.GetRequiredService<UserEvents>().Source);
        services.AddSingleton<PresenceEvents>().AddSingleton(provider => provider.GetRequiredService<PresenceEvents>().Source);
        services.AddSingleton<InvitationEvents>().AddSingleton(provider => provider.GetRequiredService<InvitationEvents>().Source);
        services.AddSingleton(ImportEvents.Source);
    }

    private static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookSettings>().AddSingleton<WebhookVault>().AddSingleton<WebhookTable>().AddSingleton<WebhookWriter>().AddSingleton<WebhookViews>();
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<SafeConnection>().AddSingleton<SendEvent>();
        services.AddSingleton<DeliveryTable>().AddSingleton<DeliveryLeases>();
        services.AddSingleton<DeliverEvents>().AddHostedService(provider => provider.GetRequiredService<DeliverEvents>());
        services.AddSingleton<WakeWebhooks>();
        services.AddSingleton(provider => WakeWebhooks.Reaction(provider.GetRequiredService<WakeWebhooks>));
        services.AddSingleton(provider => WakeWebhooks.Forget(provider.GetRequiredService<DeliveryTable>()));
        services.AddSingleton<ListTenants>(provider => async token => [.. (await provider.GetRequiredService<TenantRegistry>().All(token)).Select(tenant => tenant.Tenant)]);
    }
}
