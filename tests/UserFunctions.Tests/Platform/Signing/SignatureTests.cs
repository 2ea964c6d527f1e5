using System.Text;
using UserFunctions.Platform.Signing;

namespace UserFunctions.Tests.Platform.Signing;

public sealed class SignatureTests
{
    // As Standard Webhooks publishes it.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private const string Right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly string Other = Signature.NewSecret();
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void The_signature_is_that_of_the_published_vector()
    {
        Assert.Equal(Right, Signature.Of([Secret], Id, Timestamp, Body));
        Assert.True(Signature.Verify(Right, [Secret], Id, Timestamp, Body));
    }

    [Fact]
    public void One_right_signature_of_several_and_one_right_secret_of_several_are_enough()
    {
        Assert.True(Signature.Verify($"v1,AAAA v1a,{Right[3..]} {Right}", [Other, Secret], Id, Timestamp, Body));
        Assert.True(Signature.Verify(Signature.Of([Other, Secret], Id, Timestamp, Body), [Secret], Id, Timestamp, Body));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("v1,")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("a a a a a a a a a a v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Anything_else_is_not_taken(string header) => Assert.False(Signature.Verify(header, [Secret], Id, Timestamp, Body));

    [Fact]
    public void Id_time_body_and_secret_are_all_signed()
    {
        Assert.False(Signature.Verify(Right, [Secret], Id + "x", Timestamp, Body));
        Assert.False(Signature.Verify(Right, [Secret], Id, Timestamp + 1, Body));
        Assert.False(Signature.Verify(Right, [Secret], Id, Timestamp, Encoding.UTF8.GetBytes("""{"test":2432232314}""")));
        Assert.False(Signature.Verify(Right, [Other], Id, Timestamp, Body));
        Assert.False(Signature.Verify(Right, [], Id, Timestamp, Body));
    }
}
