using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UserFunctions.Local;

/// <summary>How an import stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FileName">The file it came from.</param>
/// <param name="State">Queued, Running, Succeeded, PartiallySucceeded or Failed.</param>
/// <param name="Counts">Rows by outcome; null before they are known.</param>
internal sealed record SampleImport(string Id, string? FileName, string State, SampleCounts? Counts)
{
    /// <summary>True once nothing more will happen.</summary>
    public bool IsOver => State is not ("Queued" or "Running");
}

/// <summary>Rows of an import by outcome.</summary>
internal sealed record SampleCounts(int Total, int Created, int Updated, int Unchanged, int Failed)
{
    /// <summary>Rows that have an outcome.</summary>
    public int Done => Created + Updated + Unchanged + Failed;
}

/// <summary>Invitations by state.</summary>
internal sealed record SampleInvitations(int Queued, int Sending, int Sent, int Failed);

/// <summary>The few calls of the app's API that the sample makes, as any client would make them.</summary>
/// <param name="client">Its base address ends with the route prefix; it sends the key.</param>
internal sealed class SampleApi(HttpClient client)
{
    private static readonly JsonSerializerOptions Options = JsonSerializerOptions.Web;

    /// <summary>Creates a department or group; one of that name that is there already is as good.</summary>
    public async Task Create(string things, string name, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync(things, new { name }, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict) return;
        await Demand(response, cancellationToken);
    }

    /// <summary>The imports, as the app lists them.</summary>
    public async Task<IReadOnlyList<SampleImport>> Imports(CancellationToken cancellationToken) =>
        (await Get<ImportList>("imports?top=50", cancellationToken)).Value;

    /// <summary>One import.</summary>
    public Task<SampleImport> Import(string id, CancellationToken cancellationToken) => Get<SampleImport>($"imports/{id}?rows=false", cancellationToken);

    /// <summary>How many invitations are in which state.</summary>
    public Task<SampleInvitations> Invitations(CancellationToken cancellationToken) => Get<SampleInvitations>("invitations/summary", cancellationToken);

    /// <summary>True unless the tenant has an owner whose invitation is still on its way.</summary>
    public async Task<bool> OwnerIsInvited(CancellationToken cancellationToken)
    {
        if ((await Get<SampleTenant>("tenant", cancellationToken)).Owner is not { } owner) return true;
        using var response = await client.GetAsync(new Uri($"users/{owner}/invitation", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        await Demand(response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<SampleInvitation>(Options, cancellationToken))!.Delivery is "sent" or "failed";
    }

    private async Task<T> Get<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        await Demand(response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<T>(Options, cancellationToken))!;
    }

    private static async Task Demand(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        var request = response.RequestMessage!;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new StartException($"The sample stopped: {request.Method} {request.RequestUri!.AbsolutePath} answered {(int)response.StatusCode} {body}".TrimEnd());
    }

    private sealed record SampleTenant(string? Owner);

    private sealed record SampleInvitation(string? Delivery);

    private sealed record ImportList(IReadOnlyList<SampleImport> Value);
}
