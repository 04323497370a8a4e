using System.Text;

namespace Forge.Deploy.Notifications;

/// <summary>The reference's spelling of what Forge names in its own way.</summary>
internal static class ReferenceNames
{
    /// <summary>Gives the reference's error code.</summary>
    public static string Of(DeploymentFailure failure) => failure switch
    {
        DeploymentFailure.ResourceNotFound => "CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND",
        _ => InCapitals(failure.ToString()),
    };

    /// <summary>Gives the reference's status.</summary>
    public static string Of(DeploymentStatus status) => InCapitals(status.ToString());

    // HealthConstraints is HEALTH_CONSTRAINTS.
    private static string InCapitals(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            text.Append(char.IsAsciiLetterUpper(letter) && text.Length > 0 ? "_" : "").Append(char.ToUpperInvariant(letter));
        }

        return text.ToString();
    }
}
