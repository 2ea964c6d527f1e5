using FsCheck;
using FsCheck.Fluent;

namespace UserFunctions.Tests.Consistency;

/// <summary>What a client does.</summary>
public enum Doing
{
    CreateUser,
    CreateUserTypingNames,
    ChangeUser,
    DeleteUser,
    RestoreUser,
    CreateGroup,
    ChangeGroup,
    DeleteGroup,
    CreateDepartment,
    ChangeDepartment,
    DeleteDepartment,
    AddMember,
    RemoveMember,
    ChangeMembers,
    CreateExtension,
    AssignExtension,
    ReleaseExtension,
    DeleteExtension,
    Look,
}

/// <summary>One step of a client.</summary>
/// <param name="What">What it does.</param>
/// <param name="Which">Which of the things that are there by then, counted round.</param>
/// <param name="Value">Which of a few values it writes: so few that clients want the same ones.</param>
/// <param name="Fields">Which fields a user gets, one bit each.</param>
/// <param name="IsGuarded">Sends the version that the client has seen, or a name of its own for the request that others use as well.</param>
public sealed record Step(Doing What, int Which, int Value, int Fields, bool IsGuarded)
{
    private static readonly Gen<Doing> Doings = Gen.Frequency(
        [
            (6, Gen.Constant(Doing.CreateUser)), (2, Gen.Constant(Doing.CreateUserTypingNames)), (10, Gen.Constant(Doing.ChangeUser)), (4, Gen.Constant(Doing.DeleteUser)),
            (4, Gen.Constant(Doing.RestoreUser)), (2, Gen.Constant(Doing.CreateGroup)), (1, Gen.Constant(Doing.ChangeGroup)), (1, Gen.Constant(Doing.DeleteGroup)),
            (1, Gen.Constant(Doing.CreateDepartment)), (1, Gen.Constant(Doing.ChangeDepartment)), (1, Gen.Constant(Doing.DeleteDepartment)), (3, Gen.Constant(Doing.AddMember)),
            (2, Gen.Constant(Doing.RemoveMember)), (1, Gen.Constant(Doing.ChangeMembers)), (1, Gen.Constant(Doing.CreateExtension)), (3, Gen.Constant(Doing.AssignExtension)),
            (2, Gen.Constant(Doing.ReleaseExtension)), (1, Gen.Constant(Doing.DeleteExtension)),
            (6, Gen.Constant(Doing.Look)),
        ]);

    private static readonly Gen<Step> Any =
        from what in Doings
        from which in Gen.Choose(0, 1000)
        from value in Gen.Choose(0, 47)
            // Each field is there in one of four steps: with more, one refusal or other would stop most of them.
        from fields in Gen.Choose(0, 255)
        from also in Gen.Choose(0, 255)
        from guarded in Gen.Choose(0, 3)
        select new Step(what, which, value, fields & also, guarded == 0);

    /// <summary>The steps of so many clients, the same for the same seed.</summary>
    public static Step[][] Draw(int clients, int steps, ulong seed) => Any.ArrayOf(steps).ArrayOf(clients).Sample(1, new Rnd(seed), 50)[0];

    /// <summary>True when the bit of a field is set.</summary>
    public bool Has(int field) => (Fields & (1 << field)) != 0;
}
