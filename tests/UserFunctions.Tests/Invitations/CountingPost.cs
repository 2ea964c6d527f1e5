using System.Collections.Concurrent;
using System.Net.Mail;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Invitations;

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

    public Task Send(MailMessage mail, string id, CancellationToken cancellationToken)
    {
        sent.Enqueue(new(id, Assert.Single(mail.To).Address, mail.Body));
        Failure?.Invoke(id);
        return Task.CompletedTask;
    }

    public void Replace(IServiceCollection services) => services.AddSingleton<IMailSender>(this);
}
