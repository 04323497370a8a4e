namespace Forge.Artifacts.S3;

/// <summary>An upload in parts.</summary>
/// <param name="Name">The name of the object that it becomes.</param>
/// <param name="UploadId">The server's id of it.</param>
/// <param name="Seal">The seal that the object will name; empty where it does not matter.</param>
internal readonly record struct UploadTarget(string Name, string UploadId, string Seal = "");
