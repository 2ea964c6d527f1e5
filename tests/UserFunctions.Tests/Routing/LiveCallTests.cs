using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>What an agent may do in a call, by the rules alone.</summary>
public sealed class LiveCallTests
{
    private static readonly IReadOnlyList<MessageTemplate> Templates = [new(Guid.NewGuid(), "Thanks", "WhatsApp", "Thank you"), new(Guid.NewGuid(), "Later", "SMS", "We call back")];
    private static readonly IReadOnlyList<Disposition> Dispositions = [new(Guid.NewGuid(), "Sold")];

    [Theory]
    [InlineData("Video", "Ended", null, null)]
    [InlineData("WhatsApp", "Live", "thanks", null)]
    [InlineData("WhatsApp", "Ended", "thanks", "call_not_live")]
    [InlineData("WhatsApp", "Ringing", "thanks", "call_not_live")]
    [InlineData("WhatsApp", "Live", "Later", "template_unknown")]
    [InlineData("SMS", "Ended", "Later", null)]
    [InlineData("SMS", "Live", "Thanks", "template_unknown")]
    [Spec("S038", "S039", "S040", "S041")]
    public void Messages_take_a_template_of_their_channel_and_whatsapp_a_live_call(string kind, string state, string? template, string? code)
    {
        var all = new Interactions(true, true, true, true);
        Assert.Equal(code, Code(all));
        Assert.Equal("interactions_off", Code(all with { Enabled = false }));
        Assert.Equal($"{kind.ToLowerInvariant()}_off", Code(new(true, kind != "Video", kind != "WhatsApp", kind != "SMS")));

        string? Code(Interactions set) => LiveCall.Interact(
            Agents.Ready.Calling(c => c with { Interactions = set }), Enum.Parse<InteractionKind>(kind), Enum.Parse<CallState>(state), template, Templates).Reasons.Code;
    }

    [Fact]
    [Spec("S040", "S041")]
    public void A_template_is_found_by_its_id_too()
    {
        var agent = Agents.Ready.Calling(c => c with { Interactions = new(true, false, true, true) });
        Assert.Equal(Templates[1], LiveCall.Interact(agent, InteractionKind.SMS, CallState.Ended, Templates[1].Id.ToString(), Templates).Template);
        Assert.Null(LiveCall.Interact(agent, InteractionKind.WhatsApp, CallState.Ended, Templates[0].Id.ToString(), Templates).Template);
    }

    [Theory]
    [InlineData(true, "Live", "sold", null)]
    [InlineData(false, "Live", "Sold", "dispositions_off")]
    [InlineData(true, "Ringing", "Sold", "call_not_live")]
    [InlineData(true, "Ended", "Sold", "call_not_live")]
    [InlineData(true, "Live", "Lost", "disposition_unknown")]
    [Spec("S042")]
    public void A_disposition_of_the_tenant_is_put_on_a_live_call_by_who_may(bool isOn, string state, string disposition, string? code)
    {
        var (put, reasons) = LiveCall.Dispose(Agents.Ready.Calling(c => c with { AgentDispositions = isOn }), Enum.Parse<CallState>(state), disposition, Dispositions);
        Assert.Equal((code, code is null), (reasons.Code, put is not null));
    }
}
