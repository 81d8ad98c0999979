namespace WhaleCopy.Api.Problems;

/// <summary>A kind of refusal: its code and status never change.</summary>
internal sealed record ProblemKind(string Code, int Status, string Title)
{
    /// <summary>RFC 9457 <c>type</c>.</summary>
    public string Type => $"urn:whalecopy:problem:{Code.ToLowerInvariant().Replace('_', '-')}";
}
