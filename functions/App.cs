using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Clients;
using UserFunctions.Groups;
using UserFunctions.Hooks;
using UserFunctions.Imports;
using UserFunctions.Invitations;
using UserFunctions.PhoneExtensions;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Mail;
using UserFunctions.Platform.Net;
using UserFunctions.Platform.Signing;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Roles;
using UserFunctions.Routing;
using UserFunctions.SignIn;
using UserFunctions.Tenants;
using UserFunctions.Users;
using UserFunctions.Webhooks;

namespace UserFunctions;

/// <summary>Puts the app together: the one place that knows all rooms. A head adds ITables, the blob and queue services, and configuration.</summary>
public static class App
{
    /// <summary>What the app keeps its data in.</summary>
    public static StorageNames Storage { get; } = new(
        [ChangeLog.Table, WatchLists.Table, TenantRegistry.Table, ApiKeyTable.Table, InvitationTable.Table, ImportTable.Table, PresenceTable.Table, OperationTable.Table, RegistrationTable.Table, DeliveryTable.Table, PasswordResetTable.Table, SignInTable.Table, ConversationTable.Table],
        [InviteMessage.Queue, InviteMessage.PoisonQueue, ApplyStatus.Queue, ApplyCapacity.Queue, ImportMessage.Queue, WebhookMessage.Queue, ResetMessage.Queue, ContinueMessage.Queue],
        [UserSnapshots.Container, Import.Container, ProfileImageBlobs.Container]);

    /// <summary>Registers everything that the functions need.</summary>
    public static IServiceCollection AddUserFunctions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System).AddSingleton(configuration);
        services.AddSingleton(Storage);
        services.AddSingleton<StorageSetup>();
        services.AddSingleton<Queues>();
        services.AddSingleton<Reactions>().AddHostedService(provider => provider.GetRequiredService<Reactions>());
        services.AddSingleton<WatchLists>().AddSingleton<ChangedTenants>();
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<Facts>();
        services.AddSingleton<RequestRows>();
        services.AddSingleton<TrustedProxies>().AddSingleton<Fingerprints>();
        services.AddSingleton<BearerReaders>();
        services.AddSingleton<RequestPipeline>();
        services.AddSingleton<MailSettings>().AddSingleton(provider => provider.GetRequiredService<MailSettings>().Sender(provider.GetRequiredService<PostMail>()));
        services.AddTenants();
        services.AddUsers();
        services.AddSingleton<Membership>().AddSingleton<EndMemberships>().AddSingleton<GroupViews>();
        services.AddSingleton<ExtensionWriter>();
        services.AddSingleton<ExtensionReader>().AddSingleton<ExtensionIndexes>();
        services.AddSingleton(provider => new QuotaCount("extensions", provider.GetRequiredService<ExtensionIndexes>().Count));
        services.AddSingleton<RegistrationTable>();
        services.AddPresence();
        services.AddRouting();
        services.AddCalls();
        services.AddImports();
        // Made when it is needed: the log knows the reactions, and this one writes through the log.
        services.AddSingleton(provider => EndMemberships.Reaction(provider.GetRequiredService<EndMemberships>));
        services.AddInvitations();
        services.AddPasswordResets().AddSso();
        services.AddSingleton<CheckInvitation>(provider => async (tenant, user, token) => await provider.GetRequiredService<InvitationTable>().Find(tenant, user.Id, token) is { } invitation
            ? OpenInvitation.Closed(invitation, user, provider.GetRequiredService<TimeProvider>().GetUtcNow()) : null);
        services.AddSignIn();
        services.AddSingleton<AfterSignOut>(provider => provider.GetRequiredService<EndDevices>().Handle);
        services.AddEvents();
        services.AddWebhooks();
        services.AddSingleton<HookSecretTable>().AddSingleton<HookDoor>();
        services.AddTelemetry(configuration);
        return services;
    }

    /// <summary>What has to be there before the first request: storage, settings that are sound, the bootstrap key's tenant and its owner.</summary>
    public static async Task Prepare(IServiceProvider services, CancellationToken cancellationToken)
    {
        var door = services.GetRequiredService<OpenDoor>();
        _ = services.GetRequiredService<TrustedProxies>();
        _ = services.GetRequiredService<MailSettings>();
        _ = services.GetRequiredService<InvitationSettings>();
        _ = services.GetRequiredService<WebhookSettings>();
        _ = services.GetRequiredService<ResetSettings>();
        _ = services.GetRequiredService<SignInSettings>();
        await services.GetRequiredService<StorageSetup>().Create(cancellationToken);
        await services.GetRequiredService<TenantRegistry>().Ensure(door.BootstrapTenant, cancellationToken);
        await services.GetRequiredService<BootstrapOwner>().Ensure(cancellationToken);
    }

    private static void AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantRegistry>();
        services.AddSingleton<ApiKeyTable>().AddSingleton(provider => new QuotaCount("keys", provider.GetRequiredService<ApiKeyTable>().Count));
        services.AddSingleton<CountUse>();
        services.AddSingleton<RequestBudgets>();
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<LimitWrongKeys>(provider => provider.GetRequiredService<WrongKeys>().Take);
        services.AddSingleton<OpenDoor>();
        services.AddSingleton<Authenticate>(provider => provider.GetRequiredService<OpenDoor>().Authenticate);
    }

    private static void AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<UserWriter>();
        services.AddSingleton<Passwords>();
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
        services.AddSingleton<TakeFromUsers>().AddSingleton<TakeAway>(provider => provider.GetRequiredService<TakeFromUsers>().Handle);
        // Made when it is needed: the log knows the reactions, and this one writes through the log.
        services.AddSingleton(provider => TakeFromUsers.Reaction(provider.GetRequiredService<TakeFromUsers>));
        services.AddSingleton<FindUser>(provider => async (tenant, text, token) => (await provider.GetRequiredService<UserWriter>().FindNamed(tenant, text, token))?.Known);
    }

    private static void AddPresence(this IServiceCollection services)
    {
        services.AddSingleton<PresenceTable>().AddSingleton<SessionTable>().AddSingleton<PresenceWriter>().AddSingleton<EndDevices>();
        services.AddSingleton<AgentLoads>().AddSingleton<ForgetMisses>().AddSingleton<ApplyNextStatus>();
        services.AddSingleton<PresenceQueue>().AddSingleton<QueuePresence>();
        services.AddSingleton<OperationTable>();
        services.AddSingleton(provider => new QuotaCount(CapacityProfile.Quota, async (tenant, token) => CapacityProfileList.Of(await provider.GetRequiredService<Facts>().Now(tenant, token)).Count));
        services.AddSingleton(provider => new QuotaCount(TenantStatus.Quota, async (tenant, token) => StatusList.Of(await provider.GetRequiredService<Facts>().Now(tenant, token)).Own));
    }

    private static void AddRouting(this IServiceCollection services)
    {
        services.AddSingleton<ConversationStore>().AddSingleton<Rosters>().AddSingleton<WaitingQueues>().AddSingleton<QueueReader>();
        services.AddSingleton(new SupplyTerms()).AddSingleton<SupplyWork>().AddHostedService(provider => provider.GetRequiredService<SupplyWork>());
        services.AddSingleton<OfferWork>().AddSingleton<TendWork>().AddSingleton<GiveWork>().AddSingleton<AnswerWork>().AddSingleton<MoveWork>().AddSingleton<StrandedWork>();
        services.AddSingleton(provider => new WatchedTenants(ConversationStore.Busy, provider.GetRequiredService<ConversationStore>().HasOpen));
        services.AddSingleton<FindBusyTenants>(provider => token => provider.GetRequiredService<WatchLists>().On(ConversationStore.Busy, token).Select(listed => listed.Key));
        services.AddSingleton<FindAgents>(provider => async (tenant, token) => await provider.GetRequiredService<ConversationStore>().HasOpen(tenant, token)
            ? [.. (await provider.GetRequiredService<Rosters>().Recent(tenant, token)).Roster.All.Select(agent => agent.Id)] : []);
        services.AddSingleton<MayGetWork>(provider => tenant => provider.GetRequiredService<SupplyWork>().Ask(tenant));
        services.AddSingleton<HandOver>().AddSingleton<EmptyHands>(provider => (tenant, user, next, token) => provider.GetRequiredService<HandOver>().Handle(tenant, user, next, token));
        services.AddSingleton<ConversationDoor>();
        services.AddSingleton<WatchAgents>();
        services.AddSingleton(provider => WatchAgents.Reaction(provider.GetRequiredService<WatchAgents>));
    }

    private static void AddCalls(this IServiceCollection services) => services.AddSingleton<CallAgents>();

    private static void AddImports(this IServiceCollection services)
    {
        services.AddSingleton<ImportTable>().AddSingleton(provider => new QuotaCount("imports", provider.GetRequiredService<ImportTable>().Waiting));
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
        services.AddSingleton<InvitationSettings>().AddSingleton<InvitationTable>().AddSingleton<InvitationReactions>();
        services.AddSingleton<OpenInvitation>().AddSingleton<Acceptance>().AddSingleton<SendAgain>().AddSingleton<NotifyOfAcceptance>();
        // Made when they are needed: the log knows the reactions, and these read users, who are read through it.
        services.AddSingleton(provider => InvitationReactions.Forget(provider.GetRequiredService<InvitationTable>()));
        services.AddSingleton(provider => InvitationReactions.Follow(provider.GetRequiredService<InvitationReactions>));
        services.AddSingleton(provider => InvitationReactions.Accepted(provider.GetRequiredService<InvitationReactions>));
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
        services.AddSingleton(UserEvents.Words);
    }

    private static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton(DeleteWebhook.ByTokenRoute);
        services.AddSingleton<WebhookSettings>().AddSingleton<SubscriptionTokens>().AddSingleton<WebhookTable>().AddSingleton<WebhookFilters>().AddSingleton<WebhookWriter>().AddSingleton<WebhookViews>();
        services.AddSingleton(provider => new QuotaCount("webhooks", async (tenant, token) =>
            provider.GetRequiredService<WebhookTable>().Of(await provider.GetRequiredService<Facts>().Now(tenant, token)).All.Count));
        services.AddSingleton(provider => new SecretBox(provider.GetRequiredService<WebhookSettings>().SecretKey));
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<WebhookSettings>();
            return new SafeConnection(new(settings.AllowLoopback, settings.Timeout), provider.GetRequiredService<ResolveHost>());
        });
        services.AddSingleton<SendEvent>();
        services.AddSingleton<PostMail>(provider => async (url, secret, id, body, token) =>
        {
            var outcome = await provider.GetRequiredService<SendEvent>().Send(url, [secret], "application/json", id, body, token);
            return new(outcome.Status, outcome.Reason);
        });
        services.AddSingleton<DeliveryTable>().AddSingleton<DeliveryLeases>();
        services.AddSingleton<DeliverEvents>().AddHostedService(provider => provider.GetRequiredService<DeliverEvents>());
        services.AddSingleton<WakeWebhooks>();
        services.AddSingleton(provider => WakeWebhooks.Reaction(provider.GetRequiredService<WakeWebhooks>));
        services.AddSingleton(provider => new WatchedTenants(
            SweepWebhooks.Watched, async (tenant, token) => provider.GetRequiredService<WebhookTable>().Of(await provider.GetRequiredService<Facts>().Now(tenant, token)).All.Count > 0));
        services.AddSingleton(provider => SweepWebhooks.Reaction(provider.GetRequiredService<WatchLists>()));
        services.AddSingleton(provider => WakeWebhooks.Forget(provider.GetRequiredService<DeliveryTable>()));
    }
}
