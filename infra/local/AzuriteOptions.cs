namespace UserFunctions.Local;

/// <summary>How to run Azurite.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Where the data is kept; null means <c>.data/azurite</c> below infra/local. Not used in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>Keeps nothing: all data is gone when it stops.</summary>
    public bool InMemory { get; init; }

    /// <summary>Keeps what was deleted until it stops: it needs more memory, and never stands still to take away what is gone.</summary>
    public bool KeepsDeleted { get; init; }

    /// <summary>Port of the blob service; 0 takes a free one.</summary>
    public int BlobPort { get; init; } = 10000;

    /// <summary>Port of the queue service; 0 takes a free one.</summary>
    public int QueuePort { get; init; } = 10001;

    /// <summary>Port of the table service; 0 takes a free one.</summary>
    public int TablePort { get; init; } = 10002;

    /// <summary>Told, in plain lines, what takes long (the installation); null says nothing.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>In memory on three free ports: what a test wants.</summary>
    public static AzuriteOptions ForTests { get; } = new() { InMemory = true, KeepsDeleted = true, BlobPort = 0, QueuePort = 0, TablePort = 0 };
}
