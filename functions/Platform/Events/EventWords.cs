using UserFunctions.Platform.Storage;

namespace UserFunctions.Platform.Events;

/// <summary>What filters of events about users may name. The room that tells those events says it: who filters knows neither roles nor the fields of a user.</summary>
/// <param name="Roles">The roles of a tenant, by id and name.</param>
/// <param name="Fields">Names of all fields that a change of a user may name, in order.</param>
public sealed record EventWords(Func<TenantFacts, NameList> Roles, IReadOnlyList<string> Fields);
