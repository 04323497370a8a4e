namespace Forge.Testing.Faults;

/// <summary>Something that a proxy does wrong with one request.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">At which byte of the body; counted anew from its beginning when the body is shorter.</param>
/// <param name="Status">Which error, where the kind has one.</param>
public sealed record Fault(FaultKind Kind, int At = 0, int Status = 500);
