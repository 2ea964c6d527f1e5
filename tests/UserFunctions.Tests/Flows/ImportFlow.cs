using System.Text;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Flows;

/// <summary>Files that are planned, applied, taken back and given up.</summary>
internal static class ImportFlow
{
    public static async Task Run(FlowEngine engine)
    {
        await engine.Do("ReadImportSample");
        var plan = await engine.Poll("ReadImport", await Upload(engine, "one@flows.test", dryRun: true));
        var done = await engine.Poll("ReadImport", await engine.Do("ApplyImport", new { id = plan.Id }));
        Assert.Equal("Succeeded", done.TextOf("state"));
        await engine.Do("ReadImportRows", new { id = plan.Id });
        await engine.Do("ReadImportReport", new { id = plan.Id });
        await engine.Do("UndoImport", new { id = plan.Id });
        var bad = await engine.Poll("ReadImport", await engine.Do("UploadImportForm", new { file = new { fileName = "team.csv", contentBase64 = Base64("email,displayName\r\nnobody,No One\r\nnobody else,No One\r\n") } }));
        await engine.Do("ReadFixFile", new { id = bad.Id });
        await engine.Do("ReadImportRows", new { id = bad.Id });
        await engine.Do("ListImports", new { top = 1 });
        await engine.Do("CancelImport", new { id = (await engine.Poll("ReadImport", await Upload(engine, "two@flows.test", dryRun: true))).Id });
    }

    public static Task<Reply> Upload(FlowEngine engine, string email, bool dryRun = false) =>
        engine.Do("UploadImport", body: new { fileName = "team.csv", contentBase64 = Base64($"email,displayName\r\n{email},Flo Wing\r\n"), dryRun });

    private static string Base64(string csv) => Convert.ToBase64String(Encoding.UTF8.GetBytes(csv));
}
