namespace UserFunctions.Local.Pumps;

/// <summary>What the control queue holds for a found blob, and what stays on the poison queue after too many failures.</summary>
/// <param name="Type">Always <c>BlobTrigger</c>.</param>
/// <param name="FunctionId">The function's name with the host's prefix.</param>
/// <param name="BlobType">Block, page or append blob.</param>
/// <param name="ContainerName">The container.</param>
/// <param name="BlobName">Name within the container.</param>
/// <param name="ETag">The version that was found, in quotes.</param>
internal sealed record BlobMessage(string Type, string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag);
