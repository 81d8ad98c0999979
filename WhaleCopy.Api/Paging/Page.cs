namespace WhaleCopy.Api.Paging;

/// <summary>A part of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> to go on; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
