using System.Text.Json.Serialization;

namespace Forge.Build;

/// <summary>How many test cases ended in which way. Counts every case, also those whose detail is not kept.</summary>
public sealed record BuildTestTotals
{
    /// <summary>Gets how many succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Gets how many failed.</summary>
    public long Failed { get; init; }

    /// <summary>Gets how many had an error.</summary>
    public long Error { get; init; }

    /// <summary>Gets how many were skipped.</summary>
    public long Skipped { get; init; }

    /// <summary>Gets how many ended in a way nobody knows.</summary>
    public long Unknown { get; init; }

    /// <summary>Gets how many there are.</summary>
    [JsonIgnore]
    public long Total => Succeeded + Failed + Error + Skipped + Unknown;

    /// <summary>Gets a value indicating whether no case failed, had an error or is unknown.</summary>
    [JsonIgnore]
    public bool IsSuccess => Failed + Error + Unknown == 0;

    /// <summary>Adds another count.</summary>
    /// <param name="other">The other count.</param>
    /// <returns>The sums.</returns>
    public BuildTestTotals Plus(BuildTestTotals other) => new()
    {
        Succeeded = Succeeded + other.Succeeded,
        Failed = Failed + other.Failed,
        Error = Error + other.Error,
        Skipped = Skipped + other.Skipped,
        Unknown = Unknown + other.Unknown,
    };
}
