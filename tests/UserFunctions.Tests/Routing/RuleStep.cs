using FsCheck;
using FsCheck.Fluent;

namespace UserFunctions.Tests.Routing;

/// <summary>What happens in the small world of the rules.</summary>
public enum Happening
{
    Comes,
    Claim,
    Reserve,
    Accept,
    Decline,
    Expire,
    TakeBackOffer,
    TakeBack,
    Release,
    EndWrapUp,
    Cancel,
    Forward,
    FailOver,
    Transfer,
    Assign,
    Write,
    Limit,
    Act,
    Pass,
}

/// <summary>One thing that happens.</summary>
/// <param name="What">What.</param>
/// <param name="Which">Which of the conversations, counted round.</param>
/// <param name="Who">Which of the agents.</param>
/// <param name="Value">A limit, seconds, or one of two ways.</param>
public sealed record RuleStep(Happening What, int Which, int Who, int Value)
{
    private static readonly Gen<RuleStep> One =
        from what in Gen.Frequency(Enum.GetValues<Happening>().Select(what => (WeightOf(what), Gen.Constant(what))).ToArray())
        from which in Gen.Choose(0, 4)
        from who in Gen.Choose(0, 2)
        from value in Gen.Choose(0, 40)
        select new RuleStep(what, which, who, value);

    /// <summary>Some sixty steps; of one that fails, steps are left out as long as it fails.</summary>
    public static Arbitrary<RuleStep[]> Many() => Arb.ToArbitrary(Gen.Choose(1, 80).SelectMany(count => One.ArrayOf(count)), Fewer);

    private static int WeightOf(Happening what) => what is Happening.Claim or Happening.Reserve or Happening.Accept or Happening.Write ? 6 : what is Happening.Comes ? 3 : 2;

    private static IEnumerable<RuleStep[]> Fewer(RuleStep[] steps)
    {
        for (var part = steps.Length / 2; part > 0; part /= 2)
        {
            for (var from = 0; from + part <= steps.Length; from += part)
                yield return [.. steps[..from], .. steps[(from + part)..]];
        }
    }
}
