using System.Diagnostics;
using UserFunctions.Local;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>Clients that others' generators make of the documents drive the running app, and take every good answer for one: see <c>tests/clients</c>.</summary>
public sealed class GeneratedClientTests
{
    private static readonly string Folder = Path.Combine(LocalFolders.Repository, "tests", "clients");

    [Fact]
    public async Task A_client_in_JavaScript_that_reads_the_served_document_drives_the_app()
    {
        await NpmInstallation.Ensure(Folder, "the client generators", null, CancellationToken.None);
        Assert.EndsWith("driven", await Run(Folder, "node", ["drive.mjs", .. await Target()]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_in_CSharp_that_is_generated_of_the_document_compiles_and_drives_the_app()
    {
        await NpmInstallation.Ensure(Folder, "the client generators", null, CancellationToken.None);
        var project = Directory.CreateTempSubdirectory("user-functions-client-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "csharp")))
            File.Copy(file, Path.Combine(project, Path.GetFileName(file)));
        var generator = Path.Combine(Folder, "node_modules", "nswag", "bin", "binaries", "Net100", "dotnet-nswag.dll");
        foreach (var (document, name) in new[] { ("apiDefinition.swagger.json", "Connector"), ("openapi.json", "Whole") })
        {
            await Run(project, "dotnet", [
                generator, "openapi2csclient", $"/input:{Package.PathOf(document)}", $"/output:{Path.Combine(project, $"{name}.cs")}", $"/classname:{name}Client", $"/namespace:Generated.{name}",
                "/jsonLibrary:SystemTextJson", "/operationGenerationMode:SingleClientFromOperationId", "/generateOptionalParameters:true", "/generateNullableReferenceTypes:true",
            ]);
        }

        await Run(project, "dotnet", ["build", "--output", "built", "--nodeReuse:false"]);
        Assert.EndsWith("driven", await Run(project, "dotnet", [Path.Combine("built", "Drive.dll"), .. await Target()]), StringComparison.Ordinal);
        Directory.Delete(project, recursive: true);
    }

    private static async Task<string[]> Target()
    {
        var tenant = await TestApp.NewTenant();
        return [new Uri(tenant.App.BaseAddress, "api").ToString(), tenant.Key];
    }

    private static async Task<string> Run(string folder, string program, IEnumerable<string> arguments)
    {
        using var process = NpmInstallation.Begin(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = (await output + await errors).Trim();
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
