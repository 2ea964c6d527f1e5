namespace UserFunctions.Tests.Flows;

/// <summary>Another system's own way in; by the connector's key it is open too.</summary>
internal static class InboundFlow
{
    public static async Task Run(FlowEngine engine)
    {
        await engine.Do("ListHooks");
        await engine.Do("MakeHookSecret", new { name = "status" }, new { role = "Supervisor" });
        await engine.Do("ReadHookSecret", new { name = "status" });
        await engine.Do("DeleteHookSecret", new { name = "status" });
        var user = (await engine.Do("ReceiveUser", body: new { displayName = "Hook Ed", email = "hooked@flows.test", externalId = "h1" })).Id;
        await engine.Do("ReceiveUser", body: new { displayName = "Hook Ed", email = "hooked@flows.test", externalId = "h1", designation = "Lead" });
        await engine.Poll("ReadOperation", await engine.Do("ReceiveStatus", body: new { user, status = "Available" }));
        await engine.Poll("ReadOperation", await engine.Do("ReceiveCapacity", body: new { user, chatLimit = 2 }));
    }
}
