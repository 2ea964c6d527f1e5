using System.Buffers.Binary;
using System.IO.Compression;
using UserFunctions.Platform.Connector;


namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The committed package of the connector; <c>CONNECTOR=write</c> writes what is made of the functions, <c>CONNECTOR=release</c> makes it the released one, too.</summary>
public sealed class PackageTests
{
    /// <summary>What is made of the functions, by the file's name.</summary>
    public static TheoryData<string> Generated => ["apiDefinition.swagger.json", "openapi.json", "apiProperties.json", "README.md"];

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

    [Fact]
    public void The_package_is_whole()
    {
        Assert.All((string[])["settings.json", "released.swagger.json", ".spectral.yaml"], file => Assert.True(File.Exists(Package.PathOf(file)), file));
        var settings = Package.Read("settings.json");
        Assert.All((string[])["apiProperties", "apiDefinition", "icon"], word => Assert.True(File.Exists(Package.PathOf(settings[word]!.GetValue<string>())), word));
        var headings = File.ReadLines(Package.PathOf("README.md")).Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#', ' '));
        Assert.Equal(
            [ConnectorInfo.Title, $"Publisher: {ConnectorInfo.Publisher}", "Prerequisites", "Supported Operations", "Obtaining Credentials", "Known Issues and Limitations", "Deployment Instructions"],
            headings.Where(heading => !heading.StartsWith(' ')));
    }

    [Fact]
    public void The_icon_is_a_square_of_230_pixels_on_the_colour_of_the_brand()
    {
        var png = File.ReadAllBytes(Package.PathOf("icon.png"));
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal((230, 230), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.InRange(png.Length, 1, 1024 * 1024);
        // Eight bits of red, green and blue: the first line's filter byte, then the corner.
        Assert.Equal((8, 2), (png[24], png[25]));
        var start = png.AsSpan().IndexOf("IDAT"u8) + 4;
        using var lines = new ZLibStream(new MemoryStream(png[start..]), CompressionMode.Decompress);
        var corner = new byte[4];
        lines.ReadExactly(corner);
        Assert.Equal(ConnectorProperties.BrandColor, $"#{Convert.ToHexStringLower(corner[1..])}");
    }

    [Fact]
    public void Every_list_sends_its_next_page_through_the_connection()
    {
        var paged = Package.Operations.Where(o => o.Answers.IsPage && !o.Operation.IsHidden).Select(o => o.Id).ToList();
        Assert.True(paged.Count >= 2, string.Join(", ", paged));
        var policies = Package.Read("apiProperties.json")["properties"]!["policyTemplateInstances"]!.AsArray();
        var policy = policies.Single(p => p!["templateId"]!.GetValue<string>() == "updatenextlink")!["parameters"]!["x-ms-apimTemplate-operationName"]!.AsArray();
        Assert.Equal(paged, policy.Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public void Every_dropdown_is_filled_by_an_operation()
    {
        var named = from operation in Package.Operations
                    from name in operation.PathValues.Select(v => v.Lookup).Concat(operation.Queries.Concat(operation.Takes.Select(t => t.Body)).SelectMany(Lookups))
                    where name is not null
                    select name;
        Assert.Empty(named.Distinct().Except(Package.Operations.SelectMany(o => o.Lookups).Select(l => l.Name)));

        static IEnumerable<string?> Lookups(Type type) => FieldDescription.Of(type).Select(f => f.Field.Lookup);
    }
}
