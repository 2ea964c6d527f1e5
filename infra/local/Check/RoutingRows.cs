using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;

namespace UserFunctions.Local.Check;

/// <summary>A tenant's conversations and what its agents have in hand, read as the app reads them; a row that cannot be read is a finding.</summary>
internal sealed class RoutingRows
{
    /// <summary>Keys of an agent's load and open reservations.</summary>
    public static readonly (string From, string To) OfAgents = (ReservationTable.LoadKey, KeyRange.EndOf(ReservationTable.OpenPrefix));

    private readonly Dictionary<string, Row> conversationRows;

    public RoutingRows(IEnumerable<Row> conversations, IEnumerable<Row> agents)
    {
        conversationRows = conversations.ToDictionary(row => row.Key, StringComparer.Ordinal);
        Conversations = Read(Under(ConversationTable.Prefix), row => row.Key, ConversationTable.Read).ToDictionary(pair => pair.Thing.Id, pair => pair.Thing);
        Queue = Read(Under(ConversationTable.QueuePrefix), row => row.Key, QueuePlace.Read);
        Open = Read(Under(ConversationTable.OpenPrefix), row => row.Key, OpenWork.Read);
        var all = agents.ToList();
        Loads = Read(all.Where(row => row.Key == ReservationTable.LoadKey), Name, row => ReservationTable.ReadLoad(UserOf(row), row)).ToDictionary(pair => pair.Thing.UserId, pair => pair.Thing);
        Reservations = Read(all.Where(row => row.Key.StartsWith(ReservationTable.OpenPrefix, StringComparison.Ordinal) || row.Key.StartsWith(ReservationTable.ParkedPrefix, StringComparison.Ordinal) || row.Key.StartsWith(ReservationTable.EndedPrefix, StringComparison.Ordinal)), Name, ReservationTable.Read);
    }

    public List<Finding> Unreadable { get; } = [];

    public IReadOnlyDictionary<Guid, Conversation> Conversations { get; }

    public IReadOnlyList<(Row Row, QueuePlace Thing)> Queue { get; }

    public IReadOnlyList<(Row Row, OpenWork Thing)> Open { get; }

    public IReadOnlyDictionary<Guid, AgentLoad> Loads { get; }

    public IReadOnlyList<(Row Row, Reservation Thing)> Reservations { get; }

    /// <summary>True when the conversation table has a row of this key.</summary>
    public bool Has(string key) => conversationRows.ContainsKey(key);

    /// <summary>A row of an agent, as a finding names it: by the user and its key.</summary>
    public static string Name(Guid user, string key) => $"{user:D}|{key}";

    private static string Name(Row row) => Name(UserOf(row), row.Key);

    private static Guid UserOf(Row row) => Guid.Parse(row.Partition.AsSpan(row.Partition.IndexOf('|', StringComparison.Ordinal) + 1));

    private IEnumerable<Row> Under(string prefix) => conversationRows.Values.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal));

    private List<(Row Row, T Thing)> Read<T>(IEnumerable<Row> rows, Func<Row, string> name, Func<Row, T> read)
    {
        var things = new List<(Row, T)>();
        foreach (var row in rows)
        {
            try
            {
                things.Add((row, read(row)));
            }
            catch (Exception exception)
            {
                Unreadable.Add(new(name(row), $"cannot be read: {exception.Message}"));
            }
        }

        return things;
    }
}
