using System.Text.RegularExpressions;

namespace UserFunctions.Tests.House;

/// <summary>Which room may know which.</summary>
public sealed class ArrowsTest
{
    private static readonly string[] Everything = ["Users", "Groups", "Departments", "PhoneExtensions", "Roles"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Platform"] = [],
        ["Webhooks"] = [],
        ["Roles"] = [],
        ["Tenants"] = ["Roles"],
        ["Departments"] = ["Users", "Tenants"],
        ["Clients"] = ["Tenants"],
        ["Hooks"] = ["Roles", "Tenants"],
        ["Users"] = ["Roles", "Clients", "Tenants", "Hooks"],
        ["Groups"] = ["Users", "Departments", "Roles", "Tenants"],
        ["PhoneExtensions"] = ["Users", "Tenants"],
        ["Presence"] = ["Users", "Tenants", "Hooks"],
        ["Invitations"] = ["Users", "Roles", "Tenants"],
        ["SignIn"] = ["Users", "Roles", "Tenants"],
        ["Imports"] = [.. Everything, "Tenants"],
        ["Scim"] = [.. Everything, "Tenants"],
        ["Directory"] = [.. Everything, "Tenants"],
        ["Routing"] = ["Users", "Groups", "Departments", "Clients", "Presence", "PhoneExtensions", "Tenants"],
    };

    private static IEnumerable<Sources.SourceFile> InRooms => Sources.In("functions").Where(f => f.Path != "functions/App.cs");

    private static string[] Rooms => [.. InRooms.Select(f => f.Room).Distinct()];

    [Fact]
    public void Rooms_know_only_the_rooms_that_they_may()
    {
        var wrong = InRooms.SelectMany(file => KnownTo(file).Where(room => !Allowed[file.Room].Contains(room)).Select(room => $"{file.Path} uses {room}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_arrows_that_are_there_are_found()
    {
        var found = InRooms.SelectMany(file => KnownTo(file).Select(room => $"{file.Room} → {room}")).ToHashSet();
        // By using, by a name that begins at the room, and by none of the properties that are called like a room.
        Assert.Contains("Groups → Users", found);
        Assert.Contains("Users → Roles", found);
        Assert.DoesNotContain("Departments → Groups", found);
        Assert.DoesNotContain("Users → Departments", found);
        Assert.Equal(["Roles", "Users"], KnownTo(new("functions/X/Y.cs", "namespace UserFunctions.X;\nvar a = Roles.Role.Agent; var b = global::UserFunctions.Users.User.MaxGroups;")));
    }

    [Fact]
    public void Every_room_has_its_arrows_said()
    {
        Assert.Empty(Rooms.Except(Allowed.Keys));
        Assert.True(Rooms.Length >= 9, string.Join(", ", Rooms));
    }

    [Fact]
    public void No_arrows_run_in_a_circle()
    {
        Assert.All(Allowed.Keys, room => Assert.DoesNotContain(room, Reached(room)));

        static HashSet<string> Reached(string from) => [.. Allowed[from], .. Allowed[from].SelectMany(Reached)];
    }

    // How a file names another room: by using it, or by a name of a type that begins at the room.
    private static IReadOnlyList<(string Room, Regex Named)> Others { get; } =
    [
        .. from type in typeof(App).Assembly.GetTypes()
           where RoomOf(type) is not (null or "Platform") && !type.IsNested
           group Regex.Escape(type.Name.Split('`')[0]) by RoomOf(type)! into types
           orderby types.Key
           select (types.Key, new Regex($@"\bUserFunctions\.{types.Key}\b|(?<![\w.]){types.Key}\.({string.Join('|', types)})\b")),
    ];

    private static IEnumerable<string> KnownTo(Sources.SourceFile file) =>
        from other in Others
        where other.Room != file.Room && other.Named.IsMatch(file.Code)
        select other.Room;

    private static string? RoomOf(Type type) => type.Namespace?.Split('.') is ["UserFunctions", var room, ..] ? room : null;
}
