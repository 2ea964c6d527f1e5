using Xunit.Abstractions;

// Most of the time of most tests is spent waiting, for a queue's message or a timer: more of them at once than there are processors keep these busy.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer("UserFunctions.Tests.LongestFirst", "UserFunctions.Tests")]

namespace UserFunctions.Tests;

/// <summary>Begins with the classes that take more than half a minute, so that none of them is left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        "SupplyTests", "FirstKillPointTests", "SecondKillPointTests", "ThirdKillPointTests", "FourthKillPointTests", "KilledImports", "EveryPostTests", "BruteForceTests", "GeneratedClientTests",
        "EveryFunctionTests", "OverbookingStressTests", "ConsistencyTests", "FlowTests", "HostProcessTests", "DrainTests", "KilledDeliveries", "KilledAtomicImports", "LintTests",
    ];

    /// <summary>The longest in the order in which they are named, then all others.</summary>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(collection =>
        Array.FindIndex(Longest, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length);
}
