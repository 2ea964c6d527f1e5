namespace UserFunctions.Platform.Hosting.Triggers;

// The shapes of Microsoft.Azure.Functions.Worker, no more. infra/azure leaves this file out and uses the real ones; the
// sources never name either namespace, each project imports its own.

/// <summary>Marks a method as a function. <paramref name="name"/> is unique over the app.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The name the host lists and logs.</summary>
    public string Name { get; } = name;
}

/// <summary>Who the host lets in before the function runs. This app is always Anonymous here and checks its own keys.</summary>
public enum AuthorizationLevel
{
    /// <summary>No host key.</summary>
    Anonymous = 0,

    /// <summary>A signed-in user.</summary>
    User = 1,

    /// <summary>A function key.</summary>
    Function = 2,

    /// <summary>A system key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}

/// <summary>Runs the function on an HTTP request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    /// <summary>The host's own check.</summary>
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    /// <summary>Lower-case methods.</summary>
    public string[] Methods { get; } = methods;

    /// <summary>Route below the prefix of host.json; null means the function's name.</summary>
    public string? Route { get; set; }
}

/// <summary>Runs the function on a message of a storage queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : Attribute
{
    /// <summary>The queue's name.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Setting that holds the connection; null means AzureWebJobsStorage.</summary>
    public string? Connection { get; set; }
}

/// <summary>Where a blob trigger learns of blobs.</summary>
public enum BlobTriggerSource
{
    /// <summary>By polling the container.</summary>
    LogsAndContainerScan,

    /// <summary>By an Event Grid subscription; the only source on Flex Consumption.</summary>
    EventGrid,
}

/// <summary>Runs the function on a new or changed blob.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BlobTriggerAttribute(string blobPath) : Attribute
{
    /// <summary>Container and pattern, <c>imports/{name}</c>.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>Setting that holds the connection; null means AzureWebJobsStorage.</summary>
    public string? Connection { get; set; }

    /// <summary>Where the host learns of blobs.</summary>
    public BlobTriggerSource Source { get; set; }
}

/// <summary>Runs the function on a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>Six fields: second minute hour day month weekday, UTC.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Runs once when the host starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>Keeps the last run in storage, so that a missed one is made up for.</summary>
    public bool UseMonitor { get; set; } = true;
}

/// <summary>What a timer function is told.</summary>
public sealed class TimerInfo
{
    /// <summary>Last and next run; null when the host keeps none.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True when the run makes up for a missed one.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>When a timer ran and will run, UTC.</summary>
public sealed class ScheduleStatus
{
    /// <summary>Last run.</summary>
    public DateTime Last { get; set; }

    /// <summary>Next run.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this record was written.</summary>
    public DateTime LastUpdated { get; set; }
}
