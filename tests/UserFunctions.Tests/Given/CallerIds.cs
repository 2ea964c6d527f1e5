using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>Numbers that a tenant owns.</summary>
public static class CallerIds
{
    /// <summary>Registers the numbers.</summary>
    public static async Task Owns(this TestTenant tenant, params string[] numbers)
    {
        foreach (var number in numbers)
        {
            var row = new Row(tenant.Name, $"s|caller-id|{KeyRange.Escape(number)}") { ["number"] = number, ["version"] = 1, ["createdAt"] = DateTimeOffset.UnixEpoch, ["updatedAt"] = DateTimeOffset.UnixEpoch };
            var draft = new Draft<string>(number, new Change("caller-id.created", []) { Name = number }).With([Step.Insert(row)]);
            var written = await tenant.App.Services.GetRequiredService<ChangeLog>()
                .Write<string>(Caller.System(tenant.Name, "test", "test"), _ => Task.FromResult<UserFunctions.Platform.Errors.Result<Draft<string>>>(draft), CancellationToken.None);
            Assert.True(written.Ok, written.Error?.Message);
        }
    }
}
