namespace UserFunctions.Tests.Routing;

/// <summary>Wherever a process dies in the middle of what it does, the next sweep puts right what it left; in four classes, which run side by side.</summary>
public abstract class KillPointTests
{
    private const int Classes = 4;

    /// <summary>The names of every fourth scene, from this one on.</summary>
    protected static TheoryData<string> Every(int first) => [.. KillScenes.All.Keys.Where((_, i) => i % Classes == first)];

    protected static async Task IsPutRight(string name)
    {
        var scene = KillScenes.All[name];
        await using var points = await KillPoints.Begin();
        var writes = 0;
        while (await points.Dies(scene, writes))
            writes++;
        // So many points there are, and not one more.
        Assert.Equal(scene.Writes, writes);
    }
}

public sealed class FirstKillPointTests : KillPointTests
{
    public static TheoryData<string> Names => Every(0);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Wherever_a_process_dies_the_next_sweep_puts_right_what_it_left(string name) => IsPutRight(name);
}

public sealed class SecondKillPointTests : KillPointTests
{
    public static TheoryData<string> Names => Every(1);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Wherever_a_process_dies_the_next_sweep_puts_right_what_it_left(string name) => IsPutRight(name);
}

public sealed class ThirdKillPointTests : KillPointTests
{
    public static TheoryData<string> Names => Every(2);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Wherever_a_process_dies_the_next_sweep_puts_right_what_it_left(string name) => IsPutRight(name);
}

public sealed class FourthKillPointTests : KillPointTests
{
    public static TheoryData<string> Names => Every(3);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Wherever_a_process_dies_the_next_sweep_puts_right_what_it_left(string name) => IsPutRight(name);
}
