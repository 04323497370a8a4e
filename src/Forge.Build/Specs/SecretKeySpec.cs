namespace Forge.Build.Specs;

/// <summary>A secret, or one member of a secret that is a JSON object: <c>id[:key[:stage[:version]]]</c>.</summary>
internal sealed record SecretKeySpec
{
    private const string ArnPrefix = "arn:";
    private const int ColonsOfArn = 6;

    /// <summary>Gets which secret.</summary>
    public required SecretReference Reference { get; init; }

    /// <summary>Gets the member of the JSON object; empty for the whole value.</summary>
    public string JsonKey { get; init; } = "";

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>The reference, or null when something is wrong.</returns>
    public static SecretKeySpec? Parse(string text, out string problem)
    {
        // The id may be an ARN, which has six colons of its own.
        var parts = text.Split(':');
        var idParts = text.StartsWith(ArnPrefix, StringComparison.Ordinal) ? Math.Min(ColonsOfArn + 1, parts.Length) : 1;
        var id = string.Join(':', parts[..idParts]);
        var rest = parts[idParts..];
        var stage = rest.ElementAtOrDefault(1) ?? "";
        var version = rest.ElementAtOrDefault(2) ?? "";
        problem = (id, rest.Length, stage, version) switch
        {
            ("", _, _, _) => "it has no secret id",
            (_, > 3, _, _) => "it has more than four parts",
            (_, _, not "", not "") => "it has both a version stage and a version id; give one of them",
            _ => "",
        };
        return problem.Length > 0
            ? null
            : new SecretKeySpec
            {
                Reference = new SecretReference
                {
                    Id = id,
                    Stage = stage.Length > 0 ? stage : null,
                    Version = version.Length > 0 ? version : null,
                },
                JsonKey = rest.ElementAtOrDefault(0) ?? "",
            };
    }
}
