using System.Numerics;

namespace Forge.Build.Output;

/// <summary>Follows the needles of one trie through a stream in which some bytes are skipped, and knows where each match began.</summary>
/// <param name="trie">The needles.</param>
internal sealed class NeedleTracker(NeedleTrie trie)
{
    /// <summary>The most bytes that may be skipped between two bytes of a needle. It bounds what is held back.</summary>
    public const int LongestGap = 256;

    // Where the last bytes stood, as many as the longest needle has.
    private readonly long[] _positions = new long[BitOperations.RoundUpToPowerOf2((uint)trie.Longest)];
    private uint _taken;
    private int _state;
    private int _gap;

    /// <summary>Gets how many bytes of a needle may have been seen.</summary>
    public int Depth => trie.Depth(_state);

    /// <summary>Gets where the longest beginning of a needle begins. Only when <see cref="Depth"/> is positive.</summary>
    public long LiveStart => Position(Depth);

    /// <summary>Forgets everything.</summary>
    public void Reset() => (_state, _gap) = (0, 0);

    /// <summary>Takes a byte.</summary>
    /// <returns>Where the longest needle that ends with it begins, or -1.</returns>
    public long Take(byte value, long position)
    {
        _gap = 0;
        _positions[_taken++ & (_positions.Length - 1)] = position;
        _state = trie.Step(_state, value);
        return trie.Match(_state) is > 0 and var length ? Position(length) : -1;
    }

    /// <summary>Skips bytes.</summary>
    public void Skip(int count)
    {
        _gap = Math.Min(_gap + count, LongestGap + 1);
        if (_gap > LongestGap)
        {
            _state = 0;
        }
    }

    /// <summary>Looks for a beginning of a needle that is enough to be masked when nothing follows.</summary>
    /// <param name="sure">So many bytes are enough; so is half of a needle.</param>
    /// <returns>Where it begins, or -1.</returns>
    public long FindSureBeginning(int sure)
    {
        for (var state = _state; state != 0; state = trie.Fallback(state))
        {
            var depth = trie.Depth(state);
            if (depth >= sure || depth * 2 >= trie.ShortestNeedle(state))
            {
                return Position(depth);
            }
        }

        return -1;
    }

    private long Position(int back) => _positions[(_taken - (uint)back) & (_positions.Length - 1)];
}
