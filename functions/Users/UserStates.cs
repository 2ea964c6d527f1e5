using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A user right before and right behind a change that concerns them.</summary>
/// <param name="Entry">The log's entry.</param>
/// <param name="Parts">What of it concerns them.</param>
/// <param name="Id">The user.</param>
/// <param name="Before">Null when the entry holds no image of them: they were created, or nothing of theirs was written.</param>
/// <param name="After">Null when they are not there at all.</param>
public sealed record UserMoment(CommittedChange Entry, IReadOnlyList<Change> Parts, Guid Id, User? Before, User? After)
{
    /// <summary>True when a part is of this kind.</summary>
    public bool Is(string kind) => Parts.Any(part => part.Kind == kind);
}

/// <summary>
/// What users were behind changes that lie in the past. The log keeps before-images, so the user behind one change is the image in the next one, or the row as it is when there is
/// none. A reader that lags finds most images in the changes it reads; for the last one of each user the way back from the row is walked once and marks are left on it, so that
/// going through a whole log costs two reads a change however far behind the reader is.
/// </summary>
public sealed class UserStates(UserLog users, ChangeLog log)
{
    // Of a way back the states nearest to its end are kept, because they are asked for next, and beyond them one in so many.
    private const int Nearest = Stride;
    private const int Stride = 64;
    private const int MostKept = 10_000;
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<(string Tenant, Guid User), Trail> trails = new();
    private readonly ConditionalWeakTable<object, Task<IReadOnlyList<UserMoment>>> asked = [];
    private int kept;

    /// <summary>The moments of these changes, which follow one another in the log without gaps, in its order. Several rooms that ask with one list share the answer.</summary>
    public Task<IReadOnlyList<UserMoment>> Read(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken) =>
        asked.GetValue(changes, _ => Moments(tenant, changes, cancellationToken));

    private async Task<IReadOnlyList<UserMoment>> Moments(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken)
    {
        var touched = changes.SelectMany(entry => PartsOf(entry.What).Select(pair => (Entry: entry, pair.Id, pair.Parts))).GroupBy(t => t.Id).ToList();
        var moments = new ConcurrentBag<UserMoment>();
        await Parallel.ForEachAsync(touched, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (ofUser, token) =>
        {
            var inOrder = ofUser.OrderBy(t => t.Entry.Number).ToList();
            var state = await Behind(tenant, ofUser.Key, inOrder[^1].Entry.Number, token);
            foreach (var (entry, id, parts) in Enumerable.Reverse(inOrder))
            {
                var before = UserChange.ImageIn(entry, id);
                moments.Add(new(entry, parts, id, before, state));
                // An entry that wrote nothing of theirs, the end of an import, leaves them as they were.
                state = before ?? state;
            }
        });
        var places = changes.SelectMany(entry => PartsOf(entry.What).Select((pair, i) => (Key: (entry.Number, pair.Id), Place: i))).ToDictionary(p => p.Key, p => p.Place);
        return [.. moments.OrderBy(m => m.Entry.Number).ThenBy(m => places[(m.Entry.Number, m.Id)])];
    }

    /// <summary>True when a change concerns users.</summary>
    public static bool Concerns(Change change) => PartsOf(change).Count > 0;

    // Whom an import of all or none has written is named once more at its end.
    private static List<(Guid Id, IReadOnlyList<Change> Parts)> PartsOf(Change change) =>
    [
        .. change.Parts
            .SelectMany(part => (part.Kind is CreateUser.CommittedKind or CreateUser.CommittedChangesKind ? part.Ids : UserReload.Concerned(part with { Also = null })).Select(id => (Id: id, Part: part)))
            .GroupBy(pair => pair.Id)
            .Select(g => (g.Key, (IReadOnlyList<Change>)[.. g.Select(pair => pair.Part)])),
    ];

    /// <summary>The user as it was right behind a change, whether or not that change concerned them; null: it was not there.</summary>
    public async Task<User?> Behind(string tenant, Guid id, long number, CancellationToken cancellationToken)
    {
        var trail = trails.GetOrAdd((tenant, id), _ => new());
        if (trail.Find(number) is { } known)
            return known;
        var from = trail.Above(number) ?? await users.Newest(tenant, id, cancellationToken);
        var walked = new List<User>();
        while (from is { LastChange: { } last } && last > number)
        {
            walked.Add(from);
            from = await log.Find(tenant, last, cancellationToken) is { } entry ? UserChange.ImageIn(entry, id) : null;
        }

        if (walked.Count > 0 && from is not null)
            Keep(trail, walked, from);
        return from;
    }

    private void Keep(Trail trail, List<User> walked, User end)
    {
        var marks = walked.Where((_, i) => walked.Count - i <= Nearest || i % Stride == 0).ToList();
        if (Interlocked.Add(ref kept, marks.Count + 1) > MostKept)
        {
            trails.Clear();
            Interlocked.Exchange(ref kept, 0);
        }

        var before = end;
        foreach (var (user, i) in walked.Select((user, i) => (user, i)).Reverse())
        {
            trail.Add(before, user.LastChange!.Value);
            before = user;
            if (!marks.Contains(user))
                break;
        }

        foreach (var mark in marks)
            trail.Add(mark, null);
    }

    /// <summary>States of one user by the change that wrote them, each with the change that ended it as far as that is known.</summary>
    private sealed class Trail
    {
        private readonly SortedList<long, (User State, long? Until)> states = [];

        public void Add(User state, long? until)
        {
            lock (states)
            {
                var from = state.LastChange ?? 0;
                if (until is not null || !states.ContainsKey(from))
                    states[from] = (state, until);
            }
        }

        public User? Find(long number)
        {
            lock (states)
                return states.Values.LastOrDefault(s => (s.State.LastChange ?? 0) <= number) is { State: { } state, Until: { } until } && until > number ? state : null;
        }

        public User? Above(long number)
        {
            lock (states)
                return states.Values.FirstOrDefault(s => s.State.LastChange > number).State;
        }
    }
}
