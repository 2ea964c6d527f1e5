
namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The committed package of the connector; <c>CONNECTOR=write</c> writes what is made of the functions, <c>CONNECTOR=release</c> makes it the released one, too.</summary>
public sealed class PackageTests
{
    /// <summary>What is made of the functions, by the file's name.</summary>
    public static TheoryData<string> Generated => ["apiDefinition.swagger.json", "openapi.json", "apiProperties.json"];

    [Theory]
    [MemberData(nameof(Generated))]
    public void The_committed_files_are_those_that_the_functions_make(string file)
    {
        var now = Package.Make(file);
        if (Package.IsToBeWritten)
            File.WriteAllText(Package.PathOf(file), now);
        else
            Assert.True(File.Exists(Package.PathOf(file)) && File.ReadAllText(Package.PathOf(file)) == now, $"infra/connector/{file} is not what the functions say. Run this test with CONNECTOR=write, then look at what changed.");
    }
}
