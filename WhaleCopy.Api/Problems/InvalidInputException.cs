namespace WhaleCopy.Api.Problems;

/// <summary>Input that is wrong, by field. Thrown where input is read; <see cref="ProblemMapping"/> answers 400.</summary>
internal sealed class InvalidInputException(IReadOnlyDictionary<string, string[]> errors) : Exception("The input is not valid.")
{
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;

    public static InvalidInputException Of(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
}
