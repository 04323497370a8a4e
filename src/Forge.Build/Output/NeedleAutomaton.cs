namespace Forge.Build.Output;

/// <summary>All needles, made ready for a search. Immutable and safe for concurrent use; every stream has a masker of its own over it.</summary>
/// <remarks>
/// A needle longer than <see cref="LongestPiece"/> is searched in pieces that overlap, so that what a stream holds back does not
/// grow with the secret. Hits of neighbouring pieces become one mask.
/// </remarks>
internal sealed class NeedleAutomaton
{
    /// <summary>The most bytes that are searched as one needle.</summary>
    public const int LongestPiece = 1024;

    private const int Overlap = 16;

    /// <summary>Initializes a new instance of the <see cref="NeedleAutomaton"/> class.</summary>
    /// <param name="exact">Needles that stand in the text as they are, each of at least <see cref="NeedleFilter.PrefixLength"/> bytes.</param>
    /// <param name="tolerant">Needles without any white space, which the text may hold between any two of their bytes. As long as the others.</param>
    public NeedleAutomaton(IEnumerable<byte[]> exact, IEnumerable<byte[]>? tolerant = null)
    {
        var exactPieces = Pieces(exact);
        var tolerantPieces = Pieces(tolerant ?? []);
        Exact = exactPieces.Count > 0 ? new NeedleTrie(exactPieces) : null;
        Tolerant = tolerantPieces.Count > 0 ? new NeedleTrie(tolerantPieces) : null;
        Filter = new NeedleFilter(exactPieces, tolerantPieces);
    }

    /// <summary>Gets the needles that stand in the text as they are.</summary>
    public NeedleTrie? Exact { get; }

    /// <summary>Gets the needles that white space may interrupt.</summary>
    public NeedleTrie? Tolerant { get; }

    /// <summary>Gets what finds the places where a needle may begin.</summary>
    public NeedleFilter Filter { get; }

    private static List<byte[]> Pieces(IEnumerable<byte[]> needles)
    {
        var pieces = new List<byte[]>();
        foreach (var needle in needles.Select(NeedleColorScanner.Remove).Where(needle => needle.Length >= NeedleFilter.PrefixLength))
        {
            var at = 0;
            for (; needle.Length - at > LongestPiece; at += LongestPiece - Overlap)
            {
                pieces.Add(needle[at..(at + LongestPiece)]);
            }

            pieces.Add(at == 0 ? needle : needle[^LongestPiece..]);
        }

        return pieces;
    }
}
