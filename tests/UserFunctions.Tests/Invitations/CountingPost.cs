using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Mail;

namespace UserFunctions.Tests.Invitations;

/// <summary>A mail as it was to be sent.</summary>
internal sealed record CountedMail(string Id, string To, string Body);

/// <summary>Takes mails in place of a server and counts every try.</summary>
internal sealed class CountingPost : IMailSender
{
    private readonly ConcurrentQueue<CountedMail> sent = new();

    /// <summary>Every try so far.</summary>
    public IReadOnlyList<CountedMail> Sent => [.. sent];

    /// <summary>Run with each mail after it was counted; throws where the test wants it to fail. Null: nothing.</summary>
    public Action<string>? Failure { get; set; }

    /// <summary>The token in the newest mail to this user.</summary>
    public string TokenOf(Guid user) => Uri.UnescapeDataString(Sent.Last(mail => mail.Id.Contains(user.ToString(), StringComparison.Ordinal)).Body.Split("token=")[1].Split('\n')[0].Trim());

    public Task Send(Letter letter, CancellationToken cancellationToken)
    {
        sent.Enqueue(new(letter.Id, letter.To, letter.Text));
        Failure?.Invoke(letter.Id);
        return Task.CompletedTask;
    }

    public void Replace(IServiceCollection services) => services.AddSingleton<IMailSender>(this);
}
